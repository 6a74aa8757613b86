"""`make bench`: speed and accuracy, as ratios measured in one run.

python -m bench [SECTION…] [--data FOLDER] [--write docs/benchmarks.md]
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import deadlines, exchange, faults, figures, http, index, meaning, recognition, relance, words
from bench.figures import Section

# In the order of the page.
SECTIONS: dict[str, Section] = {
    "meaning": meaning.figures,
    "words": words.figures,
    "http": http.figures,
    "index": index.figures,
    "recognition": recognition.figures,
    "exchange": exchange.figures,
    "deadlines": deadlines.figures,
    "relance": relance.figures,
    "faults": faults.figures,
}


def run(
    sections: Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(SECTIONS)}; all.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of other data to measure on.")] = None,
    write: Annotated[Path | None, typer.Option(help="Page to put the figures into.")] = None,
) -> None:
    for name in sections or SECTIONS:
        if name not in SECTIONS:
            raise typer.BadParameter(f"no section {name}")
        found = list(SECTIONS[name](data))
        Console().print(figures.as_table(name, found))
        if write is not None:
            figures.write(write, name, found)


if __name__ == "__main__":
    typer.run(run)

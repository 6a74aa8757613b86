"""`truchement terms annotate`: documents against the bank."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import print_json, print_table, progress_bar, say
from api.system import opened
from kit.settings import Settings
from terminology.concepts import Language
from terminology.recognition import Annotation
from terminology.texts import read_document
from terminology.texts.limits import MOST_BYTES

__all__ = ["annotate", "read_bounded"]


def annotate(
    file: Annotated[
        Path,
        typer.Argument(help="Text, DOCX, ODT, PDF, HTML, XLIFF, TMX or PO.", exists=True, dir_okay=False),
    ],
    language: Annotated[Language | None, typer.Option(help="Found by itself if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Mark every known term of a document. Offsets are into the text read from it, which JSON gives too."""
    document = read_document(read_bounded(file), file.name)
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        services.recognition.refresh()
        found = services.recognition.annotate(document.text, language)
    if as_json:
        spans = [
            {
                "start": span.start,
                "end": span.end,
                "text": document.text[span.start : span.end],
                "forbidden": span.forbidden,
                "readings": span.readings,
            }
            for span in found.spans
        ]
        print_json({"text": document.text, "language": found.language, "spans": spans})
    else:
        _show(document.text, found)


def read_bounded(file: Path) -> bytes:
    """One byte more than is allowed, so that a file of any size is refused without being read."""
    with file.open("rb") as content:
        return content.read(MOST_BYTES + 1)


def _show(text: str, found: Annotation) -> None:
    if not found.spans:
        say("Rien trouvé.")
        return
    rows = [
        (
            span.start,
            text[span.start : span.end],
            span.readings[0].concept,
            "; ".join(item.text for item in span.readings[0].equivalents),
            span.readings[0].status,
            "; ".join(span.readings[0].preferred),
        )
        for span in found.spans
    ]
    print_table(("place", found.language, "n°", "=", "status", "preferred"), rows)

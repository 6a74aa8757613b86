"""How well a trained model understands a file of messages nobody trained on.

    python evaluate.py MODEL.tar.gz MESSAGES.tsv [--json]

The file has the columns intent, style, language, text. "Served" is a message that was answered and not asked
again: `served_wrong` is the figure that costs a citizen something.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import logging
import os
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serve import DEFAULTS, HERE

__all__ = ["Reading", "main", "report"]

_FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Reading:
    """One message, what it means, and what the model made of it. `guess` is the likeliest intent, served or
    not.
    """

    intent: str
    style: str
    language: str
    text: str
    guess: str
    served: bool
    read_language: str


def report(readings: Sequence[Reading]) -> dict[str, Any]:
    right = [reading.guess == reading.intent for reading in readings]
    tagged = [reading for reading in readings if reading.read_language]
    styles: dict[str, list[bool]] = defaultdict(list)
    for reading, hit in zip(readings, right, strict=True):
        styles[f"{reading.style}/{reading.language}"].append(hit)
    confusion = Counter(
        (reading.intent, reading.guess) for reading in readings if reading.guess != reading.intent
    )
    return {
        "messages": len(readings),
        "accuracy": _share(right),
        "macro_f1": _macro_f1(readings),
        "served_right": _share([reading.served and reading.guess == reading.intent for reading in readings]),
        "served_wrong": _share([reading.served and reading.guess != reading.intent for reading in readings]),
        "asked_again": _share([not reading.served for reading in readings]),
        "language_tagged": _share([bool(reading.read_language) for reading in readings]),
        "language_right": _share([reading.read_language == reading.language for reading in tagged]),
        "accuracy_by_style": {style: _share(hits) for style, hits in sorted(styles.items())},
        "confusion": [
            {"intent": wanted, "read_as": got, "times": times}
            for (wanted, got), times in confusion.most_common()
        ],
        "errors": [vars(reading) for reading in readings if reading.guess != reading.intent],
    }


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _macro_f1(readings: Sequence[Reading]) -> float:
    scores = []
    for intent in {reading.intent for reading in readings}:
        hits = sum(reading.intent == intent == reading.guess for reading in readings)
        wanted = sum(reading.intent == intent for reading in readings)
        given = sum(reading.guess == intent for reading in readings)
        scores.append(2 * hits / (wanted + given))
    return round(sum(scores) / len(scores), 4)


async def _read(model: str, rows: Sequence[dict[str, str]]) -> list[Reading]:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)  # unconfigured, it prints every message

    agent = Agent.load(model)
    return [_reading(row, await agent.parse_message(row["text"])) for row in rows]


def _reading(row: dict[str, str], parsed: dict[str, Any]) -> Reading:
    ranking = [guess["name"] for guess in parsed["intent_ranking"] if guess["name"] != _FALLBACK]
    languages = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "message_language"]
    return Reading(
        intent=row["intent"],
        style=row["style"],
        language=row["language"],
        text=row["text"],
        guess=ranking[0],
        served=parsed["intent"]["name"] != _FALLBACK,
        read_language=languages[0] if languages else "",
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Accuracy of a trained model on a file of messages.")
    parser.add_argument("model", type=Path)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--json", action="store_true", help="the whole report as JSON")
    options = parser.parse_args(arguments)
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    model, messages = options.model.resolve(), options.messages.resolve()
    with messages.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    os.chdir(HERE)
    sys.path.insert(0, str(HERE))
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    found = report(asyncio.run(_read(str(model), rows)))
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in found.items() if name != "errors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

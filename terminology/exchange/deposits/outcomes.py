"""What came of a trial or an import, as JSON and back: pages and programs read it long after. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from terminology.concepts import ConceptDraft, ConceptStatus, Language
from terminology.content import from_snapshot, snapshot
from terminology.exchange.report import (
    ConceptChange,
    ImportReport,
    Problem,
    Reason,
    Resemblance,
    Resemblances,
    Suspicion,
    Trial,
)

__all__ = [
    "changes_of",
    "duplicates_of",
    "of_failure",
    "of_refusal",
    "of_report",
    "of_trial",
    "problems_of",
    "suspicions_of",
]

_COUNTS = ("read", "added", "updated", "unchanged", "repeated")


def of_report(report: ImportReport) -> dict[str, Any]:
    return {
        "counts": {name: getattr(report, name) for name in _COUNTS},
        "problems": [_problem(problem) for problem in report.problems],
        "duplicates": asdict(report.duplicates),
    }


def of_trial(trial: Trial) -> dict[str, Any]:
    return of_report(trial.report) | {
        "changes": [_change(change) for change in trial.changes],
        "suspicions": [
            {"line": item.line, "after": _draft(item.draft), "numbers": list(item.numbers)}
            for item in trial.suspicions
        ],
        "suspected": trial.suspected,
    }


def of_refusal(problems: Sequence[Problem]) -> dict[str, Any]:
    return {"problems": [_problem(problem) for problem in problems]}


def of_failure(code: str) -> dict[str, Any]:
    return {"failure": code}


def problems_of(outcome: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(item["line"], item["reason_code"], item["params"], item["stops"])
        for item in outcome.get("problems", ())
    ]


def changes_of(outcome: Mapping[str, Any]) -> list[ConceptChange]:
    return [
        ConceptChange(
            item["line"],
            item["number"],
            from_snapshot(item["before"]) if item["before"] else None,
            from_snapshot(item["after"])[0],
            ConceptStatus(item["status"]),
        )
        for item in outcome.get("changes", ())
    ]


def duplicates_of(outcome: Mapping[str, Any]) -> Resemblances:
    """Empty for what was imported before they were looked for."""
    stored = outcome.get("duplicates", {"found": ()})
    found = (
        Resemblance(
            **item
            | {
                "name": _name(item["name"]),
                "other_name": _name(item["other_name"]),
                "reason": Reason(item["reason"]),
                "words": tuple(item["words"]),
            }
        )
        for item in stored["found"]
    )
    return Resemblances(**stored | {"found": tuple(found)})


def suspicions_of(outcome: Mapping[str, Any]) -> list[Suspicion]:
    return [
        Suspicion(item["line"], from_snapshot(item["after"])[0], tuple(item["numbers"]))
        for item in outcome.get("suspicions", ())
    ]


def _name(stored: Mapping[str, str]) -> dict[Language, str]:
    return {Language(code): term for code, term in stored.items()}


def _problem(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"params": dict(problem.params)}


def _change(change: ConceptChange) -> dict[str, Any]:
    return {
        "line": change.line,
        "number": change.number,
        "before": snapshot(*change.before) if change.before else None,
        "after": _draft(change.after),
        "status": change.status.value,
    }


def _draft(draft: ConceptDraft) -> dict[str, Any]:
    return snapshot(draft, ConceptStatus.DRAFT)

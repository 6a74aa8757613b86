"""`truchement quality`: a translation against the bank, its original and the rules of its language."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import language, print_json, print_table, progress_bar, say
from api.cli.texts import read_bounded
from api.messages import fill
from api.messages.quality import QUALITY
from api.system import opened
from kit.settings import Settings
from terminology.concepts import Language
from terminology.quality import Finding, Report, check_document
from terminology.texts import Bilingual, aligned, read_document, read_segments

__all__ = ["quality"]

_SHOWN = 60  # characters of a segment in a table


def quality(
    file: Annotated[
        Path,
        typer.Argument(help="TMX, XLIFF, PO, CSV, XLSX, two-column DOCX.", exists=True, dir_okay=False),
    ],
    translation: Annotated[
        Path | None,
        typer.Argument(help="The translation, if FILE is the original alone.", exists=True, dir_okay=False),
    ] = None,
    source: Annotated[Language, typer.Option(help="Language of the original.")] = Language.FR,
    target: Annotated[Language, typer.Option(help="Language of the translation.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check a translation: terms, numbers, names, omissions, tags, typography, consistency."""
    if source is target:
        raise typer.BadParameter("--source and --target are the same")
    document = _document(file, translation, source, target)
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        services.recognition.refresh()
        report = check_document(document, services.recognition.matcher, source, target)
    print_json(_told(report)) if as_json else _show(report)


def _document(file: Path, translation: Path | None, source: Language, target: Language) -> Bilingual:
    if translation is None:
        return read_segments(read_bounded(file), file.name, source.value, target.value)
    original = read_document(read_bounded(file), file.name).text
    return aligned(original, read_document(read_bounded(translation), translation.name).text, file.name)


def _told(report: Report) -> dict[str, Any]:
    return {
        "segments": report.segments,
        "words": report.words,
        "terms": report.terms,
        "penalty_per_1000_words": round(report.penalty_per_1000_words(), 2),
        "by_category": {name: round(value, 2) for name, value in report.by_category().items()},
        "findings": [
            {
                "place": one.place,
                "code": one.code,
                "category": one.category,
                "severity": one.severity,
                "why": _why(one),
                "advice": _advice(one),
                "params": dict(one.params),
                "source": one.source,
                "target": one.target,
                "fingerprint": one.fingerprint,
            }
            for one in report.findings
        ],
    }


def _show(report: Report) -> None:
    say(
        "{segments} segments, {words} mots, {terms} termes reconnus : {count} remarques, pénalité {penalty} "
        "pour 1 000 mots.",
        segments=report.segments,
        words=report.words,
        terms=report.terms,
        count=len(report.findings),
        penalty=f"{report.penalty_per_1000_words():.1f}",
    )
    if report.findings:
        rows = [
            (
                one.place,
                one.severity,
                _why(one),
                fill(language(), QUALITY[one.code].detail, one.params),
                one.target[:_SHOWN],
            )
            for one in report.findings
        ]
        print_table(("segment", "", "", "", ""), rows)


def _advice(finding: Finding) -> str:
    return fill(language(), QUALITY[finding.code].detail, finding.params)


def _why(finding: Finding) -> str:
    return fill(language(), QUALITY[finding.code].title, finding.params)

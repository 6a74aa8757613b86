"""Commands on a scratch system: each starts the database by itself and leaves it as it found it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests import running

PAIRS = "fr\ten\tdefinition_fr\tdomain\n"
ROWS = (
    "navette parlementaire\tparliamentary shuttle\tVa-et-vient d’un texte entre deux chambres\tDroit\n"
    "quitus fiscal\ttax clearance\tAttestation d’impôts payés\tFinances\n"
)


@pytest.fixture(scope="module")
def scratch() -> Iterator[dict[str, str]]:
    with running.scratch_folder() as folder:
        yield running.environment_for(folder)


def command(
    scratch: dict[str, str], *arguments: str, stdin: str = ""
) -> "running.subprocess.CompletedProcess[str]":
    result = running.run_command(*arguments, environment=scratch, stdin=stdin)
    assert "Traceback" not in result.stderr
    return result


def answer(scratch: dict[str, str], *arguments: str, stdin: str = "") -> dict:
    result = command(scratch, *arguments, "--json", stdin=stdin)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_an_import_is_searchable_at_once_and_again_adds_nothing(
    scratch: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "paires.tsv.gz"
    file.write_bytes(gzip.compress((PAIRS + ROWS).encode()))
    first = answer(scratch, "terms", "import", str(file))
    assert (first["read"], first["added"]) == (2, 2)
    hits = answer(scratch, "terms", "search", "quitus fiscaux")["hits"]
    assert [term["text"] for term in hits[0]["target_terms"]] == ["tax clearance"]
    again = answer(scratch, "terms", "import", str(file))
    assert (again["added"], again["unchanged"]) == (0, 2)


def test_what_is_exported_comes_back_as_known_and_a_refused_export_leaves_no_file(
    scratch: dict[str, str], tmp_path: Path
) -> None:
    for name in ("treaties.tbx", "treaties.csv"):
        written = answer(scratch, "terms", "export", str(tmp_path / name), "--domain", "treaties")["written"]
        back = answer(scratch, "terms", "import", str(tmp_path / name))
        assert written > 0
        assert (back["read"], back["unchanged"]) == (written, written)
    refused = command(scratch, "terms", "export", str(tmp_path / "none.csv"), "--domain", "nowhere")
    assert refused.returncode == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["treaties.csv", "treaties.tbx"]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("latin1.csv", "fr,en\nlégation,legation\nchargé d’affaires,chargé\n".encode("cp1252"), 2),
        ("ragged.tsv", (PAIRS + ROWS + "une seule cellule de trop\ta\tb\tc\td\te\n").encode(), 4),
        (
            "broken.tbx",
            b'<?xml version="1.0"?><tbx style="dca" type="TBX-Basic"><text><body>\n<conceptEntry>',
            2,
        ),
    ],
)
def test_a_broken_file_is_refused_whole_naming_file_line_and_reason(
    scratch: dict[str, str], tmp_path: Path, name: str, content: bytes, line: int
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    result = command(scratch, "terms", "import", str(file))
    assert result.returncode == 1
    assert f"{name}:{line}:" in result.stderr


def test_a_file_that_is_not_there_gets_one_plain_line(scratch: dict[str, str]) -> None:
    result = command(scratch, "terms", "import", "/nowhere/at/all.csv")
    assert result.returncode != 0
    assert "all.csv" in result.stderr


def test_the_founding_bank_answers_by_meaning_and_through_typing_errors(scratch: dict[str, str]) -> None:
    by_meaning = answer(scratch, "terms", "search", "sac scellé pour le courrier d'une ambassade")["hits"]
    assert "valise diplomatique" in [term["text"] for hit in by_meaning[:3] for term in hit["source_terms"]]
    assert "diplomatic bag" in [term["text"] for hit in by_meaning[:3] for term in hit["target_terms"]]
    by_error = answer(scratch, "terms", "search", "creances letters")["hits"]
    terms = [term["text"] for hit in by_error[:3] for term in hit["source_terms"] + hit["target_terms"]]
    assert "lettres de créance" in terms


def test_a_batch_answers_one_line_a_query_in_order(scratch: dict[str, str]) -> None:
    result = command(scratch, "terms", "search", "--batch", "-", stdin="agrément\nnote verbale\n")
    assert [json.loads(line)["query"] for line in result.stdout.splitlines()] == ["agrément", "note verbale"]


def test_deadlines_are_computed_without_storing(scratch: dict[str, str]) -> None:
    asked = {
        "calendar": {
            "timezone": "Africa/Douala",
            "hours": {day: [["07:30", "15:30"]] for day in ("mon", "tue", "wed", "thu", "fri")},
            "holidays": ["2026-11-24"],
        },
        "start": "2026-11-20T14:00:00+01:00",
        "period": {"amount": 3, "unit": "working_days"},
    }
    lines = json.dumps(asked) + "\nnot json\n"
    result = command(scratch, "deadlines", "preview", "--batch", "-", stdin=lines)
    first, second = [json.loads(line) for line in result.stdout.splitlines()]
    # Friday is day 0; Monday 23, Wednesday 25 and Thursday 26 count, Tuesday 24 is a holiday.
    assert first["legal_date"] == "2026-11-26"
    assert first["due_at"].startswith("2026-11-26T15:30:00")
    assert "error" in second


def test_wrong_settings_are_said_plainly() -> None:
    with running.scratch_folder() as folder:
        environment = running.environment_for(folder, TRUCHEMENT_PORT="many")
        result = running.run_command("terms", "search", "visa", environment=environment)
    assert result.returncode == 2
    assert "port" in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_is_left_running(scratch: dict[str, str]) -> None:
    folder = scratch["TRUCHEMENT_DATA_DIR"]
    running_there = [
        one for one in psutil.process_iter(["cmdline"]) if folder in " ".join(one.info["cmdline"] or [])
    ]
    assert running_there == []

"""`truchement terms` before it starts anything: what is wrong with the call itself."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.term_files import _show_problems, _show_report, _write_report
from api.cli.terms import app
from terminology.concepts import Language
from terminology.exchange import ImportReport, Problem, Reason, Resemblance, Resemblances


@pytest.mark.parametrize("name", ["missing.csv", "."])
@pytest.mark.parametrize("command", [["import"], ["search", "--batch"]])
def test_a_file_that_cannot_be_read_is_refused_before_the_database_starts(
    command: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCHEMENT_DATA_DIR", str(tmp_path / "data"))
    result = CliRunner().invoke(app, [*command, str(tmp_path / name)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "data").exists()


def test_problems_may_carry_a_parameter_of_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    _show_problems("terms.tbx", [Problem(0, "language_skipped", {"language": "de", "terms": 3}, stops=False)])
    shown = capsys.readouterr().err
    assert "terms.tbx: " in shown
    assert "de" in shown


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_report_is_written_for_programs_and_for_people(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"report.{ending}"
    _write_report(path, [Problem(7, "id_twice", {"id": "c1"}), Problem(0, "sheets_left", {}, stops=False)])
    text = path.read_text(encoding="utf-8-sig")
    assert "id_twice" in text
    assert "c1" in text
    if ending == "csv":
        assert text.splitlines()[1].startswith("7,id_twice,yes,")


def test_a_column_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n")
    result = CliRunner().invoke(app, ["import", str(file), "--column", "nonsense"])
    assert result.exit_code == 2
    assert "nonsense" in result.output


def test_suspected_duplicates_are_told_after_the_counts_and_written_like_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    found = tuple(
        Resemblance(
            number, 0, {Language.FR: f"valises {number}"}, 5, {Language.EN: "bag"}, 0.8, Reason.MEANING
        )
        for number in range(20, 35)
    )
    _show_report(ImportReport("a.csv", 15, 15, 0, 0, duplicates=Resemblances(found, 40, 7)))
    shown = capsys.readouterr()
    assert shown.err.count("a.csv: ") == 10
    assert "valises 29" in shown.err
    assert "30" in shown.out
    assert "7" in shown.out
    path = tmp_path / "report.csv"
    _write_report(path, [item.as_problem() for item in found])
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("0,resembles_meaning,no,")

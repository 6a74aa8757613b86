"""`truchement terms` before it starts anything: what is wrong with the call itself."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.terms import _show_problems, app
from terminology.exchange import Problem


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

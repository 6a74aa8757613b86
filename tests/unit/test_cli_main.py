"""The last resort of the console script: a sentence, whatever happened."""

from pathlib import Path

import pytest

from api.cli import main


def test_a_data_folder_that_cannot_be_made_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TRUCHEMENT_DATA_DIR", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("TRUCHEMENT_LANGUAGE", "en")
    monkeypatch.setattr("sys.argv", ["truchement", "accounts", "list"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 70
    assert "Cannot be reached: " in capsys.readouterr().err

"""Reasons that an import or a draft is refused: each code that stands in the source has its sentence."""

import ast
from pathlib import Path

from api.i18n import translate
from api.messages import REASONS

ROOM = Path(__file__).parents[2] / "terminology"
CALLS = {"Problem", "Flaw"}


def _codes() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                texts = [each for each in node.args[:2] if isinstance(each, ast.Constant)]
                found |= {each.value for each in texts if isinstance(each.value, str)}
    return found


def test_every_reason_in_the_source_has_its_sentence():
    codes = _codes()
    assert len(codes) > 15
    assert codes - set(REASONS) == set()


def test_every_reason_is_translated():
    assert [text for text in REASONS.values() if translate("en", text) == text] == []

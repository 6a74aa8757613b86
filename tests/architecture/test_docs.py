"""What exists is documented, and what is documented exists."""

import re
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli import app
from kit.settings import Settings
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"


def variables() -> set[str]:
    return {
        str(field.validation_alias or f"TRUCHEMENT_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }


def test_every_setting_is_documented() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == variables()


def test_every_setting_says_its_meaning_where_it_is_declared() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def commands() -> set[str]:
    found = set()

    def walk(command: Any, path: str) -> None:
        if not isinstance(command, TyperGroup):
            found.add(path)
            return
        context = typer.Context(command)
        for name in command.list_commands(context):
            walk(command.get_command(context, name), f"{path} {name}")

    walk(typer.main.get_command(app), "truchement")
    return found


def test_every_command_is_documented() -> None:
    listed = re.findall(r"^\| `(truchement [a-z -]+?)(?: [A-Z\[].*?)?` \|", _commands_page(), re.MULTILINE)
    assert set(listed) == commands()


def _commands_page() -> str:
    return (DOCS / "commands.md").read_text(encoding="utf-8")


def test_every_decision_is_listed_and_every_link_leads_somewhere() -> None:
    records = {path.name for path in (DOCS / "adr").glob("0*.md")}
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((0\d{3}-[\w-]+\.md)\)", index)) == records
    dead = [
        f"{page.name}: {target}"
        for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []

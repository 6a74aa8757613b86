"""docker-compose.yml describes this system: its commands, variables, secrets and images exist in the code."""

import ast
import re
from functools import cache
from typing import Any

import yaml

from kit import secrets
from tests.architecture.sources import ROOT, modules
from tests.architecture.test_docs import commands, variables

PROVIDED = {
    "POSTGRES_USER",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD_FILE",
    "OMP_NUM_THREADS",
    "RASA_TELEMETRY_ENABLED",
}


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def services(target: str) -> dict[str, dict[str, Any]]:
    return {
        name: service
        for name, service in compose()["services"].items()
        if service.get("build", {}).get("target") == target
    }


def bot_variables() -> set[str]:
    """Names that the bot's code reads from its environment."""
    return {
        node.value
        for _, tree in modules("bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][A-Z_]+", node.value)
    } | set(re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "bot" / "endpoints.yml").read_text(encoding="utf-8")))


def test_the_parts_of_the_system_are_there() -> None:
    assert {"postgres", "redis", "api", "worker", "rasa", "actions"} <= set(compose()["services"])


def test_each_command_of_the_application_exists() -> None:
    for name, service in services("app").items():
        command = [part for part in service["command"] if not part.startswith("-")]
        assert f"truchement {command[0]}" in commands(), name


def test_each_command_of_the_bot_names_a_program_that_exists() -> None:
    programs = {
        "serve.py": "bot/serve.py",
        "-m actions.server": "bot/actions/server.py",
        "-m rasa": "bot/config.yml",
    }
    for name, service in services("bot").items():
        script = " ".join(service["command"])
        [path] = [path for words, path in programs.items() if f"python {words}" in script]
        assert (ROOT / path).exists(), name


def test_each_variable_is_one_the_code_reads() -> None:
    known = variables() | bot_variables() | PROVIDED
    for name, service in compose()["services"].items():
        exported = re.findall(r"\b([A-Z][A-Z_]+)=", " ".join(map(str, service.get("command", []))))
        exported += re.findall(r"export ([A-Z_]+)=", " ".join(map(str, service.get("entrypoint", []))))
        unknown = (set(service.get("environment", {})) | set(exported)) - known
        assert unknown == set(), name


def test_each_secret_is_one_that_truchement_makes(tmp_path) -> None:
    made = {path.name for path in secrets.export(tmp_path / "secrets")}
    assert set(compose()["secrets"]) == made
    assert {one for service in compose()["services"].values() for one in service.get("secrets", [])} <= made


def test_no_secret_stands_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"(?i)(?:password|token|secret|key):\s*[\"']?\w{6,}", text) == []


def test_each_mounted_volume_is_declared_and_each_port_stays_on_loopback() -> None:
    for name, service in compose()["services"].items():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose()["volumes"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_the_images_copy_what_exists_and_build_from_the_locks() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for sources in re.findall(r"^COPY (?!--)(.+) \S+$", dockerfile, re.MULTILINE):
        assert all((ROOT / source).exists() for source in sources.split()), sources
    assert "requirements/main.lock" in dockerfile
    assert "requirements/bot.lock" in dockerfile
    targets = set(re.findall(r"^FROM \S+ AS (\w+)$", dockerfile, re.MULTILINE))
    assert {
        service["build"]["target"] for service in compose()["services"].values() if "build" in service
    } <= targets

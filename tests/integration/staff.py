"""Members of staff for tests of the pages: an account, logged in, and its forms."""

import re
import secrets

from fastapi.testclient import TestClient
from httpx import Response

from api.security import accounts, sessions
from api.security.roles import Role
from api.security.tables import AccountRow
from api.wiring import Services
from kit.audit import SYSTEM

PASSWORD = "correct horse battery"
HTML = {"Accept": "text/html", "Accept-Language": "fr"}


def make_account(services: Services, *roles: Role, unit: str | None = None, temporary: bool = False) -> str:
    login = f"agent-{secrets.token_hex(4)}"
    with services.database.transaction() as session:
        accounts.create_account(
            session,
            login=login,
            name="Aïssatou Essai",
            password=PASSWORD,
            roles=roles,
            unit=unit,
            actor=SYSTEM,
            now=services.clock.now(),
            must_change_password=temporary,
        )
    return login


def log_in(client: TestClient, login: str, password: str = PASSWORD) -> Response:
    return client.post(
        "/staff/login", data={"login": login, "password": password}, headers=HTML, follow_redirects=False
    )


def enter(client: TestClient, services: Services, *roles: Role, unit: str | None = None) -> str:
    """Somebody new with these roles is logged in; the login. Without a password: argon2 takes its time."""
    login = f"agent-{secrets.token_hex(4)}"
    now = services.clock.now()
    row = AccountRow(
        login=login,
        name="Aïssatou Essai",
        password_hash="none",
        roles=[role.value for role in roles],
        unit=unit,
        language="fr",
        must_change_password=False,
        active=True,
        created_at=now,
        password_changed_at=now,
    )
    with services.database.transaction() as session:
        session.add(row)
        session.flush()
        client.cookies.set("session", sessions.open_session(session, accounts.to_account(row), now))
    return login


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return found[1]


def send(client: TestClient, address: str, page: str, **fields: str) -> Response:
    """Send a form as the page it stands on would, without following where it leads."""
    data = {"form_token": hidden(page, "form_token"), **fields}
    return client.post(address, data=data, headers=HTML, follow_redirects=False)

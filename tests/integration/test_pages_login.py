from datetime import timedelta

from fastapi.testclient import TestClient

from api.app import create_app
from api.security import accounts, sessions
from api.security.roles import POLICY, Right, Role
from api.security.tables import LoginSession
from api.wiring import Services
from kit.clock import FixedClock
from tests.integration.staff import HTML, PASSWORD, enter, hidden, log_in, make_account, send


def test_the_first_administrator_is_made_once(services: Services) -> None:
    with services.database.engine.connect() as connection, connection.begin() as outer:
        from sqlalchemy.orm import Session

        with Session(connection, join_transaction_mode="create_savepoint") as session:
            session.query(LoginSession).delete()
            session.query(accounts.AccountRow).delete()
            now = services.clock.now()
            password = accounts.ensure_administrator(session, now)
            assert password is not None
            assert len(password) == 23
            assert accounts.ensure_administrator(session, now) is None
            account = accounts.authenticate(session, "ADMIN ", password, address="x", device=None, now=now)
            assert account is not None
            assert account.must_change_password
            assert account.roles == {Role.ADMINISTRATOR}
        outer.rollback()


def test_a_login_opens_a_session_and_a_logout_ends_it(client: TestClient, services: Services) -> None:
    login = make_account(services, Role.TRANSLATOR)
    answer = log_in(client, login.upper())
    assert (answer.status_code, answer.headers["location"]) == (303, "/termes")
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)
    page = client.get("/staff/termes", headers=HTML)
    assert page.status_code == 200
    assert send(client, "/staff/logout", client.get("/staff/password").text).status_code == 303
    assert client.get("/staff/termes", headers=HTML, follow_redirects=False).status_code == 303


def test_over_https_cookies_are_tied_to_the_host(services: Services) -> None:
    services.settings.public_url = "https://truchement.example"
    login = make_account(services, Role.TRANSLATOR)
    with TestClient(create_app(services), base_url="https://truchement.example") as client:
        cookies = log_in(client, login).headers.get_list("set-cookie")
        assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-device"}
        assert all("Secure" in cookie and "Path=/" in cookie for cookie in cookies)
        assert client.get("/staff/termes", headers=HTML, follow_redirects=False).status_code == 200


def test_who_is_sent_to_the_login_comes_back(client: TestClient, services: Services) -> None:
    answer = client.get("/staff?late=yes&q=a", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/staff/login?suite=%2Fstaff%3Flate%3Dyes%26q%3Da"
    page = client.get(answer.headers["location"], headers=HTML).text
    assert hidden(page, "suite") == "/staff?late=yes&amp;q=a"
    login = make_account(services, Role.REQUESTS_OFFICE)
    for wanted, landing in (
        ("/staff?late=yes", "/staff?late=yes"),
        ("//evil.example", "/staff"),
        ("/\\evil.example", "/staff"),
        ("https://evil.example", "/staff"),
        ("/a\nb", "/staff"),
    ):
        data = {"login": login, "password": PASSWORD, "suite": wanted}
        answer = client.post("/staff/login", data=data, follow_redirects=False)
        assert answer.headers["location"] == landing


def test_a_refused_login_keeps_the_login_and_never_the_password(client: TestClient) -> None:
    answer = client.post("/staff/login", data={"login": "nobody", "password": "not this one"}, headers=HTML)
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    assert "not this one" not in answer.text
    assert "govuk-error-summary" in answer.text
    assert "<title>Erreur" in answer.text
    empty = client.post("/staff/login", data={}, headers=HTML)
    assert "Saisissez votre identifiant" in empty.text
    assert "Saisissez votre mot de passe" in empty.text


def test_guessing_stops_and_locks_nobody_else_out(
    client: TestClient, services: Services, clock: FixedClock
) -> None:
    login = make_account(services, Role.TRANSLATOR)
    owner = TestClient(client.app)
    assert log_in(owner, login).status_code == 303
    for _ in range(10):
        assert log_in(client, login, "a wrong password").status_code == 422
    refused = log_in(client, login)
    assert refused.status_code == 429
    # The owner's browser has logged in before: strangers' tries, even from its address, are not its own.
    assert log_in(owner, login, "a slip of the finger").status_code == 422
    assert log_in(owner, login).status_code == 303
    clock.instant += timedelta(minutes=16)
    assert log_in(client, login).status_code == 303


def test_a_device_proof_is_of_one_login_and_of_our_key() -> None:
    proof = sessions.make_device_proof("a" * 64, "ana")
    assert sessions.read_device_proof("a" * 64, proof, " Ana ") is not None
    assert sessions.read_device_proof("a" * 64, proof, "bob") is None
    assert sessions.read_device_proof("b" * 64, proof, "ana") is None
    assert sessions.read_device_proof("a" * 64, proof + "x", "ana") is None
    assert sessions.read_device_proof("a" * 64, None, "ana") is None


def test_a_one_time_password_opens_only_the_page_to_change_it(client: TestClient, services: Services) -> None:
    login = make_account(services, Role.REQUESTS_OFFICE, temporary=True)
    assert log_in(client, login).headers["location"] == "/staff/password"
    answer = client.get("/staff", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/staff/password"
    page = client.get("/staff/password", headers=HTML).text
    wrong = send(client, "/staff/password", page, current="no", new="a new long one", repeat="a new long one")
    assert wrong.status_code == 422
    short = send(client, "/staff/password", page, current=PASSWORD, new="short", repeat="short")
    assert "12 caractères" in short.text
    differs = send(client, "/staff/password", page, current=PASSWORD, new="a new long one", repeat="another")
    assert differs.status_code == 422
    same = send(client, "/staff/password", page, current=PASSWORD, new=PASSWORD, repeat=PASSWORD)
    assert same.status_code == 422
    other = TestClient(client.app)
    log_in(other, login)
    done = send(
        client, "/staff/password", page, current=PASSWORD, new="a new long one", repeat="a new long one"
    )
    assert done.headers["location"] == "/staff"
    assert "Votre mot de passe est changé." in client.get("/staff", headers=HTML).text
    # Whoever else was logged in with the old password is out.
    assert other.get("/staff", headers=HTML, follow_redirects=False).status_code == 303


def test_a_session_ends_after_a_day_at_the_desk(
    client: TestClient, services: Services, clock: FixedClock
) -> None:
    enter(client, services, Role.TRANSLATOR)
    clock.instant += sessions.LIFETIME - timedelta(seconds=1)
    assert client.get("/staff/termes", follow_redirects=False).status_code == 200
    clock.instant += timedelta(seconds=1)
    assert client.get("/staff/termes", headers=HTML, follow_redirects=False).status_code == 303


def test_the_token_of_a_session_is_kept_nowhere(client: TestClient, services: Services) -> None:
    enter(client, services, Role.TRANSLATOR)
    token = client.cookies["session"]
    with services.database.transaction() as session:
        assert token not in {row.token_hash for row in session.query(LoginSession)}


def test_nothing_is_done_without_the_forms_token(client: TestClient, services: Services) -> None:
    enter(client, services, Role.TRANSLATOR)
    mine = hidden(client.get("/staff/password").text, "form_token")
    other = TestClient(client.app)
    enter(other, services, Role.TRANSLATOR)
    fields = {"french": "a", "english": "b"}
    for token in ("", "x.y", mine):
        answer = other.post("/staff/termes/new", data={**fields, "form_token": token}, headers=HTML)
        assert answer.status_code == 403
    foreign = {"Origin": "https://evil.example"}
    assert client.post("/staff/login", data={"login": "a"}, headers=foreign).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/suivi", data={"number": "a"}, headers=cross).status_code == 403
    ours = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/suivi", data={"number": "a"}, headers=ours).status_code == 422


def test_form_tokens_differ_each_time_and_all_hold() -> None:
    tokens = {sessions.make_form_token("s" * 64) for _ in range(5)}
    assert len(tokens) == 5
    assert all(sessions.verify_form_token("s" * 64, token) for token in tokens)
    assert not any(sessions.verify_form_token("t" * 64, token) for token in tokens)


def test_each_role_opens_the_pages_of_its_rights_and_no_other(client: TestClient, services: Services) -> None:
    pages = {
        "/staff": Right.READ_DOSSIERS,
        "/staff/dossiers/new": Right.REGISTER_DOSSIERS,
        "/staff/termes": Right.PROPOSE_CONCEPTS,
        "/staff/envois": Right.READ_OUTBOX,
    }
    for role in Role:
        visitor = TestClient(client.app)
        enter(visitor, services, role, unit="BR")
        for page, right in pages.items():
            status = visitor.get(page, headers=HTML).status_code
            assert status == (200 if role in POLICY[right] else 403), (role, page)


def test_a_refusal_is_recorded(client: TestClient, services: Services) -> None:
    from kit.audit import AuditEvent

    login = enter(client, services, Role.TRANSLATOR)
    assert client.get("/staff/envois", headers=HTML).status_code == 403
    with services.database.transaction() as session:
        events = session.query(AuditEvent).filter_by(actor_reference=login, action="access.refused").all()
        assert [event.details["path"] for event in events] == ["/staff/envois"]

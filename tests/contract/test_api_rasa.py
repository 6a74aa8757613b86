"""The bot's port: the scripted one and Rasa's REST channel keep the same promises."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import anyio
import pytest

from api.chat.rasa import Bot, BotMessage, BotUnavailable, Button, NoBot, RasaBot, ScriptedBot

TOKEN = "t" * 64
_ODD = {
    "empty": (200, b"[]"),
    "blank": (200, b'[{"recipient_id": "x", "text": " "}]'),
    "error": (500, b'{"status": "failure"}'),
    "html": (200, b"<html>a proxy says sorry</html>"),
    "object": (200, b'{"text": "CODE-SECRET"}'),
    "large": (200, json.dumps([{"text": "x" * 300_000}]).encode()),
}


class FakeRasa(BaseHTTPRequestHandler):
    """Answers as Rasa 3.6.21 does, by what the message asks for."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert self.path == "/webhooks/rest/webhook"
        assert self.headers["authorization"] == f"Bearer {TOKEN}"
        assert set(body) == {"sender", "message", "metadata"}
        self.server.heard.append(body)
        status, content = self._answer(body["message"], body["sender"])
        if body["message"] == "slow":
            self.server.stop.wait(5)
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @staticmethod
    def _answer(message: str, sender: str) -> tuple[int, bytes]:
        if message in _ODD:
            return _ODD[message]
        said = {
            "recipient_id": sender,
            "text": f"« {message} »",
            "buttons": [{"title": "Oui", "payload": "/affirm", "type": "postback"}],
            "custom": {"script": "alert(1)"},
        }
        return 200, json.dumps([said, {"recipient_id": sender, "image": "http://elsewhere/x.png"}]).encode()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeRasa)
    server.heard = []
    server.stop = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


def _rasa(server: ThreadingHTTPServer, timeout_seconds: float = 2.0) -> RasaBot:
    return RasaBot(f"http://127.0.0.1:{server.server_port}/", TOKEN, timeout_seconds)


def _scripted(message: str) -> list[BotMessage]:
    if message == "empty":
        return []
    if message == "blank":
        return [BotMessage(text=" ")]
    return [BotMessage(text=f"« {message} »", buttons=[Button(title="Oui", payload="/affirm")])]


@pytest.fixture(params=["scripted", "rasa"])
def bot(request: pytest.FixtureRequest, server: ThreadingHTTPServer) -> Bot:
    return ScriptedBot(_scripted) if request.param == "scripted" else _rasa(server)


def _ask(bot: Bot, message: str) -> list[BotMessage]:
    async def ask() -> list[BotMessage]:
        async with bot.open():
            return await bot.ask("sender", message, "en")

    return anyio.run(ask)


def test_an_answer_is_text_and_buttons(bot: Bot):
    assert _ask(bot, "bonjour") == [
        BotMessage(text="« bonjour »", buttons=[Button(title="Oui", payload="/affirm")])
    ]


@pytest.mark.parametrize("message", ["empty", "blank"])
def test_nothing_said_is_no_answer(bot: Bot, message: str):
    with pytest.raises(BotUnavailable):
        _ask(bot, message)


def test_rasa_hears_sender_message_and_language_only(server: ThreadingHTTPServer):
    _ask(_rasa(server), "hello")
    assert server.heard == [{"sender": "sender", "message": "hello", "metadata": {"language": "en"}}]


@pytest.mark.parametrize("message", ["error", "html", "object", "large"])
def test_what_cannot_be_read_is_no_answer_and_not_repeated(server: ThreadingHTTPServer, message: str):
    with pytest.raises(BotUnavailable) as caught:
        _ask(_rasa(server), message)
    assert "CODE-SECRET" not in str(caught.value)
    # A log shows an error with its causes.
    assert "CODE-SECRET" not in repr(caught.value.__cause__)
    assert caught.value.__cause__ is None or caught.value.__suppress_context__


def test_a_slow_rasa_is_not_waited_for(server: ThreadingHTTPServer):
    with pytest.raises(BotUnavailable) as caught:
        _ask(_rasa(server, 0.2), "slow")
    assert "Timeout" in str(caught.value)


def test_no_server_no_answer():
    with pytest.raises(BotUnavailable):
        _ask(RasaBot("http://127.0.0.1:1", TOKEN, 1), "bonjour")
    with pytest.raises(BotUnavailable):
        _ask(NoBot(), "bonjour")


def test_before_it_is_opened_there_is_no_answer(server: ThreadingHTTPServer):
    with pytest.raises(BotUnavailable):
        anyio.run(_rasa(server).ask, "sender", "bonjour", "fr")

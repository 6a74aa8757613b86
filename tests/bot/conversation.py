"""A citizen at the chat, over the gateway: the way the widget talks."""

import uuid
from typing import Self

import httpx


class Conversation:
    def __init__(self, address: str, language: str) -> None:
        self._client = httpx.Client(base_url=f"{address}/api/v1/chat", timeout=60, trust_env=False)
        self._session = self._client.post("/sessions").raise_for_status().json()["session"]
        self._language = language
        self._buttons: dict[str, str] = {}

    def say(self, text: str) -> str:
        """What the bot answers, as one text."""
        return self._read(self.send(text=text))

    def press(self, title: str) -> str:
        return self._read(self.send(payload=self._buttons[title]))

    def send(self, *, message_id: str | None = None, **content: str) -> httpx.Response:
        body = {
            "session": self._session,
            "message_id": message_id or str(uuid.uuid4()),
            "language": self._language,
        }
        return self._client.post("/messages", json=body | content)

    def _read(self, response: httpx.Response) -> str:
        assert response.status_code == 200, response.text
        messages = response.json()["messages"]
        self._buttons = {button["title"]: button["payload"] for one in messages for button in one["buttons"]}
        return "\n".join(one["text"] for one in messages)

    def payload_of(self, title: str) -> str:
        return self._buttons[title]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

"""A small API that keeps to `actions/contract.py`: for the tests of this room, and for trials without the
house.

python -m tests.fake_api PORT [TOKEN]
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from typing import Any

from aiohttp import web

PROCEDURES = [
    ("legalisation", "Légalisation de documents", "Legalisation of documents"),
    ("passport", "Passeport diplomatique ou de service", "Diplomatic or service passport"),
    ("visa", "Appui à une demande de visa", "Support for a visa application"),
    ("consular", "Immatriculation et protection consulaires", "Consular registration and protection"),
    ("certificate", "Certificat ou attestation", "Certificate or attestation"),
    ("mail_follow_up", "Suivi d’un courrier", "Follow-up of correspondence"),
    ("audience", "Demande d’audience", "Request for an audience"),
    ("complaint", "Réclamation sur un service", "Complaint about a service"),
    ("information", "Renseignement ou accès à un document", "Information or access to a document"),
    ("translation_certified", "Certification d’une traduction", "Certification of a translation"),
]
TERMS = [
    (["valise diplomatique"], ["diplomatic bag", "diplomatic pouch"], "Colis scellé d’une mission."),
    (["lettres de créance"], ["letters of credence", "credentials"], ""),
]


class FakeApi:
    """`failing`: "" or "down" (503), "slow" (no answer), "late" (registers, then no answer), "broken" (not
    JSON).
    """

    def __init__(self, token: str) -> None:
        self.token = token
        self.failing = ""
        self.registered: dict[str, tuple[dict[str, Any], str, str]] = {}
        self.calls: list[tuple[str, str, dict[str, str]]] = []
        self.tries = 0

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._watch])
        app.add_routes(
            [
                web.get("/api/v1/procedures", self._procedures),
                web.post("/api/v1/requests", self._register),
                web.post("/api/v1/requests/status", self._status),
                web.get("/api/v1/terms/search", self._search),
                web.post("/fail/{how}", self._fail),
            ]
        )
        return app

    @web.middleware
    async def _watch(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith("/fail/"):
            return await handler(request)
        self.calls.append((request.method, request.path, dict(request.headers)))
        if self.failing == "down":
            return problem(503, "unavailable")
        if self.failing == "slow":
            await asyncio.sleep(60)
        if self.failing == "broken":
            return web.Response(text="<html>", content_type="text/html")
        return await handler(request)

    async def _fail(self, request: web.Request) -> web.Response:
        how = request.match_info["how"]
        self.failing = "" if how == "not" else how
        return web.json_response({"registered": len(self.registered)})

    async def _procedures(self, _: web.Request) -> web.Response:
        items = [
            {
                "code": code,
                "name_fr": french,
                "name_en": english,
                "description_fr": f"Suivi : {french}.",
                "description_en": f"Follow-up: {english}.",
                "period_fr": "8 jours ouvrables",
                "period_en": "8 working days",
                "provisional": True,
                "papers_fr": ["Original", "Copie d’une pièce d’identité"],
                "papers_en": ["Original", "Copy of an identity document"],
            }
            for code, french, english in PROCEDURES
        ]
        return web.json_response({"procedures": items})

    async def _register(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return problem(401, "not_authorised")
        key, body = request.headers["Idempotency-Key"], await request.json()
        replayed = key in self.registered
        if replayed and self.registered[key][0] != body:
            return problem(409, "registration_key_reused")
        if not replayed:
            code = hashlib.sha256(key.encode()).hexdigest()[:10].upper()
            self.registered[key] = (
                body,
                f"REQ-2026-{len(self.registered) + 1:06d}-45",
                f"{code[:5]}-{code[5:]}",
            )
        if self.failing == "late":
            await asyncio.sleep(60)
        _, number, code = self.registered[key]
        receipt = {"number": number, "code": code, "procedure": body["procedure"], "due_date": "2026-12-24"}
        return web.json_response({**receipt, "replayed": replayed}, status=201)

    async def _status(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.tries += 1
        if self.tries > 20:
            return problem(429, "too_many_tries", {"retry_after_seconds": 150})
        for _, number, code in self.registered.values():
            if (number, code) == (body["number"], body["code"]):
                return web.json_response(
                    {
                        "number": number,
                        "state": "waiting",
                        "procedure_fr": "Légalisation de documents",
                        "procedure_en": "Legalisation of documents",
                        "registered_on": "2026-11-22",
                        "due_date": "2026-12-24",
                        "waiting_for": ["Original de l’acte"],
                        "message_fr": "Votre dossier attend une pièce.",
                        "message_en": "Your file is waiting for a paper.",
                    }
                )
        return problem(404, "dossier_not_found")

    async def _search(self, request: web.Request) -> web.Response:
        query, source = request.query["q"].lower(), request.query.get("source")
        hits = []
        for number, (french, english, definition) in enumerate(TERMS, start=1):
            sources, targets = (french, english) if source == "fr" else (english, french)
            if any(word[:5] in " ".join(sources) for word in query.split() if len(word) > 3):
                hits.append(
                    {
                        "concept": number,
                        "source_terms": [
                            {"text": text, "language": "", "status": "preferred"} for text in sources
                        ],
                        "target_terms": [
                            {"text": text, "language": "", "status": "preferred"} for text in targets
                        ],
                        "definition": definition,
                        "score": 1.0,
                        "why": ["exact"],
                    }
                )
        return web.json_response({"query": query, "language": source, "hits": hits})


def problem(status: int, code: str, params: dict[str, Any] | None = None) -> web.Response:
    body = {"status": status, "code": code, "title": code, "detail": code, "params": params or {}}
    return web.json_response(body, status=status, content_type="application/problem+json")


if __name__ == "__main__":
    web.run_app(
        FakeApi(sys.argv[2] if len(sys.argv) > 2 else "token").app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=None,
        print=None,
    )

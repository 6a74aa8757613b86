"""Sentences of the chat gateway's errors."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["CHAT"]

CHAT = {
    "bot_unavailable": Words(
        mark("L’assistant ne répond pas pour le moment"),
        mark("Rien n’est perdu : renvoyez le même message dans quelques instants."),
    ),
    "chat_session_not_found": Words(
        mark("Conversation terminée"), mark("Cette conversation a expiré. Commencez-en une nouvelle.")
    ),
    "payload_not_offered": Words(
        mark("Ce choix n’est plus proposé"), mark("Choisissez une réponse parmi les dernières proposées.")
    ),
    "answer_no_longer_kept": Words(
        mark("Message déjà traité"),
        mark("Ce message a déjà reçu une réponse, qui n’est plus conservée. Posez une nouvelle question."),
    ),
    "nothing_said": Words(mark("Message vide"), mark("Écrivez votre message.")),
}

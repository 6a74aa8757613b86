"""The answer to a reader who reported an error: sent in the reader's language, then the address is forgotten.

Sending comes before forgetting: killed in between, the job sends the same message again, under the same id.
"""

from typing import TYPE_CHECKING

from procrastinate import Blueprint, JobContext, RetryStrategy

from api.i18n import mark, translate
from kit.errors import Unavailable
from kit.mail import Message
from terminology.workflow import feedback

if TYPE_CHECKING:
    from api.wiring import Services

__all__ = ["answer_reader", "blueprint", "send_answer"]

blueprint = Blueprint()

_SUBJECT = mark("Votre signalement sur la fiche {number} de la banque de terminologie")
_TEXT = mark(
    "Bonjour,\n\nVous avez signalé une erreur dans la fiche {number} ({address}). Voici notre réponse :\n\n"
    "{answer}\n\nMerci de votre aide. Votre adresse est maintenant effacée.\n\nLe service de terminologie"
)


@blueprint.task(
    name="answer_reader",
    pass_context=True,
    retry=RetryStrategy(max_attempts=20, exponential_wait=4, retry_exceptions={Unavailable}),
)
def answer_reader(context: JobContext, *, feedback: int) -> None:
    services: Services = context.additional_context["services"]
    send_answer(services, feedback)


def send_answer(services: "Services", number: int) -> None:
    """Nothing for a report without an address. Raises MailNotSent, to be tried again."""
    with services.database.transaction() as session:
        said = feedback.get(session, number)
    if said.email is None or said.answer is None:
        return
    address = f"{services.settings.base_url}/termes/{said.concept}"
    text = translate(said.language, _TEXT, number=said.concept, address=address, answer=said.answer)
    subject = translate(said.language, _SUBJECT, number=said.concept)
    services.mailer.send(Message(f"feedback-{number}@truchement", said.email, subject, text))
    with services.database.transaction() as session:
        feedback.forget_address(session, number)

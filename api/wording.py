"""Codes of the domains in sentences, for those who read no page: the bot, and JSON clients."""

from collections.abc import Sequence

from api.i18n import mark, mark_plural, translate, translate_plural
from relance.periods import Period, PeriodUnit
from relance.states import Outcome, PublicState
from relance.views import PublicStatus

__all__ = ["period_words", "status_sentence"]

_UNITS = {
    PeriodUnit.WORKING_SECONDS: mark_plural("{count} seconde ouvrée", "{count} secondes ouvrées"),
    PeriodUnit.WORKING_MINUTES: mark_plural("{count} minute ouvrée", "{count} minutes ouvrées"),
    PeriodUnit.WORKING_HOURS: mark_plural("{count} heure ouvrée", "{count} heures ouvrées"),
    PeriodUnit.WORKING_DAYS: mark_plural("{count} jour ouvrable", "{count} jours ouvrables"),
    PeriodUnit.CALENDAR_DAYS: mark_plural("{count} jour", "{count} jours"),
    PeriodUnit.WEEKS: mark_plural("{count} semaine", "{count} semaines"),
    PeriodUnit.MONTHS: mark_plural("{count} mois", "{count} mois"),
}

_STATES = {
    PublicState.RECEIVED: mark("Votre demande est enregistrée et va être examinée."),
    PublicState.IN_PROGRESS: mark("Votre demande est en cours d’examen."),
    PublicState.WAITING_FOR_CITIZEN: mark("Nous attendons une pièce de votre part ; le délai est suspendu."),
    PublicState.DECIDED: mark("Une décision a été prise sur votre demande."),
    PublicState.CLOSED: mark("Votre demande est close."),
    PublicState.REJECTED: mark("Votre demande n’a pas pu être admise."),
    PublicState.WITHDRAWN: mark("Votre demande a été retirée."),
}
_OUTCOMES = {
    Outcome.GRANTED: mark("Elle est acceptée."),
    Outcome.REFUSED: mark("Elle est refusée."),
    Outcome.ANSWERED: mark("Une réponse vous a été donnée."),
}
_MESSAGE = mark("Message du service : « {text} »")


def period_words(periods: Sequence[Period], language: str) -> str:
    """As "8 jours ouvrables", in the reader's language."""
    return " + ".join(_period(period, language) for period in periods)


def status_sentence(status: PublicStatus, language: str) -> str:
    """What a citizen is told: the state, the decision, and the service's last message."""
    said = [translate(language, _STATES[PublicState(status.state)])]
    if status.outcome is not None:
        said.append(translate(language, _OUTCOMES[Outcome(status.outcome)]))
    if status.last_message:
        said.append(translate(language, _MESSAGE, text=status.last_message))
    return " ".join(said)


def _period(period: Period, language: str) -> str:
    one, many = _UNITS[PeriodUnit(period.unit)]
    return translate_plural(language, one, many, period.amount)

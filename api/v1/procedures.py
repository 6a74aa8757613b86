"""What a citizen may ask for."""

from fastapi import APIRouter

from api.dependencies import SessionDep
from api.v1.fields import Answer
from api.wording import period_words
from relance.procedures import Procedure, citizen_procedures

router = APIRouter(tags=["requests"])


class ProcedureAnswer(Answer):
    code: str
    name_fr: str
    name_en: str
    description_fr: str
    description_en: str
    period_fr: str
    period_en: str
    provisional: bool
    papers_fr: list[str]
    papers_en: list[str]


class Procedures(Answer):
    procedures: list[ProcedureAnswer]


@router.get("/procedures")
def list_procedures(session: SessionDep) -> Procedures:
    return Procedures(procedures=[_answer(each) for each in citizen_procedures(session)])


def _answer(procedure: Procedure) -> ProcedureAnswer:
    return ProcedureAnswer(
        code=procedure.code,
        name_fr=procedure.fr,
        name_en=procedure.en,
        description_fr=procedure.description_fr,
        description_en=procedure.description_en,
        period_fr=period_words(procedure.periods, "fr"),
        period_en=period_words(procedure.periods, "en"),
        provisional=procedure.provisional,
        papers_fr=list(procedure.papers_fr),
        papers_en=list(procedure.papers_en),
    )

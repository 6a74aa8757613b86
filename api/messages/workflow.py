"""Sentences of what happens around an entry: merges, comments, checks, what readers say."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["WORKFLOW", "WORKFLOW_REASONS"]

WORKFLOW = {
    "concept_merged": Words(
        mark("Fiche fusionnée"),
        mark("La fiche {number} a été fusionnée avec la fiche {survivor}. Ouvrez celle-ci."),
    ),
    "concept_not_marked": Words(
        mark("Rien à revérifier"),
        mark("Cette fiche n’est pas, ou n’est plus, à revérifier. Rechargez-la."),
    ),
    "comment_not_found": Words(
        mark("Commentaire introuvable"), mark("Aucun commentaire ne porte ce numéro.")
    ),
    "comment_of_somebody_else": Words(
        mark("Ce commentaire n’est pas le vôtre"),
        mark("Seuls son auteur et les terminologues peuvent le clore."),
    ),
    "feedback_not_found": Words(
        mark("Signalement introuvable"), mark("Aucun signalement ne porte ce numéro.")
    ),
    "feedback_already_closed": Words(
        mark("Signalement déjà traité"), mark("{by} a déjà répondu à ce signalement.")
    ),
    "gap_not_found": Words(
        mark("Lacune introuvable"), mark("Cette recherche n’est pas dans la liste des lacunes.")
    ),
    "pair_not_found": Words(
        mark("Paire introuvable"), mark("Ces deux fiches ne sont pas parmi les doublons présumés.")
    ),
}

WORKFLOW_REASONS = {
    "merge_with_itself": mark("La fiche {number} ne peut pas être fusionnée avec elle-même."),
}

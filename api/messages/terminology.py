"""Sentences of the bank's errors, of what is wrong with a concept, and of what an import refuses."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["FLAWS", "TERMINOLOGY"]

TERMINOLOGY = {
    "concept_not_found": Words(mark("Fiche introuvable"), mark("Aucune fiche ne porte ce numéro.")),
    "concept_changed_meanwhile": Words(
        mark("Fiche modifiée entre-temps"),
        mark("Quelqu’un d’autre a modifié cette fiche. Rechargez-la avant de recommencer."),
    ),
    "concept_move_not_allowed": Words(
        mark("Opération impossible pour cette fiche"),
        mark("L’état actuel de la fiche ne permet pas cette opération. Rechargez-la."),
    ),
    "concept_is_withdrawn": Words(
        mark("Fiche retirée"), mark("Une fiche retirée ne peut plus être modifiée.")
    ),
    "concept_invalid": Words(
        mark("Fiche incomplète ou incorrecte"), mark("Corrigez la fiche, puis envoyez-la de nouveau.")
    ),
    "query_too_long": Words(
        mark("Recherche trop longue"), mark("Cherchez un terme ou une courte description.")
    ),
}

FLAWS = {
    "concept_without_term": mark("La fiche n’a aucun terme."),
    "too_many_terms": mark("La fiche a {count} termes, pour {limit} au plus."),
    "empty_term": mark("Un terme est vide."),
    "text_too_long": mark("Un texte ({field}) a {length} caractères, pour {limit} au plus."),
    "control_character": mark("Un texte ({field}) contient un caractère de contrôle ({character})."),
    "reliability_out_of_range": mark("La fiabilité va de 1 à 4."),
}

"""What each finding of the quality control says: why, and what to do."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["QUALITY"]

_ADD = mark("Rétablissez-le comme dans l’original.")
_REMOVE = mark("Vérifiez-le : l’original ne l’a pas.")


def _quantity(missing: str, added: str, code: str) -> dict[str, Words]:
    return {f"{code}_missing": Words(missing, _ADD), f"{code}_added": Words(added, _REMOVE)}


QUALITY = {
    "term_forbidden": Words(
        mark("« {term} » est un terme à éviter."), mark("Écrivez plutôt : {preferred} (fiche {concept}).")
    ),
    "term_missing": Words(
        mark("« {term} » n’a aucun de ses équivalents dans la traduction."),
        mark("La banque donne : {equivalents} (fiche {concept})."),
    ),
    "term_inconsistent": Words(
        mark("« {term} » est traduit ici par « {used} », ailleurs par « {usual} »."),
        mark("Choisissez un seul équivalent pour tout le document."),
    ),
    "segment_inconsistent": Words(
        mark("Le même original est traduit autrement au segment {place} : « {other} »."),
        mark("Reprenez la même traduction, ou dites pourquoi elle diffère."),
    ),
    "segment_missing": Words(mark("Le segment n’est pas traduit."), mark("Traduisez-le.")),
    "segment_untranslated": Words(mark("La traduction est l’original."), mark("Traduisez-le.")),
    "segment_doubled": Words(
        mark("La traduction est celle du segment {place}."), mark("Vérifiez que le texte n’a pas glissé.")
    ),
    "length": Words(
        mark("La traduction a {percent} % de la longueur de l’original."),
        mark("Vérifiez que rien n’est omis ni ajouté."),
    ),
    **_quantity(mark("Le nombre {value} manque."), mark("Le nombre {value} est en trop."), "number"),
    **_quantity(mark("La date {value} manque."), mark("La date {value} est en trop."), "date"),
    **_quantity(mark("Le montant {value} manque."), mark("Le montant {value} est en trop."), "amount"),
    **_quantity(mark("La mesure {value} manque."), mark("La mesure {value} est en trop."), "unit"),
    **_quantity(
        mark("Le pourcentage {value} manque."), mark("Le pourcentage {value} est en trop."), "percentage"
    ),
    **_quantity(mark("Le renvoi {value} manque."), mark("Le renvoi {value} est en trop."), "article"),
    "name_missing": Words(mark("Le nom « {name} » manque."), mark("Vérifiez-le et son orthographe.")),
    "acronym_missing": Words(
        mark("Le sigle {name} manque."), mark("Écrivez-le, ou son équivalent s’il en a un dans la banque.")
    ),
    **_quantity(mark("La balise {tag} manque."), mark("La balise {tag} est en trop."), "tag"),
    "bracket_unpaired": Words(mark("Le signe {sign} n’a pas son pendant."), mark("Ouvrez ou fermez-le.")),
    "french_space_missing": Words(
        mark("Une espace manque avec {sign}."), mark("Le français y met une espace insécable.")
    ),
    "french_space_breaking": Words(
        mark("L’espace avec {sign} peut passer à la ligne."), mark("Mettez une espace insécable.")
    ),
    "french_quotes": Words(
        mark("Les guillemets ne sont pas français."), mark("Écrivez « … », avec des espaces insécables.")
    ),
    "english_space": Words(
        mark("Une espace précède {sign}."), mark("L’anglais n’en met pas : supprimez-la.")
    ),
    "english_quotes": Words(mark("Les guillemets ne sont pas anglais."), mark("Écrivez “…”.")),
    "space_before": Words(mark("Une espace précède {sign}."), mark("Supprimez-la.")),
    "spaces_double": Words(mark("Il y a deux espaces de suite."), mark("N’en gardez qu’une.")),
    "word_repeated": Words(mark("« {word} » est répété."), mark("Supprimez l’un des deux.")),
    "end_differs": Words(
        mark("La traduction ne finit pas par le même signe que l’original."),
        mark("Finissez-la par le même signe, ou vérifiez qu’elle est entière."),
    ),
}

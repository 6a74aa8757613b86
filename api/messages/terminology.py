"""Sentences of the bank's errors, of what is wrong with a concept, and of what an import refuses."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["REASONS", "TERMINOLOGY"]

TERMINOLOGY = {
    "concept_not_found": Words(mark("Fiche introuvable"), mark("Aucune fiche ne porte ce numéro.")),
    "revision_not_found": Words(
        mark("Version introuvable"), mark("La fiche {number} n’a pas de version {version}.")
    ),
    "subject_field_not_found": Words(
        mark("Domaine introuvable"), mark("Aucun domaine n’a ce code ni ce nom : {domain}.")
    ),
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
    "import_refused": Words(
        mark("Fichier refusé"), mark("Rien n’a été importé de {file}. Corrigez le fichier, puis recommencez.")
    ),
    "flaws_found": Words(
        mark("Saisie incomplète ou incorrecte"), mark("Corrigez ce qui est signalé, puis recommencez.")
    ),
    "subject_field_invalid": Words(
        mark("Domaine incomplet ou incorrect"), mark("Corrigez ses noms ou sa place, puis recommencez.")
    ),
    "subject_field_changed_meanwhile": Words(
        mark("Domaine modifié entre-temps"),
        mark("Quelqu’un d’autre a modifié ce domaine. Relisez-le avant de recommencer."),
    ),
    "collection_not_found": Words(
        mark("Collection introuvable"),
        mark("Aucune collection ne porte ce numéro, ou elle n’est pas partagée."),
    ),
    "collection_changed_meanwhile": Words(
        mark("Collection modifiée entre-temps"),
        mark("Quelqu’un d’autre a modifié cette collection. Rechargez-la avant de recommencer."),
    ),
    "collection_not_yours": Words(
        mark("Cette collection n’est pas la vôtre"),
        mark("Elle est à {owner} : vous pouvez y ajouter des fiches, non la renommer ni la supprimer."),
    ),
    "collection_invalid": Words(
        mark("Collection incomplète ou incorrecte"), mark("Donnez-lui un nom, en français ou en anglais.")
    ),
    "text_too_long_to_annotate": Words(
        mark("Texte trop long"),
        mark("Le texte a {length} caractères, pour {longest} au plus. Coupez-le en plusieurs parties."),
    ),
    "query_too_long": Words(
        mark("Recherche trop longue"), mark("Cherchez un terme ou une courte description.")
    ),
}

# Why a concept or a line of a file cannot be taken: not errors by themselves, but what an error lists.
REASONS = {
    "concept_without_term": mark("La fiche n’a aucun terme."),
    "too_many_terms": mark("La fiche a {count} termes, pour {limit} au plus."),
    "empty_term": mark("Un terme est vide."),
    "extra_too_deep": mark("Ce qu’un fichier dit de plus est imbriqué sur plus de {limit} niveaux."),
    "too_many_parts": mark("La fiche a trop d’éléments ({field}) : {count}, pour {limit} au plus."),
    "term_missing": mark("Saisissez au moins un terme, en français ou en anglais"),
    "definition_missing": mark("La définition elle-même manque : il n’y a que sa source ou sa note."),
    "relation_number_unreadable": mark("Le numéro d’une fiche liée s’écrit en chiffres."),
    "document_address_refused": mark(
        "L’adresse du document « {title} » doit commencer par http:// ou https://"
    ),
    "document_date_unreadable": mark(
        "La date du document « {title} » s’écrit AAAA, AAAA-MM ou AAAA-MM-JJ : {value}"
    ),
    "relation_both_ways": mark("La fiche {number} ne peut pas être à la fois générique et spécifique."),
    "relation_to_itself": mark("Une fiche ne peut pas être liée à elle-même ({number})."),
    "relation_to_unknown": mark("Aucune fiche ne porte le numéro {number} : le lien est impossible."),
    "relation_to_withdrawn": mark("La fiche {number} est retirée : choisissez-en une autre à lier."),
    "relation_circle": mark("Ces liens feraient d’une fiche son propre générique ({path}) : retirez-en un."),
    "subject_field_without_name": mark("Donnez les deux noms du domaine, en français et en anglais."),
    "subject_field_name_taken": mark("Un autre domaine porte déjà ce nom : « {name} »."),
    "subject_field_parent_unknown": mark("Ce domaine plus large n’existe pas."),
    "subject_field_below_itself": mark("Un domaine ne peut pas être placé sous lui-même."),
    "collection_without_name": mark("La collection n’a pas de nom."),
    "text_too_long": mark("Un texte ({field}) a {length} caractères, pour {limit} au plus."),
    "control_character": mark("Un texte ({field}) contient un caractère de contrôle ({character})."),
    "reliability_out_of_range": mark("La fiabilité va de 1 à 4."),
    "unknown_status": mark("L’état « {value} » n’existe pas."),
    "concept_withdrawn": mark("La fiche {number} est retirée : elle reste telle quelle."),
    "resembles_term": mark(
        "Doublon présumé : « {name} » a un terme de la fiche {other}, « {other_name} » ({share} %) : {words}."
    ),
    "resembles_inflected": mark(
        "Doublon présumé : « {name} » a un terme fléchi de la fiche {other}, « {other_name} » ({share} %) :"
        " {words}."
    ),
    "resembles_meaning": mark(
        "Doublon présumé : « {name} » a un sens voisin de la fiche {other}, « {other_name} » ({share} %)."
    ),
    "language_skipped": mark(
        "La langue « {language} » n’est pas tenue par la banque : {terms} termes laissés."
    ),
    "concepts_in_other_languages_only": mark("{count} fiches ne sont que dans d’autres langues : laissées."),
    "id_twice": mark("L’identifiant « {id} » est donné deux fois."),
    "file_empty": mark("Le fichier est vide."),
    "file_too_big": mark("Le fichier dépasse {limit_bytes} octets."),
    "format_not_supported": mark(
        "Ce format n’est pas pris en charge : CSV, TSV, XLSX, TBX ou MultiTerm, aussi en .gz."
    ),
    "not_utf8": mark("La ligne n’est pas en UTF-8 (octet {byte_in_line}). Enregistrez le fichier en UTF-8."),
    "gzip_broken": mark("Le fichier compressé est endommagé ({reason})."),
    "csv_broken": mark("La ligne ne se lit pas comme du CSV ({reason})."),
    "xml_broken": mark("Le XML est mal formé ({reason})."),
    "not_tbx": mark("Ce XML n’est pas du TBX (racine « {root} »)."),
    "entities_forbidden": mark("Les déclarations d’entités XML sont refusées."),
    "concept_too_big": mark("Une fiche est démesurée."),
    "line_too_long": mark("La ligne dépasse {limit_bytes} octets."),
    "ragged_line": mark("La ligne a {found} colonnes au lieu de {expected}."),
    "no_term_column": mark("Aucune colonne de termes (« en », « fr ») parmi : {columns}."),
    "column_twice": mark("La colonne « {column} » est donnée deux fois."),
    "column_without_language": mark("La langue de la colonne « {column} » n’est pas dite."),
}

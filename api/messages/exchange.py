"""Sentences of what an import finds wrong with a file, or tells of it."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["EXCHANGE", "FILE_REASONS"]

EXCHANGE = {
    "deposit_not_found": Words(
        mark("Fichier introuvable"), mark("Ce fichier n’est plus là, ou n’est pas le vôtre.")
    ),
    "file_too_large": Words(
        mark("Fichier trop grand"), mark("Le fichier dépasse {limit_bytes} octets. Compressez-le en .gz.")
    ),
    "column_unknown": Words(mark("Colonne inconnue"), mark("Une colonne ne peut pas être « {column} ».")),
}

FILE_REASONS = {
    "not_tmx": mark("Ce XML n’est pas une mémoire TMX (racine « {root} »)."),
    "not_multiterm": mark("Ce XML ne vient pas de MultiTerm (racine « {root} »)."),
    "xml_not_known": mark("Ce XML n’est ni du TBX ni du MultiTerm (racine « {root} »)."),
    "tmx_is_memory": mark("Un fichier TMX est une mémoire de traduction : il ne contient pas de fiches."),
    "xml_encoding": mark("Le fichier n’est pas dans l’encodage qu’il annonce ({reason})."),
    "xml_too_big": mark("Un texte ou un attribut est démesuré ({reason})."),
    "not_utf16": mark("La ligne n’est pas en UTF-16, bien que le fichier commence comme tel."),
    "reference_unknown": mark("Le renvoi « {id} » ne mène à aucune fiche du fichier : gardé tel quel."),
    "spreadsheet_broken": mark("Le classeur est endommagé ou n’est pas un classeur XLSX ({reason})."),
    "spreadsheet_too_big": mark("Le classeur dépasse {limit_bytes} octets une fois décompressé."),
    "too_many_columns": mark("La ligne a plus de {limit} colonnes."),
    "sheets_left": mark("Seule la feuille « {sheet} » est lue ; les autres sont laissées : {others}."),
    "columns_changed": mark("Le fichier a {found} colonnes au lieu des {expected} qui ont été décrites."),
    "no_row_columns": mark(
        "Une table d’un terme par ligne demande aussi une colonne d’identifiants et une de termes."
    ),
    "id_missing": mark("L’identifiant de la fiche manque."),
    "language_missing": mark("La langue n’est pas dite."),
    "one_language_only": mark("{count} fiches n’ont de terme que dans une des deux langues."),
}

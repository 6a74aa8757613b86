"""Sentences of what reading a document refuses."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["TEXTS"]

TEXTS = {
    "document_refused": Words(mark("Document refusé"), mark("Ce document ne peut pas être lu.")),
    "document_too_big": Words(
        mark("Document trop lourd"),
        mark("Le fichier dépasse {limit_mb} Mo. Coupez-le en plusieurs parties ; rien n’a été gardé."),
    ),
    "document_too_long": Words(
        mark("Document trop long"),
        mark("Le texte dépasse la limite de {limit} (caractères, ou pages d’un PDF). Coupez-le."),
    ),
    "document_unpacks_too_big": Words(
        mark("Document refusé"),
        mark("Une fois décompressé, ce fichier dépasserait {limit_mb} Mo. Rien n’a été gardé."),
    ),
    "document_protected": Words(
        mark("Document protégé ou trop ancien"),
        mark(
            "Ce fichier est protégé par un mot de passe, ou au format Word d’avant 2007. "
            "Enregistrez-le en DOCX, sans mot de passe."
        ),
    ),
    "document_broken": Words(
        mark("Document endommagé"), mark("Ce fichier est endommagé ou incomplet : il ne peut pas être lu.")
    ),
    "document_without_text": Words(
        mark("Document sans texte"),
        mark(
            "Ce fichier ne contient aucun texte. Un PDF fait d’images (une numérisation) doit d’abord "
            "passer par la reconnaissance de caractères."
        ),
    ),
    "document_format_unknown": Words(
        mark("Format inconnu"),
        mark(
            "Formats lus : texte, DOCX, ODT, PDF avec texte, HTML, XLIFF, TMX, PO ; à deux langues aussi "
            "CSV et XLSX."
        ),
    ),
    "document_not_bilingual": Words(
        mark("Document d’une seule langue"),
        mark(
            "Il faut deux langues côte à côte : TMX, XLIFF, PO, CSV ou XLSX à deux colonnes, DOCX avec un "
            "tableau de deux colonnes, ou deux fichiers de même découpage."
        ),
    ),
}

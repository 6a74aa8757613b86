"""Sentences of the errors that no domain owns: kit, HTTP, command line, web assets."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["FIELDS", "GENERAL", "OTHER_FIELD"]

GENERAL = {
    "not_found": Words(mark("Introuvable"), mark("Ce que vous cherchez n’existe pas ou n’existe plus.")),
    "conflict": Words(
        mark("Impossible dans l’état actuel"),
        mark("L’opération ne peut pas se faire dans l’état actuel des choses."),
    ),
    "forbidden": Words(mark("Accès refusé"), mark("Vous n’avez pas le droit de faire cette opération.")),
    "invalid": Words(mark("Données refusées"), mark("Ce qui a été envoyé ne peut pas être accepté.")),
    "too_many": Words(mark("Trop d’essais"), mark("Attendez un peu, puis réessayez.")),
    "too_often": Words(
        mark("Trop de demandes à la suite"), mark("Réessayez dans {retry_after_seconds} secondes.")
    ),
    "unavailable": Words(
        mark("Service momentanément indisponible"), mark("Réessayez dans quelques minutes.")
    ),
    "database_unavailable": Words(
        mark("La base de données ne répond pas"), mark("Réessayez dans quelques minutes.")
    ),
    "search_not_ready": Words(
        mark("La recherche se prépare"), mark("Elle sera prête dans quelques secondes. Réessayez.")
    ),
    "database_did_not_start": Words(
        mark("La base de données n’a pas pu démarrer"),
        mark("Son journal, dans le dossier des données, en donne la raison."),
    ),
    "secrets_unreadable": Words(
        mark("Le fichier des secrets est illisible"),
        mark(
            "Remettez-en une copie de sauvegarde : un nouveau annulerait les codes déjà donnés aux usagers."
        ),
    ),
    "mail_not_sent": Words(
        mark("Le message n’a pas pu être envoyé"), mark("Il sera envoyé de nouveau automatiquement.")
    ),
    "mail_server_down": Words(
        mark("Le serveur de courrier ne répond pas"), mark("Les messages seront envoyés dès qu’il répondra.")
    ),
    "some_recipients_refused": Words(
        mark("Une adresse refusée"), mark("Le message est parti aux autres destinataires seulement.")
    ),
    "changed_meanwhile": Words(
        mark("Modifié entre-temps"),
        mark("Quelqu’un d’autre a modifié ces données. Rechargez la page avant de recommencer."),
    ),
    "page_not_found": Words(mark("Page introuvable"), mark("Vérifiez l’adresse ou revenez à l’accueil.")),
    "method_not_allowed": Words(
        mark("Opération impossible à cette adresse"), mark("Cette adresse n’accepte pas ce type de requête.")
    ),
    "body_too_large": Words(mark("Envoi trop volumineux"), mark("L’envoi dépasse la taille permise.")),
    "request_invalid": Words(
        mark("Demande mal formée"), mark("Un ou plusieurs champs sont absents ou incorrects.")
    ),
    "internal_error": Words(
        mark("Une erreur inattendue s’est produite"),
        mark("Elle a été enregistrée. Réessayez ; si elle revient, signalez l’identifiant de la requête."),
    ),
}

FIELDS = {
    "missing": mark("Ce champ est obligatoire."),
    "extra_forbidden": mark("Ce champ n’est pas attendu."),
    "string_too_short": mark("Au moins {min_length} caractère(s)."),
    "string_too_long": mark("Au plus {max_length} caractères."),
    "too_short": mark("Au moins {min_length} élément(s)."),
    "too_long": mark("Au plus {max_length} éléments."),
    "string_type": mark("Un texte est attendu."),
    "string_pattern_mismatch": mark("Le format est incorrect."),
    "control_characters": mark("Caractères de contrôle refusés."),
    "email_wrong": mark("Saisissez une adresse électronique complète, comme nom@exemple.cm"),
    "text_or_payload": mark("Donnez « text » ou « payload », et un seul des deux."),
    "bool_type": mark("Vrai ou faux est attendu."),
    "bool_parsing": mark("Vrai ou faux est attendu."),
    "int_type": mark("Un nombre entier est attendu."),
    "int_parsing": mark("Un nombre entier est attendu."),
    "greater_than_equal": mark("Au moins {ge}."),
    "less_than_equal": mark("Au plus {le}."),
    "literal_error": mark("Cette valeur n’est pas dans la liste permise."),
    "enum": mark("Cette valeur n’est pas dans la liste permise."),
    "uuid_parsing": mark("Un identifiant UUID est attendu."),
    "uuid_type": mark("Un identifiant UUID est attendu."),
    "date_parsing": mark("Une date est attendue (AAAA-MM-JJ)."),
    "date_from_datetime_parsing": mark("Une date est attendue (AAAA-MM-JJ)."),
    "datetime_parsing": mark("Une date et une heure avec fuseau sont attendues."),
    "timezone_aware": mark("Une date et une heure avec fuseau sont attendues."),
    "json_invalid": mark("Le corps de la requête n’est pas du JSON valide."),
    "model_attributes_type": mark("Un objet JSON est attendu."),
    "list_type": mark("Une liste est attendue."),
}

OTHER_FIELD = mark("Cette valeur est incorrecte.")

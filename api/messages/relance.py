"""Sentences of the dossier engine's errors."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["RELANCE"]

RELANCE = {
    "number_wrong": Words(
        mark("Numéro de dossier incorrect"), mark("Un numéro a la forme REQ-2026-000123-45. Vérifiez-le.")
    ),
    "period_wrong": Words(mark("Délai incorrect"), mark("La durée est un nombre entier de 1 à {maximum}.")),
    "deadline_beyond_horizon": Words(
        mark("Date hors du calendrier"),
        mark("Le calendrier est connu du {known_from} au {known_until} seulement."),
    ),
    "end_before_start": Words(mark("Fin avant le début"), mark("La fin vient avant le début ({field}).")),
    "preview_wrong": Words(
        mark("Calcul de délai mal posé"), mark("Le champ « {field} » est absent ou incorrect ({reason}).")
    ),
    "calendar_unknown": Words(
        mark("Calendrier inconnu"), mark("Aucun calendrier ne porte le nom « {calendar} ».")
    ),
    "calendar_hours_wrong": Words(
        mark("Heures d’ouverture incorrectes"),
        mark("Les heures se chevauchent, finissent avant de commencer ou sortent du jour ({day})."),
    ),
    "calendar_never_opens": Words(
        mark("Calendrier toujours fermé"), mark("Aucun jour n’est travaillé à partir du {since}.")
    ),
    "hours_unreadable": Words(
        mark("Heures illisibles"),
        mark('Donnez des paires comme [["07:30", "15:30"]] ({field}).'),
    ),
    "dossier_not_found": Words(
        mark("Numéro ou code incorrect"),
        mark("Aucune demande ne correspond à ce numéro et à ce code. Vérifiez les deux."),
    ),
    "too_many_tries": Words(
        mark("Trop d’essais"), mark("Par sécurité, réessayez dans {retry_after_seconds} secondes.")
    ),
    "registration_key_reused": Words(
        mark("Clé d’enregistrement déjà utilisée"),
        mark("Cette clé a servi à enregistrer une autre demande. Employez une nouvelle clé."),
    ),
    "dossier_changed_meanwhile": Words(
        mark("Dossier modifié entre-temps"),
        mark("Quelqu’un d’autre a modifié ce dossier. Rechargez-le avant de recommencer."),
    ),
    "move_not_allowed": Words(
        mark("Opération impossible dans cet état"),
        mark("L’état actuel du dossier ne permet pas cette opération. Rechargez-le."),
    ),
    "no_further_stage": Words(
        mark("Dernière étape"), mark("Le dossier est déjà à la dernière étape de sa procédure.")
    ),
    "calendar_not_loaded": Words(
        mark("Le calendrier n’est pas chargé"),
        mark("Les jours ouvrables ne sont pas connus : chargez les données de départ."),
    ),
    "data_file_wrong": Words(
        mark("Fichier de données incorrect"),
        mark("Un fichier d’unités, de procédures ou de jours fériés ne peut pas être lu."),
    ),
    "procedure_unknown": Words(
        mark("Démarche inconnue"), mark("Choisissez une démarche parmi celles qui sont proposées.")
    ),
    "subject_wrong": Words(
        mark("Objet trop court ou trop long"),
        mark("Décrivez votre demande en {minimum} à {maximum} caractères."),
    ),
    "name_wrong": Words(mark("Nom incorrect"), mark("Donnez votre nom et votre prénom.")),
    "contact_missing": Words(
        mark("Téléphone ou adresse électronique manquant"),
        mark("Donnez un numéro de téléphone ou une adresse électronique, pour la réponse."),
    ),
    "phone_wrong": Words(
        mark("Numéro de téléphone incorrect"),
        mark("Donnez un numéro complet, par exemple 6 99 12 34 56 ou +33 6 12 34 56 78."),
    ),
    "email_wrong": Words(
        mark("Adresse électronique incorrecte"), mark("Donnez une adresse du type nom@exemple.cm.")
    ),
    "consent_missing": Words(
        mark("Accord nécessaire"),
        mark("Sans votre accord pour traiter ces données, la demande ne peut pas être enregistrée."),
    ),
    "language_unknown": Words(mark("Langue inconnue"), mark("Choisissez le français ou l’anglais.")),
    "idempotency_key_wrong": Words(
        mark("Clé d’enregistrement incorrecte"),
        mark("L’en-tête Idempotency-Key a de {minimum} à {maximum} caractères imprimables."),
    ),
    "papers_missing": Words(mark("Aucune pièce indiquée"), mark("Indiquez au moins une pièce à demander.")),
    "message_too_long": Words(mark("Texte trop long"), mark("Au plus {maximum} caractères.")),
    "decision_message_missing": Words(
        mark("Réponse manquante"), mark("Écrivez la réponse qui sera donnée à l’usager.")
    ),
    "note_missing": Words(mark("Note vide"), mark("Écrivez la note.")),
    "outcome_unknown": Words(mark("Décision inconnue"), mark("Choisissez parmi les décisions proposées.")),
    "addressee_unknown": Words(mark("Destinataire inconnu"), mark("Choisissez qui relancer.")),
    "clock_not_running": Words(
        mark("Le délai ne court pas"), mark("Ce dossier n’a pas d’échéance en ce moment.")
    ),
    "nobody_above": Words(
        mark("Pas de service supérieur"), mark("Aucun service n’est au-dessus de celui-ci.")
    ),
    "promised_date_wrong": Words(
        mark("Jour promis incorrect"),
        mark("Donnez un jour ouvré à venir, dans {maximum} jours au plus."),
    ),
    "reason_missing": Words(mark("Texte manquant"), mark("Écrivez pourquoi.")),
    "reminded_already_today": Words(
        mark("Déjà relancé aujourd’hui"), mark("Quelqu’un a relancé ce dossier à la main aujourd’hui.")
    ),
    "reminder_not_found": Words(mark("Relance introuvable"), mark("Cette relance n’est pas au registre.")),
    "reminder_not_undelivered": Words(
        mark("Relance déjà reprise"), mark("Seule une relance non remise peut être envoyée de nouveau.")
    ),
    "reminders_not_suspended": Words(
        mark("Relances non suspendues"), mark("Les relances de ce dossier ne sont pas suspendues.")
    ),
    "resume_date_wrong": Words(
        mark("Date de reprise incorrecte"), mark("Donnez un jour à venir, dans {maximum} jours au plus.")
    ),
    "unit_unknown": Words(mark("Service inconnu"), mark("Ce service n’est pas dans la liste.")),
    "calendar_changed_meanwhile": Words(
        mark("Calendrier modifié entre-temps"),
        mark("Quelqu’un d’autre a modifié le calendrier. Recommencez à partir du calendrier en vigueur."),
    ),
    "calendar_day_unknown": Words(
        mark("Jour ordinaire"), mark("Rien de particulier n’est prévu ce jour-là.")
    ),
    "calendar_day_wrong": Words(
        mark("Jour incorrect"),
        mark("Donnez une date que le calendrier couvre, et un nom dans les deux langues."),
    ),
    "calendar_file_wrong": Words(
        mark("Fichier de calendrier incorrect"),
        mark("Donnez un fichier iCalendar (.ics) de moins d’un mégaoctet, avec des jours entiers."),
    ),
    "calendar_proposal_not_found": Words(
        mark("Proposition introuvable"), mark("Ce changement du calendrier est inconnu, ou déjà en vigueur.")
    ),
    "calendar_unchanged": Words(mark("Rien ne change"), mark("Le calendrier est déjà ainsi.")),
    "procedure_changed_meanwhile": Words(
        mark("Démarche modifiée entre-temps"),
        mark("Quelqu’un d’autre a proposé une version de cette démarche. Rechargez-la avant de recommencer."),
    ),
    "procedure_current_already": Words(
        mark("Version déjà en vigueur"), mark("Ce dossier suit déjà la version en vigueur de sa démarche.")
    ),
    "procedure_not_waiting": Words(
        mark("Rien à confirmer"), mark("Cette version n’attend pas, ou une plus récente est proposée.")
    ),
    "procedure_wrong": Words(
        mark("Démarche incorrecte"),
        mark("Il faut au moins une étape, avec un service, un délai, et des niveaux de relance croissants."),
    ),
    "stage_gone": Words(
        mark("Étape supprimée"), mark("La version en vigueur n’a plus l’étape où se trouve ce dossier.")
    ),
}

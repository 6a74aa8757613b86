"""Sentences of the errors of accounts, sessions and rights."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["SECURITY"]

SECURITY = {
    "not_authenticated": Words(mark("Connexion nécessaire"), mark("Connectez-vous pour continuer.")),
    "right_missing": Words(
        mark("Accès refusé"), mark("Votre rôle ne donne pas accès à cette page ou à cette opération.")
    ),
    "password_change_needed": Words(
        mark("Changez d’abord votre mot de passe"),
        mark("Votre mot de passe est provisoire. Choisissez-en un nouveau pour continuer."),
    ),
    "form_expired": Words(
        mark("Formulaire expiré"), mark("Rechargez la page, puis envoyez de nouveau le formulaire.")
    ),
    "too_many_logins": Words(
        mark("Trop d’essais de connexion"), mark("Réessayez dans {retry_after_seconds} secondes.")
    ),
    "account_not_found": Words(mark("Compte introuvable"), mark("Aucun compte ne porte cet identifiant.")),
    "login_already_taken": Words(
        mark("Identifiant déjà pris"), mark("Un autre compte porte déjà cet identifiant.")
    ),
    "login_unusable": Words(
        mark("Identifiant refusé"), mark("Un identifiant a de 1 à 80 caractères, sans espace.")
    ),
    "password_too_short": Words(
        mark("Mot de passe trop court"), mark("Un mot de passe a au moins 12 caractères.")
    ),
    "current_password_wrong": Words(
        mark("Mot de passe actuel incorrect"), mark("Saisissez votre mot de passe actuel.")
    ),
}

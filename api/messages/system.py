"""Sentences of the errors of starting and running the system."""

from api.i18n import mark
from api.messages.words import Words

__all__ = ["SYSTEM"]

SYSTEM = {
    "already_running": Words(
        mark("Truchement tourne déjà"),
        mark("Ce dossier de données ({data_dir}) est servi à l’adresse {address}."),
    ),
    "port_taken": Words(
        mark("Le port {port} est pris"),
        mark("Un autre programme l’occupe ({reason}). TRUCHEMENT_PORT en choisit un autre."),
    ),
    "part_did_not_start": Words(
        mark("Une partie du système n’a pas démarré : {part}"),
        mark("Son journal est {log}. Ses derniers mots : {words}"),
    ),
    "schema_newer": Words(
        mark("Ces données viennent d’une version plus récente"),
        mark("Leur schéma ({revision}) est inconnu de ce programme. Mettez-le à jour."),
    ),
    "bot_not_trained": Words(
        mark("Le modèle du robot n’a pas pu être entraîné"),
        mark("Rasa en donne la raison dans {log}."),
    ),
    "bot_environment_missing": Words(
        mark("L’environnement du robot manque"),
        mark("{path} n’existe pas. « make environments » le prépare."),
    ),
    "assets_not_built": Words(
        mark("Les feuilles de style n’ont pas pu être construites"),
        mark("Il faut Node 20 ou plus, et les paquets npm du fichier de verrouillage."),
    ),
    "model_unavailable": Words(
        mark("Le modèle de langue n’a pas pu être obtenu"),
        mark("Ni son dépôt ni les paquets qui le contiennent ne répondent. Vérifiez le réseau."),
    ),
    "model_damaged": Words(
        mark("Le modèle de langue est endommagé"),
        mark("Effacez son dossier dans le cache : il sera construit de nouveau."),
    ),
    "model_mismatch": Words(
        mark("Ce modèle de langue n’est pas celui du manifeste"),
        mark("Effacez son dossier dans le cache : il sera construit de nouveau."),
    ),
    "model_manifest_invalid": Words(
        mark("Le manifeste des modèles est illisible"), mark("Corrigez {file} : {reason}.")
    ),
    "pairs_too_few": Words(
        mark("La banque a trop peu d’équivalents pour en apprendre"),
        mark("Il en faut {fewest}, validés et dans les deux langues ; elle en a {count}."),
    ),
    "adapter_not_better": Words(
        mark("Ce qui a été appris ne trouve pas mieux"),
        mark(
            "Appris de {pairs} paires et mesuré sur {held_out} autres : premier rang {before} avant, {after} "
            "après (FR→EN, EN→FR). Rien n’a été gardé."
        ),
    ),
    "adapter_name_invalid": Words(
        mark("Ce nom ne convient pas"),
        mark(
            "« {name} » : des minuscules sans accent, des chiffres et des traits d’union ; ni base ni chosen."
        ),
    ),
    "adapter_exists": Words(
        mark("Ce nom est déjà pris"), mark("Un adaptateur s’appelle « {name} ». Choisissez un autre nom.")
    ),
    "adapter_unknown": Words(
        mark("Cet adaptateur n’existe pas"),
        mark("Aucun ne s’appelle « {name} ». « truchement models list » les nomme."),
    ),
}

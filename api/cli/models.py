"""`truchement models`: which encoder searches by meaning, and one learnt from the bank's own equivalents."""

from typing import Annotated

import typer

from api import adapting
from api.cli.output import language, print_json, print_table, progress_bar, say
from api.i18n import mark, translate
from api.system import opened
from kit.settings import Settings
from models.adaptation.store import AdapterManifest, Figures

__all__ = ["app"]

app = typer.Typer(help="The encoder that searches by meaning.", no_args_is_help=True)

_COLUMNS = (
    *(mark("Nom"), mark("Paires apprises"), mark("Avant (FR→EN, EN→FR)"), mark("Après")),
    *(mark("En service"), mark("Vecteurs")),
)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """The encoder and its adapters: what they were measured to be worth, and which is in use."""
    with progress_bar() as progress, opened(Settings(), progress=progress) as services:
        listing = adapting.listed(services)
    if as_json:
        print_json(
            {
                "base": listing.base,
                "in_use": listing.in_use,
                "vectors": listing.vectors,
                "adapters": [manifest.model_dump() for manifest in listing.adapters],
            }
        )
        return
    yes = translate(language(), "oui")
    rows = [("base", "–", "–", "–", yes if listing.in_use is None else "", listing.vectors_of(None))]
    rows += [
        (
            manifest.name,
            str(manifest.pairs_learnt),
            _recall(manifest.before),
            _recall(manifest.after),
            yes if listing.in_use == manifest.name else "",
            listing.vectors_of(manifest),
        )
        for manifest in listing.adapters
    ]
    print_table([translate(language(), column) for column in _COLUMNS], rows)


@app.command()
def adapt(
    name: Annotated[str, typer.Argument(help="Of the new adapter: small letters, digits, hyphens.")],
    use: Annotated[bool, typer.Option("--use", help="Search with it when it is better.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Learn from the validated bank's equivalents; kept only when it finds more of those it has not seen."""
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        manifest = adapting.adapt(services, name)
        if as_json:
            print_json(manifest.model_dump())
        else:
            _tell(manifest)
        if use:
            adapting.use(services, name, progress)
            say("La recherche par le sens emploie maintenant {name}.", name=name)


@app.command()
def use(name: Annotated[str, typer.Argument(help="An adapter, or `base` for none.")]) -> None:
    """Search with another encoder: its vectors are made first, then every process changes over at once."""
    with progress_bar() as progress, opened(Settings(), progress=progress) as services:
        adapting.use(services, None if name == "base" else name, progress)
    say("La recherche par le sens emploie maintenant {name}.", name=name)


@app.command()
def embed() -> None:
    """Make the vectors that the bank lacks for the encoder in use, after a change of model or a failure."""
    with progress_bar() as progress, opened(Settings(), progress=progress) as services:
        count = adapting.complete(services, progress)
    say("Vecteurs ajoutés : {count} textes.", count=count)


def _tell(manifest: AdapterManifest) -> None:
    say(
        "Appris de {learnt} paires ; mesuré sur {held_out} autres : premier rang {before} → {after}.",
        learnt=manifest.pairs_learnt,
        held_out=manifest.pairs_held_out,
        before=_recall(manifest.before),
        after=_recall(manifest.after),
    )


def _recall(figures: Figures) -> str:
    """How often the right term came first, asked in French and in English."""
    return f"{figures.french_to_english.at_1:.3f}, {figures.english_to_french.at_1:.3f}"

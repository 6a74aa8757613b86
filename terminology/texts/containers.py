"""The parts of a DOCX, ODT or XLSX, which are zip files, and the XML in them; neither is trusted."""

import io
import zipfile
import zlib

from lxml import etree

from terminology.texts.errors import DocumentBroken, DocumentProtected, DocumentUnpacksTooBig
from terminology.texts.limits import MOST_UNPACKED_BYTES

__all__ = ["Parts", "parse_xml"]

_ENCRYPTED = 0x1


class Parts:
    """The named parts of a zip file. Raises DocumentBroken, DocumentProtected, DocumentUnpacksTooBig.

    What the file's own index says of sizes is believed only to refuse; what is read is counted.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise DocumentBroken(reason="zip") from error
        if sum(part.file_size for part in self._zip.infolist()) > MOST_UNPACKED_BYTES:
            raise DocumentUnpacksTooBig(limit_mb=MOST_UNPACKED_BYTES // 1_000_000)
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """Raises DocumentBroken where the part is missing."""
        try:
            if self._zip.getinfo(name).flag_bits & _ENCRYPTED:
                raise DocumentProtected
            with self._zip.open(name) as part:
                data = part.read(MOST_UNPACKED_BYTES + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise DocumentBroken(reason=name) from error
        if len(data) > MOST_UNPACKED_BYTES:
            raise DocumentUnpacksTooBig(limit_mb=MOST_UNPACKED_BYTES // 1_000_000)
        return data

    def tree(self, name: str) -> "etree._Element":
        return parse_xml(self.read(name))


def parse_xml(data: bytes) -> "etree._Element":
    """The root. Nothing outside the file is fetched, no entity is expanded, one that is declared is refused.

    Raises DocumentBroken.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentBroken(reason=str(error)[:200]) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):  # type: ignore[union-attr]  # not in stubs
        raise DocumentBroken(reason="<!ENTITY>")
    return root

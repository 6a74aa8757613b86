"""PDF with text, page by page."""

import io
import logging
from collections.abc import Iterator

from terminology.texts.errors import DocumentBroken, DocumentProtected, DocumentTooLong, DocumentWithoutText
from terminology.texts.limits import MOST_PAGES

__all__ = ["paragraphs"]

# pypdf tells each flaw of a file to the log; whoever sent it is told what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def paragraphs(data: bytes) -> Iterator[str]:
    """Raises DocumentWithoutText for a PDF of pictures (a scan)."""
    from pypdf import PdfReader  # noqa: PLC0415 -- half a second, for PDF only
    from pypdf.errors import FileNotDecryptedError, PyPdfError  # noqa: PLC0415

    some = False
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentProtected
        if len(reader.pages) > MOST_PAGES:
            raise DocumentTooLong(limit=MOST_PAGES)
        for page in reader.pages:
            text = page.extract_text()
            some = some or bool(text.strip())
            yield text
    except FileNotDecryptedError as error:
        raise DocumentProtected from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # A broken PDF breaks its reader in many ways.
        raise DocumentBroken(reason=type(error).__name__) from error
    if not some:
        raise DocumentWithoutText

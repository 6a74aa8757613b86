"""Documents read as text: one language (to annotate, to extract from) or two (to check, to remember).

    documents ──▶ sniffing ──▶ formats/ (plain, word, opendocument, pdf, web)
    bilingual ──▶ sniffing ──▶ formats/ (xliff and TMX, messages, tables, word)
                                  └──▶ containers (zip and XML that are not trusted)

A document is read in memory, within limits that are stated (`limits`), and nothing of a refused one is kept.
"""

from terminology.texts.bilingual import aligned, read_segments
from terminology.texts.documents import Document, read_document
from terminology.texts.errors import DocumentRefused, NotBilingual
from terminology.texts.segments import Bilingual, Segment
from terminology.texts.sniffing import Format

__all__ = [
    "Bilingual",
    "Document",
    "DocumentRefused",
    "Format",
    "NotBilingual",
    "Segment",
    "aligned",
    "read_document",
    "read_segments",
]

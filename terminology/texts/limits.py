"""How much of a stranger's document is read. Stated in docs/limits.md."""

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "MOST_PAGES", "MOST_UNPACKED_BYTES"]

MOST_BYTES = 20_000_000  # of a file: 8,000 pages of DOCX; a text of that size has 3 million words
MOST_UNPACKED_BYTES = 100_000_000  # of all parts of a DOCX, ODT or XLSX together
MOST_CHARACTERS = 5_000_000  # of the text; some 2,000 pages
MOST_PAGES = 3_000  # of a PDF

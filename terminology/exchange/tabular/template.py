"""A table to fill in: the headings that an import knows, and nothing else."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from terminology.exchange.tabular.writing import HEADINGS

__all__ = ["csv_template", "xlsx_template"]

_WIDTH = 24


def csv_template() -> bytes:
    """With the mark without which a spreadsheet takes UTF-8 for something else."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(HEADINGS)
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEADINGS))
    sheet.freeze_panes = "A2"
    for place, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
    # Every cell below is text: a date or a number typed there stays what was typed.
    for place in range(1, len(HEADINGS) + 1):
        sheet.column_dimensions[get_column_letter(place)].number_format = "@"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

"""Files in and out of the bank."""

from terminology.exchange.cldr import import_cldr
from terminology.exchange.exporting import ExportReport, Format, Selection, export_file
from terminology.exchange.importing import import_file
from terminology.exchange.report import ImportRefused, ImportReport, Problem, Progress, Step
from terminology.exchange.seed import load_seed
from terminology.exchange.tbx_dialects import Dialect

__all__ = [
    "Dialect",
    "ExportReport",
    "Format",
    "ImportRefused",
    "ImportReport",
    "Problem",
    "Progress",
    "Selection",
    "Step",
    "export_file",
    "import_cldr",
    "import_file",
    "load_seed",
]

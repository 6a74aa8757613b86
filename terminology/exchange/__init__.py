"""Files in and out of the bank."""

from terminology.exchange.cldr import import_cldr
from terminology.exchange.exporting import ExportReport, Format, Selection, export_file
from terminology.exchange.importing import import_file, try_file
from terminology.exchange.report import (
    ConceptChange,
    ImportRefused,
    ImportReport,
    Problem,
    Progress,
    Reason,
    Resemblance,
    Resemblances,
    Step,
    Suspicion,
    Trial,
)
from terminology.exchange.seed import load_seed
from terminology.exchange.tbx.dialects import Dialect

__all__ = [
    "ConceptChange",
    "Dialect",
    "ExportReport",
    "Format",
    "ImportRefused",
    "ImportReport",
    "Problem",
    "Progress",
    "Reason",
    "Resemblance",
    "Resemblances",
    "Selection",
    "Step",
    "Suspicion",
    "Trial",
    "export_file",
    "import_cldr",
    "import_file",
    "load_seed",
    "try_file",
]

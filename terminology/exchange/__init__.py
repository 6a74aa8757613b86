"""Files in and out of the bank."""

from terminology.exchange.cldr import import_cldr
from terminology.exchange.importing import import_file
from terminology.exchange.report import ImportRefused, ImportReport, Problem, Progress, Step
from terminology.exchange.seed import load_seed

__all__ = [
    "ImportRefused",
    "ImportReport",
    "Problem",
    "Progress",
    "Step",
    "import_cldr",
    "import_file",
    "load_seed",
]

"""Quality control of translations: what a program can tell, segment by segment, with why and what to do.

checking ──▶ checks/ (terms, quantities, names, completeness, markup, typography, consistency)
└──▶ findings (MQM: categories, severities, penalties)
reports ──▶ tables (reports and dismissals), spreadsheet
"""

from terminology.quality.checking import check_document
from terminology.quality.findings import PENALTIES, Category, Finding, Report, Severity

__all__ = ["PENALTIES", "Category", "Finding", "Report", "Severity", "check_document"]

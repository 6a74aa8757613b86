"""Tables of terms: CSV, TSV and XLSX, with columns that their owners name as they like."""

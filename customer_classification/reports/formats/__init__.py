"""Any dataset as a file: PDF, workbook, plain values; a new format goes here."""

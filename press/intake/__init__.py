"""Spreadsheets of staff: read them into the strict tables, and offer ones to fill in."""

"""Import spreadsheets of staff into the strict tables, and generate templates to fill in."""

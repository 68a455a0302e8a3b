"""Open a spreadsheet as it is: sheets of cells, nothing understood yet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from press.say import Refused

Cell = str | float | bool | dt.date | dt.time | dt.timedelta
# First and last row, first and last column, from 0.
Area = tuple[int, int, int, int]
BOOKS, TEXTS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), (".csv", ".txt", ".tsv")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass(frozen=True)
class Sheet:
    """A sheet from its cell A1 on; ``comma`` when its decimal sign cannot be a point."""

    name: str
    rows: list[list[Cell]]
    merged: list[Area] = field(default_factory=list)
    comma: bool = False

    def is_merged(self, row: int, column: int) -> bool:
        return any(a <= row <= b and c <= column <= d for a, b, c, d in self.merged)

    def cell(self, row: int, column: int) -> Cell:
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else ""


def sheets(path: Path) -> list[list[Sheet]]:
    """Every sheet, in each way in which it can be read: a text file does not name its separator.

    Raises ``Refused``.
    """
    if not path.is_file():
        raise Refused(f"BESTAND={path}: dat bestand is er niet. Kijk de naam en de map na.")
    if path.suffix.lower() in TEXTS:
        text = _decode(path.read_bytes())
        return [[_text_sheet(path.stem, text, separator) for separator in ";\t,"]]
    if path.suffix.lower() not in BOOKS:
        raise Refused(f"{path.name}: geef een Excel-, LibreOffice- of CSV-bestand.")
    try:
        with CalamineWorkbook.from_path(path) as book:
            read = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
            return [
                [Sheet(name, sheet.to_python(skip_empty_area=False), merged)]
                for number, (name, sheet) in enumerate(read)
                for merged in [list(_merged(path, number, sheet.merged_cell_ranges))]
            ]
    except (CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        hint = "Staat er een wachtwoord op? Bewaar het anders opnieuw als .xlsx"
        raise Refused(f"{path.name} kan niet gelezen worden ({error}). {hint}.") from error


def _decode(raw: bytes) -> str:
    """As a Belgian Excel writes: Windows-1252, unless the file says otherwise or is UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _text_sheet(name: str, text: str, separator: str) -> Sheet:
    rows = [list[Cell](row) for row in csv.reader(io.StringIO(text), delimiter=separator)]
    return Sheet(name, rows, comma=separator == ";")


def _merged(path: Path, number: int, known: list | None) -> Iterator[Area]:
    """Merged cells; of an OpenDocument sheet the reader does not tell them."""
    for (top, left), (bottom, right) in known or []:
        yield top, bottom, left, right
    if path.suffix.lower() != ".ods":
        return
    with zipfile.ZipFile(path) as book:
        table = list(etree.fromstring(book.read("content.xml")).iter(f"{TABLE}table"))[number]
    top = 0
    for row in table.iter(f"{TABLE}table-row"):
        left = 0
        for cell in row:
            down, across = (int(cell.get(f"{TABLE}number-{n}-spanned", 1))
                            for n in ("rows", "columns"))  # fmt: skip
            if down > 1 or across > 1:
                yield top, top + down - 1, left, left + across - 1
            left += int(cell.get(f"{TABLE}number-columns-repeated", 1))
        top += int(row.get(f"{TABLE}number-rows-repeated", 1))

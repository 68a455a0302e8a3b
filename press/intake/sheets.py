"""Open a spreadsheet as is, and refuse any cell that cannot be read unambiguously."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from jaarverslag.basis.persoonsgegevens import wat
from jaarverslag.gegevens.bestand import PERSOON
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook
from slugify import slugify
from xlsxwriter.utility import xl_cell_to_rowcol

from press.say import Refused

Cell = str | float | bool | dt.date | dt.time | dt.timedelta
KEY = "^[a-z0-9]+(-[a-z0-9]+)*$"
YES_NO = dict.fromkeys(("ja", "waar", "true", "1"), "true") | dict.fromkeys(
    ("nee", "neen", "onwaar", "false", "0"), "false"
)
# Dots that can only separate thousands; one such cell settles the notation of its column.
DOTTED = re.compile(r"-?\d{1,3}(\.\d{3})+(\.\d{3}|,\d+)")
SPACED, PLAIN = re.compile(r"-?\d{1,3}( \d{3})+(,\d+)?"), re.compile(r"-?\d+([.,]\d+)?")
THOUSAND, MONEY = re.compile(r"(-?\d{1,3})([.,])(\d{3})"), re.compile(r"^(-?) ?€ ?(-?)| ?[€%]$")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?")
MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
DATED = re.compile(f"{DAY.pattern}|{MONTH.pattern}")
SPANNED = re.compile(rb'-spanned="(?!1")')
FAILED = re.compile(rb'calcext:value-type="error"')
SHEET_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
# An error, or a formula without its outcome.
LOST = re.compile(
    rb'<c r="([A-Z]+\d+)"(?:[^>]* t="e"|[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>)'
)
# A cell so far away that the reader would fill the memory with all cells before it.
FAR = re.compile(rb'<c r="([A-Z]{3}\d+|[A-Z]{2}\d{5,})"[^>]*(?<!/)>')


@dataclass(frozen=True)
class Sheet:
    """A sheet from cell A1 on; ``comma``: whether that is certainly its decimal sign."""

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    comma: bool = False
    # Quotation marks that do not balance: rows may have run together.
    broken: bool = False

    def cell(self, row: int, column: int) -> Cell:
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def is_merged(self, row: int, column: int) -> bool:
        return any(a[0] <= row <= b[0] and a[1] <= column <= b[1] for a, b in self.merged)


def sheets(path: Path) -> list[list[Sheet]]:
    """Every sheet, in each way it can be parsed: a text file does not name its separator.

    Raises ``Refused``.
    """
    if not path.is_file():
        raise Refused(f"BESTAND={path}: dat bestand is er niet. Kijk de naam en de map na.")
    kind = path.suffix.lower()
    try:
        if kind in (".csv", ".txt"):
            text = _decode(path.read_bytes())
            return [[_separated(path.stem, text, sign) for sign in ";\t,"]]
        if kind == ".ods":
            _stop_if_unlocated(path)
        lost = _lost(path) if kind in (".xlsx", ".xlsm") else {}
        with CalamineWorkbook.from_path(path) as book:
            read = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return [
                [Sheet(one.name, _filled(one, lost.get(at, ())), one.merged_cell_ranges or [])]
                for at, one in enumerate(read, 1)
            ]
    except (CalamineError, zipfile.BadZipFile, KeyError, UnicodeError, csv.Error) as error:
        hint = "Zonder wachtwoord, en als Excel-, LibreOffice- of CSV-bestand?"
        raise Refused(f"{path.name} kan niet gelezen worden. {hint}") from error


def _separated(name: str, text: str, sign: str) -> Sheet:
    """A text as a sheet; what is broken with the wrong separator says nothing."""

    def rows(strict: bool) -> list[list[Cell]]:
        lines = io.StringIO(text, newline=None)  # an old Mac ends its lines with a return
        return [[*row] for row in csv.reader(lines, delimiter=sign, strict=strict)]

    try:
        return Sheet(name, rows(True), comma=sign == ";")
    except csv.Error:
        return Sheet(name, rows(False), comma=sign == ";", broken=True)


def _stop_if_unlocated(path: Path) -> None:
    """Refuse what the reader of OpenDocument loses without saying where."""
    content = zipfile.ZipFile(path).read("content.xml")
    if SPANNED.search(content):
        raise Refused(f"{path.name} heeft samengevoegde cellen. Hef ze op en vul elke cel in.")
    if FAILED.search(content):
        raise Refused(f"{path.name} heeft cellen met een foutmelding. Herstel de formules.")


def _lost(path: Path) -> dict[int, list[bytes]]:
    """The cells of each sheet, by its number, that the reader of workbooks takes for empty."""
    with zipfile.ZipFile(path) as parts:
        found = {part: SHEET_PART.fullmatch(part) for part in parts.namelist()}
        text = {int(n[1]): parts.read(part) for part, n in found.items() if n}
    for cell in map(FAR.search, text.values()):
        if cell:
            far = f"{path.name} heeft een cel op {cell[1].decode()}, heel ver van de rest"
            raise Refused(f"{far}. Maak ze leeg.")
    return {at: LOST.findall(part) for at, part in text.items()}


def _filled(sheet: CalamineSheet, lost: Iterable[bytes]) -> list[list[Cell]]:
    """The cells of a sheet; what the reader lost shows as an error."""
    rows = sheet.to_python(skip_empty_area=False)
    for row, column in (xl_cell_to_rowcol(at.decode()) for at in lost):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = "#?"
    return rows


def _decode(raw: bytes) -> str:
    """Decode as Belgian Excel writes: Windows-1252, unless there is a BOM or valid UTF-8.

    Raises ``UnicodeError`` for null bytes: then it is not text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\0" in raw:
        raise UnicodeError("geen tekst")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# ---- one cell ----


class Unclear(ValueError):
    """A cell that is unreadable or ambiguous, with the rule and a hint."""


def plain(text: str) -> str:
    """Letters and digits only: spacing, case and accents are ignored."""
    return str(slugify(text, separator=""))


def shown(cell: Cell) -> str:
    """A cell as the spreadsheet displays it."""
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float | int):
        return _digits(cell).replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def strict(cell: Cell, about: Mapping[str, Any], choices: Mapping[str, str], sign: str) -> str:
    """A cell in the strict notation of the column ``about``; raises ``Unclear``.

    ``choices`` maps plain labels to the allowed keys; ``sign`` is that of ``number``.
    """
    text, kind = shown(cell), about["type"]
    pattern = about.get("constraints", {}).get("pattern", "")
    if text.startswith("#"):
        raise Unclear("een foutmelding van het rekenblad", "herstel de formule")
    if about["name"] != "url" and (person := wat(text)):
        raise Unclear(f"hier staat {person}", PERSOON)
    if not text:
        return ""
    if kind == "boolean":
        if text.lower() not in YES_NO:
            raise Unclear("geen ja of nee", "schrijf ja of nee")
        return YES_NO[text.lower()]
    if kind in ("integer", "number"):
        value = number(text, sign) if isinstance(cell, str) else number(text, ",")
        if kind == "integer" and "." in value:
            raise Unclear("geen geheel getal", "typ het zonder punt of komma")
        return value
    if kind == "date":
        return _day(text)
    if (pattern == KEY and isinstance(cell, dt.date)) or (not pattern and DAY.fullmatch(text)):
        raise Unclear("het rekenblad maakte hier een datum van", "typ een ' voor wat u bedoelt")
    key = slugify(text) if pattern == KEY else ""
    if pattern and not key and (isinstance(cell, dt.date) or DATED.fullmatch(text)):
        return _part_of_date(cell, text, pattern)
    return choices.get(plain(text)) or key or (_digits(cell) if type(cell) is float else text)


def _digits(number: float) -> str:
    """With the precision of a spreadsheet (15 digits), without an exponent."""
    return _short(Decimal(f"{number:.15g}"))


def _short(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(text: str, sign: str = "") -> str:
    """A typed number in the strict notation; raises ``Unclear``.

    ``sign`` has a comma if that is certainly the decimal sign, and a point if that separates
    thousands; 12.345 alone may be twelve or twelve thousand.
    """
    text = MONEY.sub(r"\1\2", text).strip()
    two = THOUSAND.fullmatch(text)
    if two and two[2] not in sign:
        hint = f"schrijf {two[1]}{two[3]}, of {two[1]},{two[3]}0"
        raise Unclear(f"kan {two[1]}{two[3]} zijn, en ook {two[1]} komma {two[3]}", hint)
    if DOTTED.fullmatch(text) or SPACED.fullmatch(text) or (two and two[2] == "."):
        text = re.sub(r"[. ]", "", text)
    if not PLAIN.fullmatch(text):
        raise Unclear("geen getal", "schrijf enkel het getal, zoals 1234,5")
    # Every digit that was typed: the validator says when there are too many.
    return _short(Decimal(text.replace(",", ".")))


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    try:
        year, month, day = (found[3], found[2], found[1]) if found else text.split("-")
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        hint = "schrijf dag, maand en jaar met vier cijfers, zoals 31/12/2021"
        raise Unclear("geen datum die bestaat", hint) from None


def _part_of_date(cell: Cell, text: str, pattern: str) -> str:
    """A day or month in a text column; a spreadsheet turns a month into its first day."""
    month = MONTH.sub(lambda two: f"{two[2]}-{int(two[1]):02}", text)
    ways = [_day(text) if DAY.fullmatch(text) else month]
    ways += [ways[0][:7]] if isinstance(cell, dt.date) and cell.day == 1 else []
    fits = [way for way in ways if re.fullmatch(pattern, way)]
    if len(fits) > 1:
        hint = f"zet een ' voor wat u bedoelt, zoals '{' of '.join(fits)}"
        raise Unclear("het rekenblad maakte hier een datum van", hint)
    return fits[0] if fits else text

"""A cell of a spreadsheet as the strict text of a table, or why it cannot be read surely."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jaarverslag.basis.persoonsgegevens import wat
from jaarverslag.gegevens.bestand import PERSOON
from slugify import slugify

from press.intake.reading import Cell

KEY = "^[a-z0-9]+(-[a-z0-9]+)*$"
YES_NO = dict.fromkeys(("ja", "waar", "true", "1"), "true") | dict.fromkeys(
    ("nee", "neen", "onwaar", "false", "0"), "false"
)
# Dots between thousands that can be nothing else; a column with one shows how it is written.
DOTTED = re.compile(r"-?\d{1,3}(\.\d{3})+(\.\d{3}|,\d+)")
SPACED = re.compile(r"-?\d{1,3}( \d{3})+(,\d+)?")
THOUSAND = re.compile(r"(-?\d{1,3})([.,])(\d{3})")
PLAIN = re.compile(r"-?\d+([.,]\d+)?")
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?")
MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")


class Unclear(ValueError):
    """A cell with no reading, or with more than one: the rule and a hint."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(rule, hint)
        self.rule, self.hint = rule, hint


def shown(cell: Cell) -> str:
    """A cell as its author sees it."""
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float | int):
        return _plain(cell).replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def strict(cell: Cell, field: Mapping[str, Any], choices: Mapping[str, str], sign: str) -> str:
    """The text that the table asks for; raises ``Unclear``.

    ``choices`` gives the key of what may be chosen by its name in plain letters; ``sign`` is a
    comma where that is the decimal sign for sure, a point where that parts thousands as well.
    """
    text, kind = shown(cell), field["type"]
    pattern = field.get("constraints", {}).get("pattern", "")
    if text.startswith("#"):
        raise Unclear("een foutmelding van het rekenblad", "herstel de formule")
    if field["name"] != "url" and (person := wat(text)):
        raise Unclear(f"hier staat {person}", PERSOON)
    if not text:
        return ""
    if kind == "boolean":
        if text.lower() not in YES_NO:
            raise Unclear("geen ja of nee", "schrijf ja of nee")
        return YES_NO[text.lower()]
    if kind in ("integer", "number"):
        return _number(cell, text, kind == "integer", sign)
    if kind == "date":
        return _day(text)
    if isinstance(cell, dt.date):
        return _named_date(cell, pattern)
    if found := MONTH.fullmatch(text):
        month = f"{found[2]}-{int(found[1]):02}"
        return month if re.fullmatch(pattern, month) else text
    if DAY.fullmatch(text) and re.fullmatch(pattern, _day(text)):
        return _day(text)
    key = slugify(text) if pattern == KEY else ""
    return (
        choices.get(slugify(text, separator=""))
        or key
        or (_plain(cell) if isinstance(cell, float) else text)
    )


def _plain(number: float) -> str:
    """As many digits as a spreadsheet keeps, without an exponent."""
    text = format(Decimal(f"{number:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(cell: Cell, text: str, whole: bool, sign: str) -> str:
    if isinstance(cell, float):
        value = _plain(cell)
    elif isinstance(cell, str):
        value = _written(text, whole, sign)
    else:
        raise Unclear("geen getal", "geef de cel de opmaak Getal en typ het opnieuw")
    if whole and "." in value:
        raise Unclear("geen geheel getal", "typ het zonder punt of komma")
    return value


def _written(text: str, whole: bool, sign: str) -> str:
    """A number that was typed as text, or saved as CSV."""
    text = re.sub(r"^(-?) ?€ ?(-?)|( ?€| ?%)$", r"\1\2", text).strip()
    two = THOUSAND.fullmatch(text)
    if two and two[2] not in sign:
        rule = f"kan {two[1]}{two[3]} zijn, en ook {two[1]} komma {two[3]}"
        hint = f"schrijf {two[1]}{two[3]}" + ("" if whole else f", of {two[1]},{two[3]}0")
        raise Unclear(rule, hint)
    if DOTTED.fullmatch(text) or SPACED.fullmatch(text) or (two and two[2] == "."):
        text = re.sub(r"[. ]", "", text)
    if not PLAIN.fullmatch(text):
        raise Unclear("geen getal", "schrijf enkel het getal, zoals 1234,5")
    return _plain(float(text.replace(",", ".")))


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    try:
        year, month, day = (found[3], found[2], found[1]) if found else text.split("-")
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        hint = "schrijf dag, maand en jaar met vier cijfers, zoals 31/12/2021"
        raise Unclear("geen datum die bestaat", hint) from None


def _named_date(cell: dt.date, pattern: str) -> str:
    """A column of text that asks a day or a month, of which the spreadsheet made a day."""
    ways = [f"{cell:%Y-%m-%d}"] + [f"{cell:%Y-%m}"] * (cell.day == 1)
    fits = [way for way in ways if re.fullmatch(pattern or ".*", way)]
    if len(fits) != 1:
        hint = f"zet een ' voor wat u bedoelt, zoals '{' of '.join(fits or ways[-1:])}"
        raise Unclear("het rekenblad maakte hier een datum van", hint)
    return fits[0]

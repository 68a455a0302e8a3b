"""Spreadsheet templates: one for each register, and one with the figures still missing.

    python -m press sjabloon

``make invoer`` reads them back. An existing file is kept: somebody may be filling it in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from jaarverslag.basis.tekst import LEEMTEN, NIET_GEVONDEN, NIET_VAN_TOEPASSING
from jaarverslag.formaten import regels
from jaarverslag.registers import REGISTERNAMEN

from press import project
from press.intake.run import FIGURES, Row, Table
from press.project import ROOT, data_folder
from press.say import say

PLACE = ROOT / "sjablonen"
# Number of rows with a drop-down list, and the longest list that a spreadsheet accepts.
ROWS, LONGEST_LIST = 2000, 255
GAPS = LEEMTEN.keys() - {NIET_VAN_TOEPASSING}
OPTIONS = {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
HEADS = ["Kop", "Uitleg", "Regels", "Voorbeeld"]
# A table, the rows that are filled in already, and columns that help to fill them in.
Filled = tuple[Table, list[Row], Mapping[str, list[str]]]


def workbook(place: Path, *sheets: Filled) -> None:
    """A sheet to fill in for each table, and one that explains them."""
    with xlsxwriter.Workbook(place, OPTIONS) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        looks = {"date": book.add_format({"num_format": "dd/mm/yyyy"}),
                 "string": book.add_format({"num_format": "@"})}  # fmt: skip
        for table, filled, extra in sheets:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for at, (name, field) in enumerate(table.fields.items()):
                title, kind = field["title"], field["type"]
                sheet.write(0, at, f"{title} *" if name in table.required else title, head)
                sheet.set_column(at, at, 20, looks.get(kind))
                values = [_typed(row.get(name, ""), kind) for row in filled]
                sheet.write_column(1, at, values, looks.get(kind))
                choices = ["ja", "nee"] if kind == "boolean" else [*table.choices(name)]
                if choices and len(",".join(choices)) <= LONGEST_LIST:
                    limit = {"validate": "list", "source": choices, "error_type": "warning"}
                    sheet.data_validation(1, at, ROWS, at, limit)
            for at, (title, texts) in enumerate(extra.items(), start=len(table.fields)):
                sheet.write(0, at, title, head)
                sheet.write_column(1, at, texts)
                sheet.set_column(at, at, 44)
        _explain(book.add_worksheet("Uitleg"), [table for table, _, _ in sheets], head)


def _typed(text: str, kind: str) -> str | float | dt.date:
    """A value of a table as a spreadsheet cell."""
    if text and kind in ("integer", "number"):
        return float(text)
    if text and kind == "date":
        return dt.date.fromisoformat(text)
    return "ja" if kind == "boolean" and text == "true" else text


def _explain(sheet: Any, tables: list[Table], head: Any) -> None:
    lines: list[list[Any]] = [
        ["Vul een rij per regel in. Een kop met * is verplicht. Verander geen koppen."],
        ["Klaar? Bewaar, en doe: make invoer BESTAND=… met de naam van dit bestand."],
    ]
    for table in tables:
        lines += [[], [f"{table.described['title']}: {table.described['description']}"], HEADS]
        for name, field in table.fields.items():
            example = _typed(field.get("example", ""), field["type"])
            lines.append([field["title"], field["description"], regels(table.name, name), example])
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line, head if line is HEADS else None)
    sheet.set_column(0, 3, 40)


def missing(table: Table, year: int) -> list[Row]:
    """Keys of every figure due for a year without a value: a total, then its parts.

    The parts are those with a row that year, or else those of the previous year.
    """
    status = {table.key_of(row): row["status"] for row in table.rows()}

    def parts(indicator: str, of_year: int) -> list[tuple[str, ...]]:
        return [key[2:] for key in status if key[:2] == (str(of_year), indicator) and key[2]]

    found = []
    for one in table.rows_of("indicatoren"):
        if (one["eerste_jaar"] or "0") <= str(year) <= (one["laatste_jaar"] or "9"):
            for part in [("", ""), *(parts(one["id"], year) or parts(one["id"], year - 1))]:
                key = (str(year), one["id"], *part)
                if status.get(key, NIET_GEVONDEN) in GAPS:
                    found.append(dict(zip(table.key, key, strict=True)))
    return found


def gaps(table: Table, year: int) -> Filled:
    """The missing figures, each with its description and what was found so far."""
    rows, about = missing(table, year), {row["id"]: row for row in table.rows_of("indicatoren")}
    notes = {table.key_of(row): row["noot"] for row in table.rows()}
    of = [about[row["indicator"]] for row in rows]
    what = [f"{one['label']} ({one['eenheid']}): {one['definitie']}" for one in of]
    return table, rows, {"Wat": what, "Bekend": [notes.get(table.key_of(r), "") for r in rows]}


def offer(data: Path, place: Path, *names: str) -> Iterator[str]:
    """Write the missing workbooks of these tables; yields a message with each location."""
    package = project.package(data)
    tables = {one["name"]: Table(data, one) for one in package["resources"]}
    place.mkdir(exist_ok=True)
    year = package["verslagjaar"]
    for name in names:
        file = place / f"{name}.xlsx"
        sheets: list[Filled] = [(tables[name], [], {})]
        if name == FIGURES:
            file = place / f"{name}-{year}.xlsx"
            sheets = [gaps(tables[name], year), (tables["bronnen"], [], {})]
        if not (there := file.exists()):
            workbook(file, *sheets)
        yield f"{place.name}/{file.name}{' (stond er al, en blijft zoals het is)' * there}"


def main(arguments: list[str]) -> int:
    for line in offer(data_folder(), PLACE, FIGURES, *REGISTERNAMEN):
        say(line)
    return 0

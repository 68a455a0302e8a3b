"""Spreadsheets to fill in: one for each register, and one of the figures that are still missing.

    python -m press sjabloon

``make invoer`` reads them back. A file that stands there already stays: somebody may be filling it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from jaarverslag.basis.tekst import LEEMTEN, NIET_GEVONDEN, NIET_VAN_TOEPASSING
from jaarverslag.formaten import regels
from jaarverslag.registers import REGISTERNAMEN

from press.intake.tables import FIGURES, Row, Table
from press.project import ROOT, data_folder
from press.say import say

PLACE = ROOT / "sjablonen"
# Lists, dates and whole numbers are held to what the table asks in this many rows.
ROWS = 2000
LISTS, HEADS = "Lijsten", ["Kop", "Uitleg", "Regels", "Voorbeeld"]
GAPS = LEEMTEN.keys() - {NIET_VAN_TOEPASSING}
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
WIDTHS = {"date": 12, "integer": 10, "number": 12, "boolean": 8}


def workbook(*sheets: tuple[Table, list[Row], Mapping[str, list[str]]]) -> bytes:
    """A sheet to fill in for each table, one that explains them, a hidden one with choices.

    A table comes with rows that are filled in already, and with columns beside them that help who
    fills them in and that nothing reads back.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#55626A", "text_wrap": True, "valign": "top"})
    looks = {"date": book.add_format({"num_format": "dd/mm/yyyy"}),
             "string": book.add_format({"num_format": "@"})}  # fmt: skip
    for table, filled, beside in sheets:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for at, (name, field) in enumerate(table.fields.items()):
            kind, look = field["type"], looks.get(field["type"])
            mark = " *" if table.required(name) else ""
            sheet.write_string(0, at, f"{field['title']}{mark}", head)
            sheet.set_column(at, at, WIDTHS.get(kind, 22), look)
            for row, values in enumerate(filled, start=1):
                sheet.write(row, at, _typed(values.get(name, ""), kind), look)
        for at, (title, texts) in enumerate(beside.items(), start=len(table.fields)):
            sheet.write_string(0, at, title, head)
            sheet.set_column(at, at, 44)
            sheet.write_column(1, at, texts, grey)
    about, lists = book.add_worksheet("Uitleg"), book.add_worksheet(LISTS)
    lists.hide()
    _explain(about, [table for table, _, _ in sheets], head)
    columns = [(table, name, at) for table, _, _ in sheets for at, name in enumerate(table.fields)]
    for place, (table, name, at) in enumerate(columns):
        if limit := _limit(table, name, lists, place):
            book.get_worksheet_by_name(table.name).data_validation(1, at, ROWS, at, limit)
    book.close()
    return target.getvalue()


def _typed(text: str, kind: str) -> str | float | dt.date:
    """The text of a table as a spreadsheet holds it."""
    if text and kind in ("integer", "number"):
        return float(text)
    if text and kind == "date":
        return dt.date.fromisoformat(text)
    return "ja" if kind == "boolean" and text == "true" else text


def _limit(table: Table, name: str, lists: Any, at: int) -> dict[str, Any]:
    """What a spreadsheet asks of a cell, with a list to choose from where there is one."""
    field = table.fields[name]
    limits, kind = field.get("constraints", {}), field["type"]
    error = {"ignore_blank": True, "error_title": field["title"][:32], "error_type": "warning",
             "error_message": field["description"][:255]}  # fmt: skip
    choices = ["ja", "nee"] if kind == "boolean" else list(table.choices(name))
    if choices:
        lists.write_column(0, at, choices)
        column = xlsxwriter.utility.xl_col_to_name(at)
        source = f"={LISTS}!${column}$1:${column}${len(choices)}"
        return error | {"validate": "list", "source": source}
    if kind == "integer":
        bounds = {"minimum": limits.get("minimum", 0), "maximum": limits.get("maximum", 10**9)}
        return error | {"validate": "integer", "criteria": "between", **bounds}
    return {}


def _explain(sheet: Any, tables: list[Table], head: Any) -> None:
    lines: list[list[Any]] = [
        ["Vul een rij per regel in. Een kop met * is verplicht. Verander geen koppen."],
        ["Klaar? Bewaar, en doe: make invoer BESTAND=… met de naam van dit bestand."],
    ]
    for table in tables:
        lines += [[], [f"{table.described['title']}: {table.described['description']}"], HEADS]
        for name, field in table.fields.items():
            example = _typed(field.get("example", ""), field["type"])
            rules = regels(table.name, name)
            lines.append([field["title"], field["description"], rules, example])
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line, head if line is HEADS else None)
    for at, width in enumerate((26, 90, 60, 24)):
        sheet.set_column(at, at, width)


# ---- the figures that are missing ----


def missing(table: Table, year: int) -> list[Row]:
    """Keys of every figure that is asked for a year and has no value: a total, then its parts.

    Parts are those that a row names that year, or else those of the year before it.
    """
    known, found = {table.key_of(row): row["status"] for row in table.rows()}, []
    for one in table.beside("indicatoren"):
        if (one["eerste_jaar"] or "0") <= str(year) <= (one["laatste_jaar"] or "9"):
            of = [key for key in known if key[1] == one["id"]]
            parts = [key[2:] for key in of if key[0] == str(year) and key[2]] or [
                key[2:] for key in of if key[0] == str(year - 1) and key[2]]  # fmt: skip
            for key in [(str(year), one["id"], *part) for part in [("", ""), *parts]]:
                if known.get(key, NIET_GEVONDEN) in GAPS:
                    found.append(dict(zip(table.key, key, strict=True)))
    return found


def gaps(figures: Table, sources: Table, year: int) -> bytes:
    """The missing figures, each with what it is and what was found so far, and their sources."""
    rows = missing(figures, year)
    about = {row["id"]: row for row in figures.beside("indicatoren")}
    notes = {figures.key_of(row): row["noot"] for row in figures.rows()}
    of = [about[row["indicator"]] for row in rows]
    beside = {
        "Wat": [f"{one['label']}: {one['definitie']}" for one in of],
        "Eenheid": [one["eenheid"] for one in of],
        "Wat we al weten": [notes.get(figures.key_of(row), "") for row in rows],
    }
    return workbook((figures, rows, beside), (sources, [], {}))


def offer(data: Path, place: Path, *names: str) -> Iterator[str]:
    """Write the workbooks of these tables that are not there yet; tells where each one is."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    tables = {one["name"]: Table(data, one) for one in package["resources"]}
    place.mkdir(exist_ok=True)
    for name in names:
        figures, year = name == FIGURES, package["verslagjaar"]
        file = place / (f"{name}-{year}.xlsx" if figures else f"{name}.xlsx")
        there = " (stond er al, en blijft zoals het is)" if file.exists() else ""
        if figures and not there:
            file.write_bytes(gaps(tables[name], tables["bronnen"], year))
        elif not there:
            file.write_bytes(workbook((tables[name], [], {})))
        yield f"{place.name}/{file.name}{there}"


def main(arguments: list[str]) -> int:
    for line in offer(data_folder(), PLACE, FIGURES, *REGISTERNAMEN):
        say(line)
    return 0

"""Spreadsheets to fill in: one for each register, and one of the figures that are still missing.

    python -m press sjabloon

``make invoer`` reads them back. A file that stands there already stays: somebody may be filling it.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from jaarverslag import gegevens, registers
from jaarverslag.basis.tekst import LEEMTEN, NIET_VAN_TOEPASSING
from jaarverslag.cijfers import gevraagde_indicatoren
from jaarverslag.formaten import regels

from press.intake.tables import FIGURES, Row, Table
from press.project import ROOT, data_folder
from press.say import say

PLACE = ROOT / "sjablonen"
# Lists, dates and whole numbers are held to what the table asks in this many rows.
ROWS = 2000
LISTS = "Lijsten"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}
WIDTHS = {"date": 12, "integer": 10, "number": 12, "boolean": 8}


def workbook(table: Table, filled: list[Row], beside: Mapping[str, list[str]]) -> bytes:
    """A sheet to fill in, one that explains it, and a hidden one with what can be chosen.

    ``beside`` are columns that help who fills it in and that nothing reads back.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#55626A", "text_wrap": True, "valign": "top"})
    looks = {"date": book.add_format({"num_format": "dd/mm/yyyy"}),
             "string": book.add_format({"num_format": "@"})}  # fmt: skip
    sheet, about = book.add_worksheet(table.name), book.add_worksheet("Uitleg")
    lists = book.add_worksheet(LISTS)
    lists.hide()
    sheet.freeze_panes(1, 0)
    for at, (name, field) in enumerate(table.fields.items()):
        title = f"{field['title']} *" if table.required(name) else field["title"]
        sheet.write_string(0, at, title, head)
        kind, look = field["type"], looks.get(field["type"])
        sheet.set_column(at, at, WIDTHS.get(kind, 22), look)
        for row, values in enumerate(filled, start=1):
            sheet.write(row, at, _typed(values.get(name, ""), kind), look)
        if limit := _limit(table, name, lists, at):
            sheet.data_validation(1, at, ROWS, at, limit)
    for at, (title, texts) in enumerate(beside.items(), start=len(table.fields)):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, 44)
        for row, text in enumerate(texts, start=1):
            sheet.write_string(row, at, text, grey)
    _explain(about, table, head)
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


def _explain(sheet: Any, table: Table, head: Any) -> None:
    lines = [
        table.described["title"], table.described["description"],
        f"Vul het blad {table.name} in, een rij per regel. Een kop met * is verplicht. Verander "
        "geen koppen; kolommen zonder cijfers mogen weg.",
        "Klaar? Bewaar, en doe: make invoer BESTAND=… met de naam van dit bestand.",
    ]  # fmt: skip
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    for at, title in enumerate(("Kop", "Uitleg", "Regels", "Voorbeeld")):
        sheet.write_string(len(lines) + 1, at, title, head)
        sheet.set_column(at, at, (26, 90, 60, 24)[at])
    for row, (name, field) in enumerate(table.fields.items(), start=len(lines) + 2):
        example = _typed(field.get("example", ""), field["type"])
        rules = regels(table.name, name)
        sheet.write_row(row, 0, [field["title"], field["description"], rules, example])


# ---- the figures that are missing ----


def missing(table: Table, year: int) -> list[Row]:
    """Keys of every figure that is asked for a year and has no value: totals, then their parts.

    Parts are those that a row names that year, or else those of the year before it.
    """
    rows = table.rows()
    asked = list(gevraagde_indicatoren(year)["id"])
    found: list[Row] = []
    for indicator in asked:
        of_it = [row for row in rows if row["indicator"] == indicator]
        now = [row for row in of_it if row["jaar"] == str(year)]
        before = [row for row in of_it if row["jaar"] == str(year - 1) and not now]
        whole = {"indicator": indicator, "dimensie": "", "uitsplitsing": "", "status": ""}
        known = any(not row["dimensie"] for row in now)
        for row in [*([] if known else [whole]), *now, *(r for r in before if r["dimensie"])]:
            gap = row not in now or row["status"] in LEEMTEN
            if gap and row["status"] != NIET_VAN_TOEPASSING:
                key = {name: row[name] for name in ("indicator", "dimensie", "uitsplitsing")}
                found.append({"jaar": str(year), **key})
    return found


def gaps(table: Table, year: int) -> bytes:
    """The workbook of the missing figures, each with what it is and what was found so far."""
    rows = missing(table, year)
    about = {row["id"]: row for row in table.beside("indicatoren")}
    notes = {table.key_of(row): row["noot"] for row in table.rows()}
    of = [about[row["indicator"]] for row in rows]
    return workbook(table, rows, {
        "Wat": [f"{one['label']}: {one['definitie']}" for one in of],
        "Eenheid": [one["eenheid"] for one in of],
        "Wat we al weten": [notes.get(table.key_of(row), "") for row in rows],
    })  # fmt: skip


def offer() -> list[str]:
    """Write every workbook that does not stand there yet; returns what to tell."""
    folder, year = data_folder(), gegevens.verslagjaar()
    tables = {name: Table(folder, gegevens.tabelbeschrijving(name))
              for name in (FIGURES, *registers.REGISTERNAMEN)}  # fmt: skip
    PLACE.mkdir(exist_ok=True)
    told = []
    for name, table in tables.items():
        place = PLACE / (f"{name}-{year}.xlsx" if name == FIGURES else f"{name}.xlsx")
        shown = os.path.relpath(place)
        if place.exists():
            told.append(f"{shown} staat er al, en blijft zoals het is.")
            continue
        place.write_bytes(gaps(table, year) if name == FIGURES else workbook(table, [], {}))
        told.append(shown)
    return told


def main(arguments: list[str]) -> int:
    for line in offer():
        say(line)
    return 0

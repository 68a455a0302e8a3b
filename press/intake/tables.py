"""What the tables ask of a spreadsheet: their headings, keys and choices."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from jaarverslag.gegevens.bestand import Fout, lees_blad, zwijg
from jaarverslag.keuring.registers import DIMENSIES
from xlsxwriter.utility import xl_rowcol_to_cell

from press.intake.sheets import Cell, Sheet, plain, shown
from press.project import LAST_GOOD
from press.say import Refused

Row = dict[str, str]
FIGURES = "kerncijfers"
# A title and some empty lines may stand above the headings.
HIGHEST = 30
SHEET = "blad "


class Table:
    """One table of the package: its description, and what it holds now."""

    def __init__(self, folder: Path, described: dict[str, Any]) -> None:
        self.folder, self.described = folder, described
        self.name, self.path, self.schema = (described[n] for n in ("name", "path", "schema"))
        self.fields = {one["name"]: one for one in self.schema["fields"]}
        self.required = [
            n for n, f in self.fields.items() if f.get("constraints", {}).get("required")
        ]
        self.key: list[str] = self.schema.get("primaryKey", [])
        # Parts of the key without which a row is no row.
        self.needed = [name for name in self.key if name in self.required]

    def key_of(self, row: Row) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in self.key)

    def heads(self, name: str) -> set[str]:
        """What may stand above a column."""
        return {plain(name), plain(self.fields[name]["title"])}

    def rows(self) -> list[Row]:
        """A table that a spreadsheet saved in its own way holds what it held in the last build."""
        for folder in (self.folder, LAST_GOOD):
            found = lees_blad(folder, self.described)
            if found.cellen is not None and found.heel:
                return [dict(zip(self.fields, row, strict=True)) for row in found.cellen.to_numpy()]
        return []

    def beside(self, name: str) -> list[Row]:
        """The rows of another table of the package."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def choices(self, name: str) -> dict[str, str]:
        """What a cell may hold, each with its name for people; empty where anything goes."""
        if enum := self.fields[name].get("constraints", {}).get("enum"):
            return {choice: choice for choice in enum}
        if dimension := DIMENSIES.get(self.name, {}).get(name):
            parts = self.beside("uitsplitsingen")
            return {row["id"]: row["label"] for row in parts if row["dimensie"] == dimension}
        for key in self.schema.get("foreignKeys", []):
            if name in key["fields"]:
                target = key["reference"]["fields"][key["fields"].index(name)]
                rows = self.beside(key["reference"]["resource"] or self.name)
                return {row[target]: row.get("label", row[target]) for row in rows}
        return {}

    def text(self, rows: list[Row]) -> str:
        """Rows as the file of this table."""
        return str(
            pd.DataFrame(rows, columns=[*self.fields]).to_csv(index=False, lineterminator="\n")
        )


@dataclass
class Intake:
    """A sheet of rows of a table: what it holds, what is in the way, what it makes of its table."""

    sheet: Sheet
    table: Table
    head: int
    columns: dict[str, int]
    # Headings of which nothing is taken.
    others: list[str]
    rows: dict[int, Row] = field(default_factory=dict)
    errors: list[Fout] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    text: str = ""
    # Row of the table -> row of the sheet.
    origin: dict[int, int] = field(default_factory=dict)

    def cells(self, row: int) -> dict[str, Cell]:
        return {name: self.sheet.cell(row, at) for name, at in self.columns.items()}

    def place(self, row: int, name: str) -> dict[str, Any]:
        """Where a cell stands, and the heading above it."""
        at = self.columns.get(name)
        cell = f"rij {row + 1}" if at is None else f"cel {xl_rowcol_to_cell(row, at)}"
        title = name if at is None else shown(self.sheet.cell(self.head, at))
        return {"bestand": f"{SHEET}{self.sheet.name}, {cell}", "kolom": title}

    def error(self, row: int, name: str, rule: str, hint: str) -> None:
        text = shown(self.cells(row)[name]) if name in self.columns else None
        self.errors.append(zwijg(Fout(regel=rule, tip=hint, waarde=text, **self.place(row, name))))


def recognise(ways: list[Sheet], tables: list[Table]) -> Intake | None:
    """The table whose headings a sheet has most of; raises ``Refused`` where one is unsure."""
    found = []
    for sheet in ways:
        for number, row in enumerate(sheet.rows[:HIGHEST]):
            heads = [plain(str(cell)) for cell in row]
            for table in tables:
                columns = {name: heads.index(head) for name in table.fields
                           for head in table.heads(name) if head in heads}  # fmt: skip
                others = [str(row[at]) for at, head in enumerate(heads)
                          if head and at not in columns.values()]  # fmt: skip
                if columns.keys() > set(table.needed):
                    found.append(Intake(sheet, table, number, columns, others))
    best = max(found, key=lambda one: len(one.columns), default=None)
    if best:
        fields = best.table.fields
        known = {head: name for name in fields for head in best.table.heads(name)}
        for other in best.others:
            for near in get_close_matches(plain(other), known, 1, 0.85):
                if plain(other) == near or known[near] not in best.columns:
                    hint = "Houd er een, of geef de kolom een andere naam."
                    title = fields[known[near]]["title"]
                    raise Refused(f"blad {best.sheet.name}: is {other!r} ook {title!r}? {hint}")
    return best

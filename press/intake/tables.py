"""What the tables ask of a spreadsheet: their headings, keys and choices."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jaarverslag.basis.tekst import opsomming
from jaarverslag.keuring.registers import DIMENSIES
from jaarverslag.registers import REGISTERNAMEN
from slugify import slugify

from press.intake.reading import Sheet
from press.project import LAST_GOOD
from press.say import Refused

Row = dict[str, str]
# A title and some empty lines may stand above the headings.
HIGHEST = 30
FIGURES = "kerncijfers"


def plain(text: str) -> str:
    """Letters and digits only: how people space, capitalise or mark a word says nothing."""
    return str(slugify(text, separator=""))


@dataclass(frozen=True)
class Table:
    """One table of the package, with its description and what it holds now."""

    folder: Path
    described: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.described["name"])

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        return {field["name"]: field for field in self.described["schema"]["fields"]}

    @property
    def key(self) -> list[str]:
        return list(self.described["schema"].get("primaryKey", []))

    @property
    def needed(self) -> list[str]:
        """Parts of the key without which a row is no row."""
        return [name for name in self.key if self.required(name)]

    def key_of(self, row: Row) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in self.key)

    def required(self, name: str) -> bool:
        return bool(self.fields[name].get("constraints", {}).get("required"))

    def names(self, name: str) -> set[str]:
        """What may stand above a column, in plain letters."""
        return {plain(name), plain(self.fields[name]["title"])}

    def rows(self) -> list[Row]:
        return self._read(self.described["path"], list(self.fields))

    def beside(self, name: str) -> list[Row]:
        """The rows of another table of the package."""
        return self._read(f"{name}.csv")

    def _read(self, path: str, head: list[str] | None = None) -> list[Row]:
        """A table that a spreadsheet saved in its own way holds what it held in the last build."""
        for folder in (self.folder, LAST_GOOD):
            with suppress(OSError, UnicodeDecodeError):
                reader = csv.DictReader(
                    (folder / path).read_text(encoding="utf-8").splitlines(True)
                )
                rows = list(reader)
                if head in (None, reader.fieldnames) and not any(None in row for row in rows):
                    return rows
        return []

    def choices(self, name: str) -> dict[str, str]:
        """What a cell may hold, each with its name for people; empty where anything goes."""
        limits = self.fields[name].get("constraints", {})
        if "enum" in limits:
            return {choice: choice for choice in limits["enum"]}
        if dimension := DIMENSIES.get(self.name, {}).get(name):
            parts = self.beside("uitsplitsingen")
            return {row["id"]: row["label"] for row in parts if row["dimensie"] == dimension}
        for key in self.described["schema"].get("foreignKeys", []):
            if name in key["fields"]:
                to = key["reference"]
                target = to["fields"][key["fields"].index(name)]
                rows = self.beside(to["resource"] or self.name)
                return {row[target]: row.get("label", row[target]) for row in rows}
        return {}

    def plain_choices(self, name: str) -> dict[str, str]:
        """The key of each choice by its key or its name in plain letters, where that is sure."""
        choices = self.choices(name)
        times = Counter(map(plain, choices.values()))
        by_label = {plain(label): key for key, label in choices.items()}
        sure = {label: key for label, key in by_label.items() if times[label] == 1}
        return sure | {plain(key): key for key in choices}


def text_of(table: Table, rows: list[Row]) -> str:
    """Rows as the file of a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@dataclass(frozen=True)
class Recognised:
    """A sheet that holds rows of a table: where its headings stand, and in which columns."""

    sheet: Sheet
    table: Table
    head: int
    columns: dict[str, int]

    @property
    def others(self) -> list[str]:
        """Headings of which nothing is taken."""
        heads = enumerate(map(str, self.sheet.rows[self.head]))
        return [t.strip() for at, t in heads if t.strip() and at not in self.columns.values()]


def recognise(ways: list[Sheet], tables: list[Table]) -> Recognised | None:
    """The table whose headings a sheet has most of; raises ``Refused`` where one is unsure."""
    found = []
    for sheet in ways:
        for number, row in enumerate(sheet.rows[:HIGHEST]):
            heads = {plain(str(cell)): at for at, cell in reversed(list(enumerate(row)))}
            for table in tables:
                columns = {
                    name: min(heads[n] for n in table.names(name) if n in heads)
                    for name in table.fields
                    if table.names(name) & heads.keys()
                }
                if columns.keys() > set(table.needed):
                    found.append(Recognised(sheet, table, number, columns))
    if not found:
        return None
    best = max(found, key=lambda one: (len(one.columns), one.sheet.name == one.table.name))
    missing = {n: name for name in best.table.fields if name not in best.columns
               for n in best.table.names(name)}  # fmt: skip
    taken = {n: name for name in best.columns for n in best.table.names(name)}
    for other in best.others:
        title = ""
        if plain(other) in taken:
            title = best.table.fields[taken[plain(other)]]["title"]
        elif near := get_close_matches(plain(other), missing, 1, 0.85):
            title = best.table.fields[missing[near[0]]]["title"]
        if title:
            hint = "Houd er een, of geef de kolom een andere naam."
            raise Refused(f"blad {best.sheet.name}: is de kop {other!r} ook {title!r}? {hint}")
    return best


def headings(tables: list[Table]) -> str:
    """For who has a sheet that nothing recognises."""
    asked = [f"{t.name} ({opsomming([t.fields[n]['title'] for n in t.needed])})" for t in tables
             if t.name in (FIGURES, *REGISTERNAMEN)]  # fmt: skip
    return f"Deze koppen moeten er staan: {'; '.join(asked)}. Of begin met: make sjabloon"

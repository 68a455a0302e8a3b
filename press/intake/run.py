"""Take a spreadsheet into the tables: recognise, read surely, judge, show, ask, write.

    python -m press invoer BESTAND

Rows are matched by their key: what the file holds comes in or changes, what it does not hold stays
(``VERVANG=1`` removes it). The validator of the report judges the whole package with the new rows
before anything is written, and every objection names sheet and cell.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from jaarverslag import keuring, registers
from jaarverslag.gegevens.bestand import EERSTE_RIJ, Fout, lees_beschrijving, zwijg
from jaarverslag.keuring.inhoud import CIJFERTABELLEN, MARGE, als_getal
from jaarverslag.keuring.schema import celregel
from xlsxwriter.utility import xl_rowcol_to_cell

from press.files import write
from press.intake.cells import DOTTED, Unclear, shown, strict
from press.intake.reading import Cell, sheets
from press.intake.tables import Recognised, Row, Table, headings, recognise, text_of
from press.project import data_folder
from press.say import Refused, agreed, say

TOTALS = re.compile(r"((sub|eind)?tota(al|len)|som|gemiddelde?)\b.*", re.I)
PARTIAL = re.compile(r"sub|gem", re.I)
MOST_SHOWN, MOST_NUMBERS = 20, 5
SHEET = "blad "


@dataclass
class Intake:
    """What a sheet holds by its rows, what is in the way, and what it makes of its table."""

    found: Recognised
    rows: dict[int, Row] = field(default_factory=dict)
    empty: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    errors: list[Fout] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    merged: list[Row] = field(default_factory=list)
    # Row of the table -> row of the sheet.
    origin: dict[int, int] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return self.found.table

    def place(self, row: int, name: str) -> tuple[str, str]:
        """Where a cell stands, and the heading above it."""
        at = self.found.columns.get(name)
        cell = f"rij {row + 1}" if at is None else f"cel {xl_rowcol_to_cell(row, at)}"
        title = name if at is None else shown(self.found.sheet.cell(self.found.head, at))
        return f"{SHEET}{self.found.sheet.name}, {cell}", title

    def error(self, row: int, name: str, rule: str, hint: str) -> None:
        place, title = self.place(row, name)
        cell = self.cells(row).get(name)
        text = None if cell is None else shown(cell)
        self.errors.append(zwijg(Fout(place, rule, None, title, text, hint)))

    def cells(self, row: int) -> dict[str, Cell]:
        return {name: self.found.sheet.cell(row, at) for name, at in self.found.columns.items()}


# ---- from the sheet ----


def read(found: Recognised) -> Intake:
    """Every row below the headings, as strict text."""
    intake, sheet, needed = Intake(found), found.sheet, found.table.needed
    columns, heads = _columns(found), [shown(cell) for cell in intake.cells(found.head).values()]
    for row in range(found.head + 1, len(sheet.rows)):
        cells = {name: shown(cell) for name, cell in intake.cells(row).items()}
        if not any(cells.values()) or [*cells.values()] == heads:
            continue  # empty, or the headings again on a next page
        if any(TOTALS.fullmatch(shown(cell)) for cell in sheet.rows[row]) and not all(
            cells[name] and not TOTALS.fullmatch(cells[name]) for name in needed
        ):
            intake.totals.append(row)
        else:
            _read_row(intake, row, columns)
    _check_totals(intake)
    return intake


def _columns(found: Recognised) -> dict[str, tuple]:
    """Of each column what it asks, what may be chosen, its decimal sign, its rule, its shares."""
    columns, sheet, shares = {}, found.sheet, _shares(found.table)
    for name, at in found.columns.items():
        body = (shown(sheet.cell(row, at)) for row in range(found.head + 1, len(sheet.rows)))
        sign = ".," if any(map(DOTTED.fullmatch, body)) else "," * sheet.comma
        about = found.table.fields[name]
        choices = found.table.plain_choices(name)
        shared = shares if name == "waarde" else ("", set())
        columns[name] = about, choices, sign, celregel(about), shared
    return columns


def _read_row(intake: Intake, row: int, columns: dict[str, tuple]) -> None:
    table, before, taken = intake.table, len(intake.errors), Row()
    for name, cell in intake.cells(row).items():
        about, choices, sign, _, (of, shares) = columns[name]
        try:
            if intake.found.sheet.is_merged(row, intake.found.columns[name]):
                raise Unclear("een samengevoegde cel", "hef dat op en vul elke cel in")
            taken[name] = strict(cell, about, choices, sign)
            if taken.get(of) in shares:
                _doubt_share(cell)
        except Unclear as unclear:
            intake.error(row, name, unclear.rule, unclear.hint)
    if len(intake.errors) == before and not any(taken[n] for n in taken if n not in table.key):
        intake.empty.append(row)
        return
    for name, text in taken.items() if len(intake.errors) == before else ():
        if broken := columns[name][3](text):
            intake.error(row, name, *broken)
    if len(intake.errors) == before:
        intake.rows[row] = taken


def _shares(table: Table) -> tuple[str, set[str]]:
    """The column that names what is measured, and what of it is measured in per cent."""
    if table.name not in CIJFERTABELLEN:
        return "", set()
    of, key, _ = CIJFERTABELLEN[table.name]
    return key, {one["id"] for one in table.beside(of) if one["soort"] == "aandeel"}


def _doubt_share(cell: Cell) -> None:
    """A cell that shows 80 % holds 0.8, and nothing tells that it shows that."""
    if isinstance(cell, float) and 0 < cell <= 1:
        rule = f"kan {shown(cell)} % zijn, en ook {shown(cell * 100)} %"
        raise Unclear(rule, f"typ een ' voor wat u bedoelt, zoals '{shown(cell * 100)} %")


def _check_totals(intake: Intake) -> None:
    """The last row of totals says what the rows add up to, or one of them is wrong."""
    for row in intake.totals[-1:] if not intake.errors else ():
        if any(PARTIAL.match(shown(cell)) for cell in intake.found.sheet.rows[row]):
            continue
        for name, cell in intake.cells(row).items():
            number = intake.table.fields[name]["type"] in ("integer", "number")
            if name in intake.table.key or not number or not shown(cell):
                continue
            adds_up = round(sum(float(one[name] or 0) for one in intake.rows.values()), 2)
            try:
                total = float(strict(cell, {"name": name, "type": "number"}, {}, ".,"))
                wrong = abs(total - adds_up) > MARGE
            except Unclear:
                wrong = True
            if wrong:
                rule = f"de rijen erboven tellen op tot {shown(adds_up)}"
                intake.error(row, name, rule, "verbeter een rij, of haal de totaalrij weg")


# ---- into the table ----


def merge(intake: Intake, replace_all: bool) -> None:
    """Put the rows of a sheet into the table by their key."""
    table, incoming = intake.table, dict[tuple[str, ...], int]()
    for at, row in intake.rows.items():
        if (first := incoming.setdefault(table.key_of(row), at)) != at:
            hint = "houd een van de twee"
            intake.error(at, table.needed[-1], f"staat ook op rij {first + 1}", hint)
    old = {table.key_of(row): row for row in table.rows()}
    replace_all = replace_all and bool(incoming)
    new: dict[tuple[str, ...], Row] = {} if replace_all else dict(old)
    for key, at in incoming.items():
        now, name = intake.rows[at], " · ".join(filter(None, key))
        if (then := old.get(key)) is None:
            intake.told.append(f"nieuw: {name}")
        else:
            for n in now:
                if table.fields[n]["type"] == "number" and als_getal(now[n]) == als_getal(then[n]):
                    now[n] = then[n]  # at most, zeros behind it were lost
            changed = [f"{n} {then[n] or 'leeg'} → {now[n] or 'leeg'}"
                       for n in now if now[n] != then[n]]  # fmt: skip
            intake.told += [f"gewijzigd: {name}: {', '.join(changed)}"] if changed else []
        new[key] = dict.fromkeys(table.fields, "") | (then or {}) | now
    for name in table.fields if incoming.keys() - old.keys() else ():
        if table.required(name) and name not in intake.found.columns:
            rule = f"de kolom {table.fields[name]['title']} ontbreekt"
            intake.error(intake.found.head, "", rule, "nieuwe rijen vragen ze: voeg ze toe")
    if incoming and (rest := len(old.keys() - incoming.keys())):
        stay = f"{rest} staan niet in het bestand"
        intake.told.append(f"weg: {stay}" if replace_all else f"blijft: {stay} (weg: VERVANG=1)")
    number = {key: at for at, key in enumerate(new, EERSTE_RIJ)}
    intake.merged, intake.origin = list(new.values()), {number[k]: at for k, at in incoming.items()}


def judge(intakes: list[Intake], folder: Path) -> tuple[dict[str, str], list[Fout]]:
    """The text of every changed table, and what the validator says of the whole package."""
    texts = {one.table.described["path"]: text_of(one.table, one.merged) for one in intakes}
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(shutil.copytree(folder, Path(scratch) / "data"))
        write(trial, texts)
        more = own_registers(trial)
        write(trial, more)
        found = [_from_sheet(error, intakes) for error in keuring.controleer(trial)]
    # Rows that could not be read are not in it: what is said of a whole table may be their fault.
    whole = not any(one.errors for one in intakes)
    return texts | more, [error for error in found if whole or error.bestand.startswith(SHEET)]


def own_registers(folder: Path) -> dict[str, str]:
    """The table of sources with the registers as one of them, once there are any."""
    package, _ = lees_beschrijving(folder / "datapackage.json")
    tables = {one["name"]: Table(folder, one) for one in package["resources"]}
    rows, who = tables["bronnen"].rows(), package["organisatie"]
    filled = any(tables[name].rows() for name in registers.REGISTERNAMEN)
    if not filled or any(row["id"] == registers.BRON for row in rows):
        return {}
    source = {
        "id": registers.BRON, "titel": f"Eigen registers van {who['kort']}",
        "uitgever": who["naam"], "url": f"{who['site']}#registers", "soort": "databank",
        "datum": str(package["verslagjaar"]), "geraadpleegd": dt.date.today().isoformat(),
    }  # fmt: skip
    rows = sorted([*rows, dict.fromkeys(rows[0], "") | source], key=lambda row: row["id"])
    return {tables["bronnen"].described["path"]: text_of(tables["bronnen"], rows)}


def _from_sheet(error: Fout, intakes: list[Intake]) -> Fout:
    """An objection to a row that came from a sheet, told by its place there."""
    for one in intakes:
        if error.bestand == one.table.described["path"] and error.rij in one.origin:
            place, title = one.place(one.origin[error.rij], error.kolom.split(", ")[0])
            return replace(error, bestand=place, rij=None, kolom=title)
    return error


# ---- the verb ----


def tell(intake: Intake) -> Iterator[str]:
    found = intake.found
    yield f"Blad {found.sheet.name}: {intake.table.described['title']} ({intake.table.name}.csv)"
    yield f"  koppen op rij {found.head + 1}: {', '.join(found.columns)}"
    if found.others:
        yield f"  deze kolommen blijven hier: {', '.join(found.others)}"
    for rows, what in ((intake.totals, "totaal"), (intake.empty, "niet ingevuld")):
        if rows:
            numbers = ", ".join(str(row + 1) for row in rows[:MOST_NUMBERS])
            more = f" en nog {len(rows) - MOST_NUMBERS}" if len(rows) > MOST_NUMBERS else ""
            yield f"  {what}, blijft hier: rij {numbers}{more}"
    yield from (f"  {line}" for line in intake.told[:MOST_SHOWN])
    if len(intake.told) > MOST_SHOWN:
        yield f"  ... en nog {len(intake.told) - MOST_SHOWN}"


def main(arguments: list[str]) -> int:
    if not any(arguments):
        raise Refused("Geef het bestand: make invoer BESTAND=export.xlsx")
    folder = data_folder()
    package, errors = lees_beschrijving(folder / "datapackage.json")
    if errors:
        raise Refused(*map(str, errors))
    tables = [Table(folder, one) for one in package["resources"] if "primaryKey" in one["schema"]]
    found = [recognise(ways, tables) for ways in sheets(Path(arguments[0]).expanduser())]
    intakes = [read(one) for one in found if one]
    if not intakes:
        raise Refused("In dit bestand staat geen blad dat we herkennen.", headings(tables))
    for name, times in Counter(one.table.name for one in intakes).items():
        if times > 1:
            raise Refused(f"{times} bladen horen bij de tabel {name}. Zet ze samen op een blad.")
    for one in intakes:
        merge(one, bool(os.environ.get("VERVANG")))
        for line in tell(one):
            say(line)
    texts, judged = judge(intakes, folder)
    if wrong := [*(error for one in intakes for error in one.errors), *judged]:
        count = "1 fout" if len(wrong) == 1 else f"{len(wrong)} fouten"
        raise Refused(*map(str, wrong), f"{count}. Er is niets geschreven.")
    texts = {n: t for n, t in texts.items() if (folder / n).read_bytes() != t.encode()}
    if not texts:
        say("De tabellen zeggen dit al; er is niets geschreven.")
        return 0
    if not agreed("Zo in de tabellen schrijven?"):
        raise Refused(
            "Er is niets geschreven. Zonder vraag schrijven: zet JA=1 achter de opdracht."
        )
    write(folder, texts)
    say(f"Geschreven: {', '.join(sorted(texts))}. Toch niet? Doe: make terug")
    return 0

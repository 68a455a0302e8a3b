"""Import a spreadsheet into the tables: recognise, read, validate, show, confirm, write.

    python -m press invoer BESTAND

Rows are matched by key: those in the file are added or updated, all others stay (``VERVANG=1``
removes them). The report's validator checks the whole package with the new rows before anything is
written, and every error names sheet and cell.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from jaarverslag import keuring, registers
from jaarverslag.basis import lijst
from jaarverslag.cijfers import CIJFERTABELLEN
from jaarverslag.gegevens.bestand import EERSTE_RIJ, Fout, lees_beschrijving, lees_blad, zwijg
from jaarverslag.keuring.inhoud import MARGE, als_getal
from jaarverslag.keuring.registers import DIMENSIES
from xlsxwriter.utility import xl_rowcol_to_cell

from press.files import write
from press.intake.sheets import DOTTED, Cell, Sheet, Unclear, plain, sheets, shown, strict
from press.project import LAST_GOOD, data_folder
from press.say import Refused, agreed, asked, say, shortened

TOTALS = re.compile(r"((sub|eind)?tota(al|len)|som|gemiddelde?)\b.*", re.I)
NUMBERS = ("integer", "number")
Row = dict[str, str]
FIGURES = "kerncijfers"
# There may be a title and some empty lines above the headings.
HIGHEST = 30
SHEET = "blad "


class Table:
    """One table of the package: its description and its current content."""

    def __init__(self, folder: Path, described: dict[str, Any]) -> None:
        self.folder, self.described = folder, described
        self.name, self.path, self.schema = (described[n] for n in ("name", "path", "schema"))
        self.fields = {one["name"]: one for one in self.schema["fields"]}
        self.required = [
            n for n, f in self.fields.items() if f.get("constraints", {}).get("required")
        ]
        self.key: list[str] = self.schema.get("primaryKey", [])
        # Key columns that every row must fill in.
        self.needed = [name for name in self.key if name in self.required]

    def key_of(self, row: Row) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in self.key)

    def heads(self, name: str) -> set[str]:
        """Headings by which a column is recognised."""
        return {plain(name), plain(self.fields[name]["title"])}

    def rows(self) -> list[Row]:
        """Current rows; of a table that a spreadsheet mangled, those of the last good build."""
        for folder in (self.folder, LAST_GOOD):
            found = lees_blad(folder, self.described)
            if found.cellen is not None and found.cellen.attrs["heel"]:
                return [dict(zip(self.fields, row, strict=True)) for row in found.cellen.to_numpy()]
        return []

    def rows_of(self, name: str) -> list[Row]:
        return lijst.rijen(self.folder / f"{name}.csv")

    def choices(self, name: str) -> dict[str, str]:
        """Allowed values with their labels for people; empty when any value is allowed."""
        if enum := self.fields[name].get("constraints", {}).get("enum"):
            return {choice: choice for choice in enum}
        if dimension := DIMENSIES.get(self.name, {}).get(name):
            parts = self.rows_of("uitsplitsingen")
            return {row["id"]: row["label"] for row in parts if row["dimensie"] == dimension}
        for key in self.schema.get("foreignKeys", []):
            if name in key["fields"]:
                target = key["reference"]["fields"][key["fields"].index(name)]
                rows = self.rows_of(key["reference"]["resource"] or self.name)
                return {row[target]: row.get("label", row[target]) for row in rows}
        return {}

    def typed(self, name: str, text: str) -> str:
        """A value as staff type it."""
        if self.fields[name]["type"] in NUMBERS:
            text = text.replace(".", ",")
        return {"true": "ja", "false": "nee", "": "leeg"}.get(text, text)

    def text(self, rows: list[Row]) -> str:
        """Rows as the text of this table's file."""
        return str(
            pd.DataFrame(rows, columns=[*self.fields]).to_csv(index=False, lineterminator="\n")
        )


@dataclass
class Intake:
    """A sheet with rows of a table: its content, its errors, and the resulting table."""

    sheet: Sheet
    table: Table
    head: int
    columns: dict[str, int]
    ignored: list[str]
    rows: dict[int, Row] = field(default_factory=dict)
    errors: list[Fout] = field(default_factory=list)
    # Messages for staff, shown before anything is written.
    notes: list[str] = field(default_factory=list)
    text: str = ""
    # Row of the table -> row of the sheet.
    origin: dict[int, int] = field(default_factory=dict)

    def cells(self, row: int) -> dict[str, Cell]:
        return {name: self.sheet.cell(row, at) for name, at in self.columns.items()}

    def place(self, row: int, name: str) -> dict[str, Any]:
        """Location of a cell, what it shows, and the heading above it."""
        at = self.columns.get(name)
        if at is None:
            return {"bestand": f"{SHEET}{self.sheet.name}, rij {row + 1}", "kolom": name}
        cell, head = self.sheet.cell(row, at), self.sheet.cell(self.head, at)
        where = f"{SHEET}{self.sheet.name}, cel {xl_rowcol_to_cell(row, at)}"
        return {"bestand": where, "kolom": shown(head), "waarde": shown(cell)}

    def error(self, row: int, name: str, rule: str, hint: str) -> None:
        self.errors.append(zwijg(Fout(regel=rule, tip=hint, **self.place(row, name))))


def recognise(ways: list[Sheet], tables: list[Table]) -> Intake | None:
    """The table whose headings match a sheet best; raises ``Refused`` when ambiguous."""
    found = []
    for sheet in ways:
        for number, row in enumerate(sheet.rows[:HIGHEST]):
            heads = [plain(str(cell)) for cell in row]
            for table in tables:
                columns = {name: heads.index(head) for name in table.fields
                           for head in table.heads(name) if head in heads}  # fmt: skip
                ignored = [str(row[at]) for at, head in enumerate(heads)
                           if head and at not in columns.values()]  # fmt: skip
                if columns.keys() > set(table.needed):
                    found.append(Intake(sheet, table, number, columns, ignored))
    # Of two tables with all these headings, the one that asks for nothing more.
    best = max(found, key=lambda one: (len(one.columns), -len(one.table.fields)), default=None)
    if best:
        fields = best.table.fields
        known = {head: name for name in fields for head in best.table.heads(name)}
        for other in best.ignored:
            for near in get_close_matches(plain(other), known, 1, 0.85):
                if plain(other) == near or known[near] not in best.columns:
                    hint = "Houd er een, of geef de kolom een andere naam."
                    title = fields[known[near]]["title"]
                    raise Refused(f"blad {best.sheet.name}: is {other!r} ook {title!r}? {hint}")
        if best.sheet.broken:
            hint = "Bewaar het opnieuw vanuit het rekenblad."
            raise Refused(f"blad {best.sheet.name}: aanhalingstekens die niet kloppen. {hint}")
    return best


# ---- from the sheet ----


def read(intake: Intake) -> None:
    """Every row below the headings, as strict text."""
    columns, passed = _columns(intake), list[str]()
    heads = [shown(cell) for cell in intake.cells(intake.head).values()]
    for row in range(intake.head + 1, len(intake.sheet.rows)):
        cells = {name: shown(cell) for name, cell in intake.cells(row).items()}
        words = [text for cell in intake.sheet.rows[row] if TOTALS.fullmatch(text := shown(cell))]
        if not any(cells.values()) or [*cells.values()] == heads:
            continue  # empty, or headings repeated for a new page
        if words and any(not cells[n] or cells[n] in words for n in intake.table.needed):
            passed.append(f"{row + 1} ({words[0]})")
            if not intake.errors and not re.match("sub|gem", words[0], re.I):
                _check_total(intake, row)
        elif not _read_row(intake, row, columns):
            passed.append(str(row + 1))
    if passed:
        intake.notes = [f"niet ingevuld, of een totaal: rij {', '.join(shortened(passed))}"]


def _columns(intake: Intake) -> dict[str, tuple]:
    """For each column: its field, its allowed values and its decimal sign."""
    columns, sheet, table = {}, intake.sheet, intake.table
    for name, at in intake.columns.items():
        body = (shown(sheet.cell(row, at)) for row in range(intake.head + 1, len(sheet.rows)))
        sign = ".," if any(map(DOTTED.fullmatch, body)) else "," * sheet.comma
        choices, about = table.choices(name), table.fields[name]
        named = [plain(label) for label in choices.values()]
        sure = {plain(v): k for k, v in choices.items() if named.count(plain(v)) == 1}
        columns[name] = about, sure | {plain(k): k for k in choices}, sign
    return columns


def _read_row(intake: Intake, row: int, columns: dict[str, tuple]) -> bool:
    """Read one row; false if nothing but its key is filled in."""
    before, values = len(intake.errors), Row()
    for name, cell in intake.cells(row).items():
        try:
            if intake.sheet.is_merged(row, intake.columns[name]):
                raise Unclear("een samengevoegde cel", "hef dat op en vul elke cel in")
            values[name] = strict(cell, *columns[name])
            if name == "waarde" and isinstance(cell, float) and 0 < cell <= 1:
                _doubt_share(intake.table, values, cell)
        except Unclear as unclear:
            intake.error(row, name, *unclear.args)
    if len(intake.errors) > before:
        return True
    if filled := any(text for name, text in values.items() if name not in intake.table.key):
        intake.rows[row] = values
    return filled


def _doubt_share(table: Table, row: Row, cell: float) -> None:
    """A cell displayed as 80 % holds 0.8, and the file reader does not give its format."""
    of, key, _ = CIJFERTABELLEN.get(table.name, ("", "", ""))
    kinds = {one["id"]: one["soort"] for one in table.rows_of(of)} if of else {}
    if kinds.get(row.get(key, "")) == "aandeel":
        rule = f"kan {shown(cell)} % zijn, en ook {shown(cell * 100)} %"
        raise Unclear(rule, f"typ een ' voor wat u bedoelt, zoals '{shown(cell * 100)} %")


def _check_total(intake: Intake, row: int) -> None:
    """A total row must equal the sum of the rows above it."""
    for name, cell in intake.cells(row).items():
        if name in intake.table.key or intake.table.fields[name]["type"] not in NUMBERS:
            continue
        adds_up = round(sum(float(one[name] or 0) for one in intake.rows.values()), 2)
        with suppress(Unclear):  # not a number, so nothing to check
            total = strict(cell, {"name": name, "type": "number"}, {}, ".,")
            if total and abs(float(total) - adds_up) > MARGE:
                rule = f"de rijen erboven tellen op tot {shown(adds_up)}"
                intake.error(row, name, rule, "verbeter een rij, of haal de totaalrij weg")


# ---- into the table ----


def merge(intake: Intake, replace_all: bool) -> None:
    """Put the rows of a sheet into the table by their key."""
    table, incoming = intake.table, dict[tuple[str, ...], int]()
    for at, row in intake.rows.items():
        if (first := incoming.setdefault(table.key_of(row), at)) != at:
            rule, hint = f"staat ook op rij {first + 1}", "houd een van de twee"
            intake.error(at, table.needed[-1], rule, hint)
    old = {table.key_of(row): row for row in table.rows()}
    new: dict[tuple[str, ...], Row] = {} if replace_all and incoming else dict(old)
    for key, at in incoming.items():
        now, then = intake.rows[at], old.get(key, {})
        for name, text in now.items():
            if als_getal(text) is not None and als_getal(text) == als_getal(then.get(name, "")):
                now[name] = then[name]  # only trailing zeros were lost
        new[key] = dict.fromkeys(table.fields, "") | then | now
        changed = {n: text for n, text in now.items()
                   if n not in table.key and text != then.get(n, "")}  # fmt: skip
        cells = [" ".join([table.fields[n]["title"],
                           *([table.typed(n, then[n]), "→"] if then else []),
                           table.typed(n, text)]) for n, text in changed.items()]  # fmt: skip
        if cells:
            what = f"{'gewijzigd' if then else 'nieuw'}: {' · '.join(filter(None, key))}"
            intake.notes.append(f"{what}: {', '.join(cells)}")
    missing = [name for name in table.required if name not in intake.columns]
    for name in missing if incoming.keys() - old.keys() else ():
        rule = f"de kolom {table.fields[name]['title']} ontbreekt"
        intake.error(intake.head, "", rule, "nieuwe rijen vragen ze: voeg ze toe")
    if incoming and (rest := len(old.keys() - incoming.keys())):
        stay = "weg" if replace_all else "behouden (weg met VERVANG=1)"
        intake.notes.append(f"andere rijen: {rest} {stay}")
    number = {key: at for at, key in enumerate(new, EERSTE_RIJ)}
    intake.text = table.text(list(new.values()))
    intake.origin = {number[key]: at for key, at in incoming.items()}


def validate(intakes: list[Intake], folder: Path) -> tuple[dict[str, str], list[Fout]]:
    """The text of every changed table, and the validator's errors for the whole package."""
    texts = {one.table.path: one.text for one in intakes}
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(shutil.copytree(folder, Path(scratch) / "data"))
        write(trial, texts)
        texts |= own_registers(trial)
        write(trial, texts)
        found = [_from_sheet(error, intakes) for error in keuring.controleer(trial)]
    # Unreadable rows are left out, which may cause errors about whole tables: skip those.
    whole = not any(one.errors for one in intakes)
    return texts, [error for error in found if whole or error.bestand.startswith(SHEET)]


def own_registers(folder: Path) -> dict[str, str]:
    """The table of sources, with the registers added once one has rows."""
    package, _ = lees_beschrijving(folder / "datapackage.json")
    tables = {one["name"]: Table(folder, one) for one in package["resources"]}
    sources, who = tables["bronnen"].rows(), package["organisatie"]
    filled = any(tables[name].rows() for name in registers.REGISTERNAMEN)
    if not filled or registers.BRON in (row["id"] for row in sources):
        return {}
    row = dict.fromkeys(tables["bronnen"].fields, "") | {
        "id": registers.BRON, "titel": f"Eigen registers van {who['kort']}",
        "uitgever": who["naam"], "url": f"{who['site']}#registers", "soort": "databank",
        "geraadpleegd": dt.date.today().isoformat(),
    }  # fmt: skip
    rows = sorted([*sources, row], key=lambda source: source["id"])
    return {tables["bronnen"].path: tables["bronnen"].text(rows)}


def _from_sheet(error: Fout, intakes: list[Intake]) -> Fout:
    """Relocate an error to the cell of the sheet that its row came from."""
    for one in intakes:
        if error.bestand == one.table.path and error.rij in one.origin:
            place = one.place(one.origin[error.rij], error.kolom.split(", ")[0])
            return zwijg(replace(error, rij=None, **place))
    return error


def report(intake: Intake) -> None:
    say(f"Blad {intake.sheet.name}: {intake.table.described['title']} ({intake.table.path})")
    heads = [intake.table.fields[name]["title"] for name in intake.columns]
    say(f"  koppen op rij {intake.head + 1}: {', '.join(heads)}")
    if intake.ignored:
        say(f"  niet overgenomen: {', '.join(intake.ignored)}")
    for line in shortened(intake.notes):
        say(f"  {line}")


def recognised(path: Path, folder: Path) -> list[Intake]:
    """The sheets of a file that match a table; raises ``Refused`` if there are none."""
    package, errors = lees_beschrijving(folder / "datapackage.json")
    if errors:
        raise Refused(*map(str, errors))
    tables = [Table(folder, one) for one in package["resources"] if "primaryKey" in one["schema"]]
    found = [one for ways in sheets(path) if (one := recognise(ways, tables))]
    if not found:
        hint = "Neem de koppen over van een rekenblad van: make sjabloon"
        raise Refused(f"In dit bestand staat geen blad dat we herkennen. {hint}")
    if len({one.table.name for one in found}) < len(found):
        raise Refused("Twee bladen horen bij dezelfde tabel. Zet ze samen op een blad.")
    return found


def main(arguments: list[str]) -> int:
    if not any(arguments):
        raise Refused("Geef het bestand: make invoer BESTAND=export.xlsx")
    folder = data_folder()
    path = Path(arguments[0])
    intakes = recognised(path.expanduser() if path.parts[:1] == ("~",) else path, folder)
    for one in intakes:
        read(one)
        merge(one, bool(asked("VERVANG")))
        report(one)
    texts, found = validate(intakes, folder)
    if wrong := [*(error for one in intakes for error in one.errors), *found]:
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

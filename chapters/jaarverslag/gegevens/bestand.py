"""Read a file so strictly that it cannot be misread: correctly, or not at all.

Spreadsheets save with other encodings, separators and number formats. Guessing works until it does
not, so anything ambiguous is rejected with a hint. The report and the validator both read through
this module.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..basis.persoonsgegevens import MAILADRES, wat
from ..basis.tekst import getal

# Numbered as in a spreadsheet: the header is row 1.
EERSTE_RIJ = 2
# A float silently changes numbers with more significant digits.
MEESTE_CIJFERS = 15
# Longest cell; a quotation mark that is not closed takes the rest of a file for one.
MEESTE_TEKENS = 100_000
# Maximum number of errors per rule; one more counts the rest.
MEESTE_FOUTEN = 50

# The only notation of each type; ``\d`` would also match digits of other scripts.
VORMEN = {
    "number": (
        re.compile(r"(?!-[0.]+$)-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
        "geen getal",
        "schrijf getallen als 1234.5: met een punt, zonder spaties of puntjes tussen duizendtallen",
    ),
    "integer": (
        re.compile(r"0|-?[1-9][0-9]*"),
        "geen geheel getal",
        "schrijf enkel cijfers, zonder komma, punt of spatie",
    ),
    "boolean": (re.compile(r"true|false"), "geen ja of nee", "schrijf true of false"),
    "date": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "geen datum",
        "schrijf datums als jjjj-mm-dd",
    ),
}
# Mojibake: UTF-8 that was read as Windows-1252 and saved again.
DUBBEL_GECODEERD = re.compile("Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€|Ã[A-Za-z¡-¿‚-›]")
# Invisible characters that make equal words differ or change the text direction.
ONZICHTBAAR = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
ZACHT_KOPPELTEKEN = "\N{SOFT HYPHEN}"
# Letters and symbols by Unicode category, but blank.
BLANCO = "\u115f\u1160\u2800\u3164\uffa0"
# Printable ASCII with single spaces, which passes every text rule.
GEWOON = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")

PERSOON = "haal het weg; is het iets anders, schrijf dan wat het is"

# The rule that a cell breaks, and a hint to fix it.
Regel = tuple[str, str]


@dataclass(frozen=True)
class Fout:
    """One problem: location, value, the rule it breaks, and how to fix it."""

    bestand: str
    regel: str
    rij: int | None = None
    kolom: str = ""
    waarde: str | None = None
    tip: str = ""

    def __str__(self) -> str:
        plaats = [self.bestand]
        if self.rij is not None:
            plaats.append(f"rij {self.rij}")
        if self.kolom:
            plaats.append(f"{'plaats' if self.bestand.endswith('.json') else 'kolom'} {self.kolom}")
        if self.waarde is not None:
            plaats.append(f"waarde {self.waarde!r}")
        tip = f" ({self.tip})" if self.tip else ""
        regel = ", ".join(plaats) + f": {self.regel}{tip}."
        # A name may contain terminal codes.
        return "".join(c if unicodedata.category(c)[0] != "C" else ascii(c)[1:-1] for c in regel)


@dataclass(frozen=True)
class Blad:
    """A file as is, with its problems.

    ``cellen`` holds text; its index is the row number in a spreadsheet. It is ``None`` when the
    file cannot be read or has other columns. Its attribute ``heel``: no row was left out.
    """

    fouten: list[Fout]
    cellen: pd.DataFrame | None = None


def lees_blad(map_: Path, bron: dict[str, Any]) -> Blad:
    """Read the file of one resource of a data package, without repairing or guessing."""
    naam, velden = bron["path"], bron["schema"]["fields"]
    tekst, fouten = lees_tekst(map_ / naam)
    if tekst is None:
        return Blad(fouten)
    lezer = csv.reader(io.StringIO(tekst, newline=""), strict=True)
    # The limit holds for the whole process: other libraries raise it.
    grens = csv.field_size_limit(MEESTE_TEKENS)
    try:
        kop, *rijen = lezer
    except csv.Error:
        if len(tekst.split("\n")[lezer.line_num - 1]) > MEESTE_TEKENS:
            regel, tip = f"een cel met meer dan {getal(MEESTE_TEKENS, 0)} tekens", "kort ze in"
            return Blad([Fout(naam, regel, lezer.line_num, tip=tip)])
        # A quotation mark that is not closed takes the rest of the file with it.
        oneven = (nr for nr, regel in enumerate(tekst.splitlines(), 1) if regel.count('"') % 2)
        tip = 'zet de cel tussen "…" en verdubbel een " in de cel'
        rij = next(oneven, lezer.line_num)
        return Blad([Fout(naam, "aanhalingstekens die niet kloppen", rij, tip=tip)])
    finally:
        csv.field_size_limit(grens)
    kolommen = [veld["name"] for veld in velden]
    fouten = list(_rijfouten(naam, kop, rijen))
    if kop != kolommen:
        return Blad([zwijg(fout) for fout in (_kopfout(naam, kop, kolommen), *fouten)])
    slecht = {fout.rij for fout in fouten}
    goed = {nr: rij for nr, rij in enumerate(rijen, EERSTE_RIJ) if nr not in slecht}
    cellen = pd.DataFrame(list(goed.values()), index=list(goed), columns=kolommen, dtype="str")
    cellen.attrs |= {"bestand": naam, "heel": len(goed) == len(rijen)}
    for veld in velden:
        # In tables that are not registers, only texts can contain personal data.
        vrij = "register" not in bron and veld["type"] != "string"
        fouten += celfouten(cellen, veld["name"], _leesregel(veld, vrij))
    return Blad([zwijg(fout) for fout in fouten], cellen)


def _rijfouten(naam: str, kop: list[str], rijen: list[list[str]]) -> Iterator[Fout]:
    for nummer, rij in enumerate(rijen, EERSTE_RIJ):
        if not any(cel.strip() for cel in rij):
            yield Fout(naam, "lege rij", nummer, tip="verwijder ze")
        elif len(rij) > len(kop):
            tip = 'zet tekst met een komma tussen "…"'
            yield Fout(naam, "cel te veel", nummer, tip=tip)
        elif len(rij) < len(kop):
            yield Fout(naam, "cel ontbreekt", nummer, tip="de rij heeft te weinig komma's")


def persoonsregel(tekst: str) -> Regel | None:
    """The rule that a text breaks if it has personal data."""
    soort = wat(tekst)
    return (f"hier staat {soort}", PERSOON) if soort else None


def zwijg(fout: Fout) -> Fout:
    """Redact personal data from a problem: it does not belong in a log or a mail either."""
    for deel in (fout.waarde or "", fout.kolom, fout.regel, fout.tip):
        if persoonlijk := persoonsregel(deel):
            regel, tip = persoonlijk
            kolom = "" if wat(fout.kolom) else fout.kolom
            return Fout(fout.bestand, regel, fout.rij, kolom, tip=tip)
    return fout


def _kopfout(naam: str, kop: list[str], kolommen: list[str]) -> Fout:
    regel = f"de kolommen wijken af van datapackage.json: {', '.join(kolommen)}"
    anders = [k for k in kop if k not in kolommen] + [k for k in kolommen if k not in kop]
    tip = f"kijk naar {', '.join(map(repr, anders))}" if anders else "herstel de volgorde"
    return Fout(naam, regel, 1, tip=tip)


def lees_tekst(pad: Path) -> tuple[str | None, list[Fout]]:
    """The text of a file, or every reason to reject it."""
    naam, bewaar = pad.name, "bewaar als 'CSV UTF-8'"
    if pad.is_symlink():
        tip = "zet het bestand zelf in de datamap"
        return None, [Fout(naam, "het bestand is een koppeling naar een ander", tip=tip)]
    if not pad.is_file():
        tip = "zet het bestand terug in de datamap"
        return None, [Fout(naam, "het bestand ontbreekt", tip=tip)]
    ruw = pad.read_bytes()
    if not ruw.strip():
        return None, [Fout(naam, "het bestand is leeg", tip="de eerste rij noemt de kolommen")]
    if ruw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in ruw:
        return None, [Fout(naam, "geen UTF-8", tip=bewaar)]
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError as fout:
        rij = ruw[: fout.start].count(b"\n") + 1
        lijkt = ruw[fout.start : fout.end].decode("cp1252", "replace")
        tip = f"het lijkt Windows-1252: {lijkt!r}; {bewaar}"
        return None, [Fout(naam, "geen UTF-8", rij=rij, tip=tip)]
    fouten = []
    if ruw.startswith(b"\xef\xbb\xbf"):
        fouten.append(Fout(naam, "begint met een BOM", 1, tip="bewaar als UTF-8 zonder BOM"))
    kop = tekst.partition("\n")[0]
    for teken, woord in ((";", "puntkomma's"), ("\t", "tabs"), ("|", "rechte strepen")):
        if teken in kop and "," not in kop and pad.suffix == ".csv":
            tip = "bewaar met komma als scheiding en punt als decimaalteken"
            fouten.append(Fout(naam, f"{woord} in plaats van komma's", 1, tip=tip))
    if "\r" in tekst:
        rij = tekst[: tekst.index("\r")].count("\n") + 1
        fouten.append(Fout(naam, "Windows-regeleinde", rij, tip="bewaar met regeleinde LF"))
    return (None if fouten else tekst), fouten


def _leesregel(veld: dict[str, Any], vrij: bool) -> Callable[[str], Regel | None]:
    """A function that returns the rule by which a cell is rejected when it is read.

    ``vrij``: it cannot hold personal data.
    """

    def oordeel(cel: str) -> Regel | None:
        persoonlijk = None if vrij else persoonsregel(cel)
        # URLs may contain long numbers.
        if persoonlijk and veld["name"] == "url" and MAILADRES not in persoonlijk[0]:
            persoonlijk = None
        gewoon = GEWOON.fullmatch(cel)
        return persoonlijk or (None if gewoon else tekstregel(cel)) or _vormregel(cel, veld["type"])

    return oordeel


def tekstregel(tekst: str) -> Regel | None:
    """The rule that a text breaks if it is not what it looks like."""
    if "\n" in tekst:
        return "regeleinde in een cel", "zet alles op een regel"
    if tekst != tekst.strip():
        return "spatie aan het begin of het einde", "verwijder ze; ook een vaste spatie telt"
    soorten = [unicodedata.category(teken) for teken in tekst]
    if any(
        s in ONZICHTBAAR and t != ZACHT_KOPPELTEKEN for s, t in zip(soorten, tekst, strict=True)
    ):
        return "onzichtbaar teken", "typ de cel opnieuw"
    if any(teken in BLANCO for teken in tekst) or set(tekst) == {ZACHT_KOPPELTEKEN}:
        return "teken dat leeg oogt", "typ de cel opnieuw, of maak ze leeg"
    if DUBBEL_GECODEERD.search(tekst):
        return "dubbel gecodeerde letters", "open het bestand als UTF-8 en herstel de letter"
    if tekst != unicodedata.normalize("NFC", tekst):
        return "letter en accent staan los van elkaar", "typ de letter opnieuw, als een teken"
    if re.search("MM", "".join(soort[0] for soort in soorten)):
        return "meer dan een accent op een letter", "typ de letter opnieuw"
    for woord in re.findall(r"[^\W\d_]+", tekst):
        if {"LATIN", "CYRILLIC"} <= {unicodedata.name(teken, "?").split()[0] for teken in woord}:
            return f"letters van twee schriften in {woord!r}", "typ het woord opnieuw"
    return None


def _vormregel(cel: str, soort: str) -> Regel | None:
    if not cel:
        return None
    patroon, regel, tip = VORMEN.get(soort, (None, "", ""))
    if soort == "string" and cel != "%" and not any(map(str.isalnum, cel)):
        return "tekst zonder letter of cijfer", "schrijf ze uit, of maak de cel leeg"
    if patroon and not patroon.fullmatch(cel):
        return f"verkeerd type: {regel}", tip
    if soort in ("number", "integer"):
        cijfers = cel.lstrip("-").replace(".", "").lstrip("0")
        if len(cijfers) > MEESTE_CIJFERS:
            return f"meer dan {MEESTE_CIJFERS} cijfers", "zo precies is geen bron"
    if VORMEN["date"][0].fullmatch(cel):
        try:
            dt.date.fromisoformat(cel)
        except ValueError:
            return "deze dag bestaat niet", "kijk na in de bron"
    return None


def celfouten(
    cellen: pd.DataFrame, kolom: str, oordeel: Callable[[str], Regel | None]
) -> Iterator[Fout]:
    """Cells of a column that break a rule; ``oordeel`` is called once per distinct text."""
    codes, uniek = pd.factorize(cellen[kolom])
    gevonden: dict[Regel, list[int]] = {}
    for nummer, cel in enumerate(uniek.tolist()):
        if regel := oordeel(cel):
            gevonden.setdefault(regel, []).append(nummer)
    for (regel_, tip), nummers in gevonden.items():
        yield from rijfouten(cellen, np.isin(codes, nummers), kolom, regel_, tip)


def rijfouten(
    cellen: pd.DataFrame, waar: Any, kolom: str, regel: str, tip: str = ""
) -> Iterator[Fout]:
    """One problem for every row where ``waar`` holds, up to a maximum."""
    slecht = cellen.index[np.asarray(waar, bool)]
    for rij in slecht[:MEESTE_FOUTEN]:
        cel = str(cellen.at[rij, kolom])
        yield Fout(cellen.attrs["bestand"], regel, int(rij), kolom, cel, tip)
    if len(slecht) > MEESTE_FOUTEN:
        nog = getal(len(slecht) - MEESTE_FOUTEN, 0)
        yield Fout(cellen.attrs["bestand"], f"{regel}: nog {nog} keer", kolom=kolom, tip=tip)


def nieuwe(bekend: list[Fout], gevonden: Iterable[Fout]) -> list[Fout]:
    """Problems in cells without an earlier one, so that each cell is reported once."""
    cellen = {(fout.bestand, fout.rij, fout.kolom) for fout in bekend if fout.kolom}
    rijen = {(fout.bestand, fout.rij) for fout in bekend if fout.rij and not fout.kolom}
    return [
        fout
        for fout in gevonden
        if (fout.bestand, fout.rij, fout.kolom) not in cellen
        and (fout.bestand, fout.rij) not in rijen
    ]


def lees_beschrijving(pad: Path) -> tuple[dict[str, Any], list[Fout]]:
    """The descriptor of a data package, or why it cannot be read."""
    tekst, fouten = lees_tekst(pad)
    dubbel: list[str] = []

    def zonder_dubbel(paren: list[tuple[str, Any]]) -> dict[str, Any]:
        namen = [naam for naam, _ in paren]
        dubbel.extend(naam for naam in dict(paren) if namen.count(naam) > 1)
        return dict(paren)

    def gebroken(woord: str) -> float:
        # 2021.0 and 1e400 are integers or numbers to JSON, and something else to whoever reads on.
        getal = float(woord)
        if not math.isfinite(getal) or getal.is_integer():
            raise json.JSONDecodeError(woord, tekst or "", (tekst or "").index(woord))
        return getal

    if tekst is None:
        return {}, fouten
    try:
        inhoud = json.loads(
            tekst, object_pairs_hook=zonder_dubbel, parse_constant=gebroken, parse_float=gebroken
        )
    except (ValueError, RecursionError) as fout:
        regel, teken = getattr(fout, "lineno", 1), getattr(fout, "colno", 1)
        tip = "kijk naar de komma's, haakjes, aanhalingstekens, en getallen als 2021.0"
        return {}, [
            Fout(pad.name, f"geen geldige JSON vanaf regel {regel}, teken {teken}", tip=tip)
        ]
    if not isinstance(inhoud, dict):
        return {}, [Fout(pad.name, "geen geldige beschrijving", tip="begin met een accolade")]
    tip = "houd er een: de laatste zou de andere verbergen"
    return inhoud, [Fout(pad.name, "staat er twee keer", kolom=naam, tip=tip) for naam in dubbel]

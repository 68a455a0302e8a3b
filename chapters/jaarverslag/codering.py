"""Read a CSV file so strictly that it cannot be misread: right, or a clear refusal.

Spreadsheets save in other encodings, with other separators and other number signs. Guessing what
was meant works until it does not, so everything that has two readings is refused with a hint.
The cells that pass are read alike by pandas, by frictionless and by a person.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Frictionless counts the header as row 1, as a spreadsheet does; so do we.
EERSTE_RIJ = 2

# More significant digits than a float can hold would be changed in silence.
MEESTE_CIJFERS = 15

# One way to write each type; ``\d`` would also take digits of other scripts.
VORMEN = {
    "number": (
        re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
        "verkeerd type: geen getal",
        "schrijf getallen als 1234.5: met een punt, zonder spaties of puntjes tussen duizendtallen",
    ),
    "integer": (
        re.compile(r"-?(0|[1-9][0-9]*)"),
        "verkeerd type: geen geheel getal",
        "schrijf enkel cijfers, zonder komma, punt of spatie",
    ),
    "boolean": (
        re.compile(r"true|false"),
        "verkeerd type: geen ja of nee",
        "schrijf true of false",
    ),
    "date": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "verkeerd type: geen datum",
        "schrijf datums als jjjj-mm-dd",
    ),
}
# What a letter becomes when UTF-8 was read as Windows-1252 and saved again.
DUBBEL_GECODEERD = re.compile("Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€|Ã[A-Za-z¡-¿‚-›]")
# Invisible signs that make equal words differ or turn the reading direction.
ONZICHTBAAR = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
ZACHT_KOPPELTEKEN = "\N{SOFT HYPHEN}"


@dataclass(frozen=True)
class Fout:
    """One problem: where it is, what stands there, which rule it breaks, how to mend it."""

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
            plaats.append(f"kolom {self.kolom}")
        if self.waarde is not None:
            plaats.append(f"waarde {self.waarde!r}")
        tip = f" ({self.tip})" if self.tip else ""
        return ", ".join(plaats) + f": {self.regel}{tip}."


@dataclass(frozen=True)
class Tabel:
    """A file as rows of text, with what is wrong with it.

    ``rijen`` is ``None`` when the file could not be read at all; it holds the header otherwise.
    """

    rijen: list[list[str]] | None
    fouten: list[Fout]


def lees_strikt(datamap: Path, bron: dict[str, Any]) -> Tabel:
    """Read the file of one resource of the data package; nothing is repaired or guessed."""
    naam = bron["path"]
    pad = datamap / naam
    if not pad.is_file():
        return Tabel(None, [Fout(naam, "de tabel ontbreekt", tip="zet het bestand terug in data/")])
    tekst, fouten = _tekst(naam, pad.read_bytes())
    if fouten or tekst is None:
        return Tabel(None, fouten)
    try:
        rijen = list(csv.reader(io.StringIO(tekst, newline=""), strict=True))
    except csv.Error:
        return Tabel(None, [_quotes(naam, tekst)])
    velden = bron["schema"]["fields"]
    fouten = list(_celfouten(naam, rijen, velden))
    return Tabel(rijen, fouten)


def _tekst(naam: str, ruw: bytes) -> tuple[str | None, list[Fout]]:
    """The text of a file, or every reason why it is not read."""
    bewaar = "bewaar als 'CSV UTF-8'"
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
    kop = tekst.split("\n", 1)[0]
    for teken, woord in ((";", "puntkomma's"), ("\t", "tabs"), ("|", "rechte strepen")):
        if teken in kop and "," not in kop:
            tip = "bewaar met komma als scheiding en punt als decimaalteken"
            fouten.append(Fout(naam, f"{woord} in plaats van komma's", 1, tip=tip))
    if "\r" in tekst:
        rij = tekst[: tekst.index("\r")].count("\n") + 1
        fouten.append(Fout(naam, "Windows-regeleinde", rij, tip="bewaar met regeleinde LF"))
    return tekst, fouten


def _quotes(naam: str, tekst: str) -> Fout:
    """Name the first line whose quotation marks do not pair."""

    def klopt(regel: str) -> bool:
        try:
            return bool(list(csv.reader([regel], strict=True))) or not regel
        except csv.Error:
            return False

    fout = (nummer for nummer, regel in enumerate(tekst.splitlines(), 1) if not klopt(regel))
    tip = 'zet de cel tussen "…" en verdubbel een " in de cel'
    return Fout(naam, "aanhalingstekens die niet kloppen", next(fout, 1), tip=tip)


def _celfouten(naam: str, rijen: list[list[str]], velden: list[dict[str, Any]]) -> Iterator[Fout]:
    """Cells whose text could be read in more than one way."""
    eigen_kop = rijen[0] == [veld["name"] for veld in velden]
    for nummer, rij in enumerate(rijen, start=1):
        if not any(cel.strip() for cel in rij):
            yield Fout(naam, "lege rij", nummer, tip="verwijder ze")
            continue
        for plaats, cel in enumerate(rij):
            veld = velden[plaats] if eigen_kop and plaats < len(velden) else {}
            kolom = veld.get("name") or (rijen[0][plaats] if plaats < len(rijen[0]) else "")
            regel, tip = _tekstregel(cel)
            if not regel and nummer >= EERSTE_RIJ:
                regel, tip = _vormregel(cel, veld.get("type", "string"))
            if regel:
                yield Fout(naam, regel, nummer, kolom, cel, tip)


def _tekstregel(cel: str) -> tuple[str, str]:
    if "\n" in cel:
        return "regeleinde in een cel", "zet alles op een regel"
    if cel != cel.strip():
        return "spatie aan het begin of het einde", "verwijder ze; ook een vaste spatie telt"
    if any(unicodedata.category(t) in ONZICHTBAAR and t != ZACHT_KOPPELTEKEN for t in cel):
        return "onzichtbaar teken", "typ de cel opnieuw"
    if DUBBEL_GECODEERD.search(cel):
        return "dubbel gecodeerde letters", "open het bestand als UTF-8 en herstel de letter"
    return "", ""


def _vormregel(cel: str, soort: str) -> tuple[str, str]:
    if not cel or soort not in VORMEN:
        return "", ""
    patroon, regel, tip = VORMEN[soort]
    if not patroon.fullmatch(cel):
        return regel, tip
    if soort in ("number", "integer"):
        cijfers = cel.lstrip("-").replace(".", "").lstrip("0")
        if len(cijfers) > MEESTE_CIJFERS:
            return f"meer dan {MEESTE_CIJFERS} cijfers", "zo precies is geen bron"
    return "", ""

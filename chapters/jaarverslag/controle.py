"""Check the Data Package before anything is computed; every problem at once, in Dutch.

Types, required cells, enums, ranges, unique keys and foreign keys stand in ``datapackage.json``
and are judged by frictionless, the reference implementation of that standard. What a schema
cannot say (sums of parts, a value where the status says there is none) is checked here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .tekst import getal

# Frictionless counts the header as row 1, as a spreadsheet does; so do we.
EERSTE_RIJ = 2

# Frictionless error type -> the rule in Dutch and a hint.
REGELS = {
    "type-error": ("verkeerd type", "schrijf getallen met een punt, datums als jjjj-mm-dd"),
    "constraint-error": ("waarde buiten de regels", "kijk in datapackage.json bij deze kolom"),
    "primary-key": ("dubbele sleutel", "deze combinatie staat al in een rij hierboven"),
    "unique-error": ("waarde moet uniek zijn", "deze waarde staat al in een rij hierboven"),
    "foreign-key": ("verwijst naar iets dat niet bestaat", "voeg het toe of verbeter de naam"),
    "missing-cell": ("cel ontbreekt", "de rij heeft te weinig komma's"),
    "extra-cell": ("cel te veel", "zet tekst met een komma tussen aanhalingstekens"),
    "blank-row": ("lege rij", "verwijder ze"),
    "incorrect-label": ("verkeerde kolomnaam", "de kolommen staan in datapackage.json"),
    "missing-label": ("kolom ontbreekt", "de kolommen staan in datapackage.json"),
    "extra-label": ("kolom te veel", "de kolommen staan in datapackage.json"),
    "duplicate-label": ("kolomnaam dubbel", "de kolommen staan in datapackage.json"),
    "blank-label": ("kolomnaam leeg", "de kolommen staan in datapackage.json"),
    "encoding-error": ("geen UTF-8", "bewaar het bestand als UTF-8"),
}
# Constraint of the schema -> the rule in Dutch and a hint that names its bound.
BEPERKINGEN = {
    "required": ("verplicht, maar leeg", "vul de cel in"),
    "enum": ("niet in de lijst van toegelaten waarden", "kies uit: {grens}"),
    "minimum": ("kleiner dan toegelaten", "minstens {grens}"),
    "maximum": ("groter dan toegelaten", "hoogstens {grens}"),
    "pattern": ("verkeerde vorm", "volg het patroon {grens}"),
    "unique": ("moet uniek zijn", "deze waarde staat al in een rij hierboven"),
}


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


def controleer(datamap: Path) -> list[Fout]:
    """All problems of all tables in ``datamap``; an empty list when the package is sound."""
    beschrijving, fouten = _beschrijving(datamap)
    if fouten:
        return fouten
    leesbaar = []
    for bron in beschrijving["resources"]:
        gevonden = list(_bestandsfouten(datamap, bron))
        fouten += gevonden
        if not gevonden:
            leesbaar.append(bron)
    fouten += _schemafouten(datamap, beschrijving, {bron["name"] for bron in leesbaar})
    if fouten:
        # Sums over cells that are not even numbers would only repeat the same problem.
        return fouten
    tabellen = {bron["name"]: _lees(datamap, bron) for bron in beschrijving["resources"]}
    return [*_statusfouten(tabellen), *_jaarfouten(tabellen, beschrijving), *_bereikfouten(tabellen),
            *_somfouten(tabellen, beschrijving), *_gebruiksfouten(tabellen)]  # fmt: skip


def _beschrijving(datamap: Path) -> tuple[dict[str, Any], list[Fout]]:
    pad = datamap / "datapackage.json"
    try:
        return json.loads(pad.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [Fout(pad.name, "het bestand ontbreekt", tip="zonder beschrijving geen gegevens")]
    except (json.JSONDecodeError, UnicodeDecodeError) as fout:
        return {}, [Fout(pad.name, f"geen geldige JSON: {fout}")]


def _bestandsfouten(datamap: Path, bron: dict[str, Any]) -> Iterator[Fout]:
    """Files that are missing or that a spreadsheet saved in another form are refused, not guessed."""
    pad = datamap / bron["path"]
    if not pad.is_file():
        yield Fout(bron["path"], "de tabel ontbreekt", tip="zet het bestand terug in data/")
        return
    ruw = pad.read_bytes()
    if ruw.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield Fout(bron["path"], "geen UTF-8", tip="bewaar als 'CSV UTF-8'")
        return
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError as fout:
        rij = ruw[: fout.start].count(b"\n") + 1
        yield Fout(bron["path"], "geen UTF-8", rij=rij, tip="bewaar als 'CSV UTF-8'")
        return
    kop = tekst.split("\n", 1)[0]
    if ruw.startswith(b"\xef\xbb\xbf"):
        yield Fout(bron["path"], "begint met een BOM", rij=1, tip="bewaar als UTF-8 zonder BOM")
    if ";" in kop and "," not in kop:
        yield Fout(bron["path"], "puntkomma's in plaats van komma's", rij=1,
                   tip="bewaar met komma als scheiding en punt als decimaalteken")  # fmt: skip
    if "\r" in tekst:
        rij = tekst[: tekst.index("\r")].count("\n") + 1
        yield Fout(bron["path"], "Windows-regeleinde", rij=rij, tip="bewaar met regeleinde LF")


def _schemafouten(datamap: Path, beschrijving: dict[str, Any], leesbaar: set[str]) -> list[Fout]:
    # Imported here: it costs a second that a chapter, which only reads, should not pay.
    from frictionless import Package

    heel = dict(beschrijving)
    heel["resources"] = [bron for bron in beschrijving["resources"] if bron["name"] in leesbaar]
    paden = {bron["name"]: bron["path"] for bron in heel["resources"]}
    rapport = Package.from_descriptor(heel, basepath=str(datamap)).validate()
    fouten = [Fout("datapackage.json", str(fout.note)) for fout in rapport.errors]
    for taak in rapport.tasks:
        for fout in taak.errors:
            vertaald = _vertaal(paden.get(taak.name, taak.name), fout)
            # A table that could not be read breaks every reference to it: said once is enough.
            if not (fout.type == "foreign-key" and len(leesbaar) < len(beschrijving["resources"])):
                fouten.append(vertaald)
    return fouten


def _vertaal(bestand: str, fout: Any) -> Fout:
    regel, tip = REGELS.get(fout.type, (f"{fout.title}: {fout.note}", ""))
    kolom = getattr(fout, "field_name", "") or ", ".join(getattr(fout, "field_names", []) or [])
    waarde = getattr(fout, "cell", None)
    cellen = getattr(fout, "field_cells", None)
    if fout.type == "foreign-key" and cellen:
        waarde = ", ".join(str(cel) for cel in cellen)
        regel = f"{regel} in {getattr(fout, 'reference_name', '') or 'dezelfde tabel'}"
    if fout.type == "primary-key":
        waarde = ", ".join(str(cel) for cel in (fout.cells or []))[:80]
        kolom = kolom or "sleutel"
    if fout.type == "constraint-error":
        regel, tip = _beperking(fout.note)
    if waarde is None and "label" in fout.type:
        waarde = getattr(fout, "label", None)
    rij = getattr(fout, "row_number", None) or (1 if "label" in fout.type else None)
    return Fout(bestand, regel, rij, kolom, None if waarde is None else str(waarde), tip)


def _beperking(noot: str) -> tuple[str, str]:
    """Translate frictionless' note (constraint "enum" is "['a', 'b']") into rule and hint."""
    deel = re.search(r'constraint "(\w+)" is "(.*)"', noot)
    if not deel or deel[1] not in BEPERKINGEN:
        return REGELS["constraint-error"]
    regel, tip = BEPERKINGEN[deel[1]]
    return regel, tip.format(grens=deel[2].strip("[]").replace("'", ""))


def _lees(datamap: Path, bron: dict[str, Any]) -> pd.DataFrame:
    tabel = pd.read_csv(datamap / bron["path"], dtype=str, keep_default_na=False)
    tabel.attrs["bestand"] = bron["path"]
    tabel["rij"] = range(EERSTE_RIJ, EERSTE_RIJ + len(tabel))
    return tabel


def _statusfouten(tabellen: dict[str, pd.DataFrame]) -> Iterator[Fout]:
    """A value stands where and only where the status says there is one; a gap has its reason."""
    for naam in ("kerncijfers", "sector"):
        bestand = tabellen[naam].attrs["bestand"]
        for rij in tabellen[naam].itertuples():
            leeg = rij.status == "niet-gepubliceerd"
            if leeg and rij.waarde:
                yield Fout(bestand, "status niet-gepubliceerd, maar er staat een waarde", rij.rij,
                           "waarde", rij.waarde, "maak de cel leeg of verander de status")  # fmt: skip
            if not leeg and not rij.waarde:
                yield Fout(bestand, f"status {rij.status}, maar de waarde is leeg", rij.rij, "waarde",
                           "", "een ontbrekend cijfer krijgt status niet-gepubliceerd")  # fmt: skip
            if not leeg and not rij.bron:
                yield Fout(bestand, "een cijfer zonder bron", rij.rij, "bron", "", "vul de bron in")
            if leeg and not rij.noot:
                yield Fout(bestand, "een leemte zonder reden", rij.rij, "noot", "",
                           "zeg waarom het cijfer niet publiek is")  # fmt: skip


def _jaarfouten(
    tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]
) -> Iterator[Fout]:
    """The edition tells what was known: no figure of Socius is later than its year."""
    grens = int(beschrijving["verslagjaar"])
    kerncijfers = tabellen["kerncijfers"]
    for rij in kerncijfers.itertuples():
        if int(rij.jaar) > grens:
            yield Fout(kerncijfers.attrs["bestand"], f"later dan het verslagjaar {grens}", rij.rij,
                       "jaar", rij.jaar, "hoort bij een volgende editie")  # fmt: skip
    nu = set(kerncijfers.loc[kerncijfers["jaar"] == str(grens), "indicator"])
    for rij in tabellen["indicatoren"].itertuples():
        if rij.id not in nu:
            yield Fout(kerncijfers.attrs["bestand"], f"indicator {rij.id} heeft geen rij voor {grens}",
                       tip="voeg een rij toe, desnoods met status niet-gepubliceerd")  # fmt: skip


def _bereikfouten(tabellen: dict[str, pd.DataFrame]) -> Iterator[Fout]:
    """Shares lie between 0 and 100, an NPS between -100 and 100, counts are not negative."""
    for naam, sleutel, definities in (
        ("kerncijfers", "indicator", "indicatoren"),
        ("sector", "reeks", "reeksen"),
    ):
        over = tabellen[definities].set_index("id")
        for rij in tabellen[naam].itertuples():
            if not rij.waarde:
                continue
            soort = over.loc[getattr(rij, sleutel), "soort"]
            laag, hoog = {
                "telling": (0, None), "bedrag": (None, None), "index": (0, None),
                "aandeel": (0, 100), "score": (-100, 100),
            }.get(soort, (None, None))  # fmt: skip
            waarde = float(rij.waarde)
            if (laag is not None and waarde < laag) or (hoog is not None and waarde > hoog):
                grens = f"een {soort} ligt tussen {laag} en {hoog if hoog is not None else '…'}"
                yield Fout(tabellen[naam].attrs["bestand"], grens, rij.rij, "waarde", rij.waarde)


def _somfouten(tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """Parts add up to their total ("gelijk") or do not exceed it ("hoogstens")."""
    for regel in beschrijving.get("sommen", []):
        tabel = tabellen[regel["tabel"]]
        sleutel, periode = (
            ("indicator", "jaar") if regel["tabel"] == "kerncijfers" else ("reeks", "periode")
        )
        rijen = tabel[(tabel[sleutel] == regel["indicator"]) & (tabel["waarde"] != "")]
        for wanneer, groep in rijen.groupby(periode):
            geheel = groep[groep["uitsplitsing"] == ""]
            delen = groep[groep["dimensie"] == regel["dimensie"]]
            if geheel.empty or delen.empty:
                continue
            totaal = float(geheel["waarde"].iloc[0])
            opgeteld = sum(float(w) for w in delen["waarde"])
            te_veel = opgeteld > totaal + 0.005
            fout = te_veel if regel["regel"] == "hoogstens" else abs(opgeteld - totaal) > 0.005
            if fout:
                decimalen = 0 if opgeteld.is_integer() and totaal.is_integer() else 2
                yield Fout(
                    tabel.attrs["bestand"],
                    f"de delen van {regel['indicator']} naar {regel['dimensie']} in {wanneer} tellen "
                    f"op tot {getal(opgeteld, decimalen)}, niet tot {getal(totaal, decimalen)}",
                    int(geheel["rij"].iloc[0]),
                    "waarde",
                    geheel["waarde"].iloc[0],
                    "verbeter het totaal of een van de delen",
                )


def _gebruiksfouten(tabellen: dict[str, pd.DataFrame]) -> Iterator[Fout]:
    """A source that nothing uses is a leftover, or a row forgot to name it."""
    gebruikt: set[str] = set()
    for naam, tabel in tabellen.items():
        if naam != "bronnen":
            for kolom in ("bron", "bron_a", "bron_b"):
                if kolom in tabel:
                    gebruikt |= set(tabel[kolom])
    bronnen = tabellen["bronnen"]
    for rij in bronnen.itertuples():
        if rij.id not in gebruikt:
            yield Fout(bronnen.attrs["bestand"], "een bron die geen enkele rij gebruikt", rij.rij,
                       "id", rij.id, "verwijder ze of verwijs ernaar")  # fmt: skip


def main() -> int:
    """Print every problem on a line of its own; exit status 1 when there is one."""
    from .gegevens import datamap

    fouten = controleer(datamap())
    for fout in fouten:
        print(fout, file=sys.stderr)
    if fouten:
        print(f"{len(fouten)} fout(en) in de gegevens. Er is niets gebouwd.", file=sys.stderr)
    return 1 if fouten else 0


if __name__ == "__main__":
    raise SystemExit(main())

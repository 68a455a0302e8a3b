"""Check the Data Package before anything is computed; every problem at once, in Dutch.

Types, required cells, enums, ranges and unique keys stand in ``datapackage.json`` and are judged by
frictionless, the reference implementation of that standard; references to other tables stand there
too, and are judged at once for all rows (``grootcontrole``). ``codering`` refuses files and cells
that have two readings. What a schema cannot say (sums of parts, a value where the
status says there is none, dates in the year) is checked here. A rule skips what another rule
already refused, so that one problem gives one line and no problem hides the next.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from . import grootcontrole, registercontrole, voorbeeld
from .basis.tekst import getal
from .cijfers import ankers_van
from .codering import EERSTE_RIJ, VORMEN, Fout, Tabel, lees_strikt
from .gegevens import is_register
from .grootlezen import is_groot
from .registers import BRON, REGISTERNAMEN

__all__ = ["Fout", "controleer", "main"]

# What the package itself must say about the edition, and how.
EDITIE = {
    "verslagjaar": r"\d{4}",
    "publicatiedatum": r"\d{4}-\d{2}-\d{2}",
    "bewerkingsdatum": r"\d{4}-\d{2}-\d{2}",
    "version": r"\d{4}\.\d+\.\d+",
}
# What an author is called: a person, a person with one name, an organisation.
NAMEN = ({"voornaam", "familienaam"}, {"familienaam"}, {"naam"})
# Bounds of a value by the kind of its indicator or series.
GRENZEN: dict[str, tuple[float | None, float | None]] = {
    "telling": (0, None),
    "index": (0, None),
    "aandeel": (0, 100),
    "score": (-100, 100),
}

# Frictionless error type -> the rule in Dutch and a hint.
REGELS = {
    "type-error": ("verkeerd type", "schrijf getallen met een punt, datums als jjjj-mm-dd"),
    "constraint-error": ("waarde buiten de regels", "kijk in datapackage.json bij deze kolom"),
    "primary-key": ("dubbele sleutel", "deze combinatie staat al in een rij hierboven"),
    "unique-error": ("waarde moet uniek zijn", "deze waarde staat al in een rij hierboven"),
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
VERWIJZING = ("verwijst naar iets dat niet bestaat", "voeg het toe of verbeter de naam")
# Constraint of the schema -> the rule in Dutch and a hint that names its bound.
BEPERKINGEN = {
    "required": ("verplicht, maar leeg", "vul de cel in"),
    "enum": ("niet in de lijst van toegelaten waarden", "kies uit: {grens}"),
    "minimum": ("kleiner dan toegelaten", "minstens {grens}"),
    "maximum": ("groter dan toegelaten", "hoogstens {grens}"),
    "pattern": ("verkeerde vorm", "volg het patroon {grens}"),
    "unique": ("moet uniek zijn", "deze waarde staat al in een rij hierboven"),
    "maxLength": ("te lang", "hoogstens {grens} tekens"),
    "minLength": ("te kort", "minstens {grens} tekens"),
}


def controleer(datamap: Path) -> list[Fout]:
    """All problems of all tables in ``datamap``; an empty list when the package is sound."""
    beschrijving, fouten = _beschrijving(datamap)
    if fouten:
        return [registercontrole.zwijg(fout) for fout in fouten]
    groot = _grote_tabellen(datamap, beschrijving)
    gelezen = {
        bron["name"]: lees_strikt(datamap, bron)
        for bron in beschrijving["resources"]
        if bron["name"] not in groot
    }
    fouten = [fout for tabel in gelezen.values() for fout in tabel.fouten]
    leesbaar = {naam for naam, tabel in gelezen.items() if tabel.rijen is not None}
    for bron in filter(is_register, beschrijving["resources"]):
        fouten += list(_persoonskolommen(bron, gelezen))
    fouten += _nieuwe(fouten, _schemafouten(datamap, beschrijving, leesbaar))
    tabellen = groot | {
        bron["name"]: _frame(bron, gelezen[bron["name"]])
        for bron in beschrijving["resources"]
        if bron["name"] in leesbaar and _kop_klopt(bron, gelezen[bron["name"]])
    }
    for bron in beschrijving["resources"]:
        fouten += _nieuwe(fouten, list(_grootfouten(bron, groot)))
        if (tabel := tabellen.get(bron["name"])) is None:
            continue
        naar = grootcontrole.verwijsfouten(tabel, bron["schema"], tabellen, VERWIJZING)
        fouten += _nieuwe(fouten, list(naar))
        fouten += _nieuwe(fouten, list(registercontrole.celfouten(tabel, bron)))
    for regel, nodig in INHOUDSREGELS:
        if nodig <= set(tabellen):
            fouten += _nieuwe(fouten, list(regel(tabellen, beschrijving)))
    if len(tabellen) == len(beschrijving["resources"]):
        # Else a use may stand in the table that is not read.
        fouten += list(_gebruiksfouten(tabellen))
    if not fouten:
        fouten += list(registercontrole.uitkomstfouten(datamap, beschrijving))
    return [registercontrole.zwijg(fout) for fout in fouten]


def _grote_tabellen(datamap: Path, beschrijving: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Tables too large for a look at every row in turn, and those that refer to them."""
    bronnen = {bron["name"]: bron for bron in beschrijving["resources"]}
    namen = {naam for naam, bron in bronnen.items() if is_groot(datamap / bron["path"])}
    namen |= {
        naam
        for naam, bron in bronnen.items()
        for sleutel in bron["schema"].get("foreignKeys", [])
        if sleutel["reference"]["resource"] in namen
    }
    gelezen = {naam: grootcontrole.lees(datamap, bronnen[naam]) for naam in sorted(namen)}
    return {naam: tabel for naam, tabel in gelezen.items() if tabel is not None}


def _grootfouten(bron: dict[str, Any], groot: dict[str, pd.DataFrame]) -> Iterator[Fout]:
    if bron["name"] in groot:
        tabel, schema = groot[bron["name"]], bron["schema"]
        yield from grootcontrole.celfouten(tabel, schema["fields"], BEPERKINGEN)
        yield from grootcontrole.sleutelfouten(tabel, schema, REGELS["primary-key"])


def _persoonskolommen(bron: dict[str, Any], gelezen: dict[str, Tabel]) -> Iterator[Fout]:
    """Personal data in the columns of a register, by its description or by its header."""
    kop = [veld["name"] for veld in bron["schema"]["fields"]]
    rijen = gelezen[bron["name"]].rijen if bron["name"] in gelezen else None
    kop += [kolom for kolom in (rijen or [[]])[0] if kolom not in kop]
    yield from registercontrole.kolomfouten(bron["path"], kop)


def _nieuwe(bekend: list[Fout], gevonden: list[Fout]) -> list[Fout]:
    """Problems in cells of which nothing was said yet."""
    cellen = {(fout.bestand, fout.rij, fout.kolom) for fout in bekend if fout.kolom}
    rijen = {(fout.bestand, fout.rij) for fout in bekend if fout.rij and not fout.kolom}
    return [
        fout
        for fout in gevonden
        if (fout.bestand, fout.rij, fout.kolom) not in cellen
        and not (fout.rij and (fout.bestand, fout.rij) in rijen)
    ]


def _beschrijving(datamap: Path) -> tuple[dict[str, Any], list[Fout]]:
    pad = datamap / "datapackage.json"
    try:
        beschrijving = json.loads(pad.read_text(encoding="utf-8"))
    except FileNotFoundError:
        tip = "zonder beschrijving geen gegevens"
        return {}, [Fout(pad.name, "het bestand ontbreekt", tip=tip)]
    except (json.JSONDecodeError, UnicodeDecodeError) as fout:
        return {}, [Fout(pad.name, f"geen geldige JSON: {fout}")]
    if not isinstance(beschrijving, dict):
        return {}, [Fout(pad.name, "geen geldige beschrijving", tip="begin met een accolade")]
    return beschrijving, list(_beschrijvingsfouten(pad.name, beschrijving))


def _beschrijvingsfouten(naam: str, beschrijving: dict[str, Any]) -> Iterator[Fout]:
    for sleutel, vorm in EDITIE.items():
        waarde = str(beschrijving.get(sleutel, ""))
        if not re.fullmatch(vorm, waarde):
            yield Fout(
                naam,
                f"{sleutel} ontbreekt of heeft een verkeerde vorm",
                kolom=sleutel,
                waarde=waarde,
                tip=f"volg het patroon {vorm}",
            )
        elif sleutel.endswith("datum") and _dag(waarde) is None:
            yield Fout(naam, "deze dag bestaat niet", kolom=sleutel, waarde=waarde)
    if tegen := voorbeeld.tegenspraak(beschrijving):
        waarde = str(beschrijving.get("organisatie", ""))
        yield Fout(naam, tegen, kolom="voorbeeld", waarde=waarde, tip="het is een van beide")
    yield from registercontrole.descriptorfouten(naam, beschrijving)
    for auteur in beschrijving.get("auteurs", []):
        namen = auteur if isinstance(auteur, dict) else {}
        heel = all(isinstance(deel, str) and deel.strip() for deel in namen.values())
        if not heel or set(namen) not in NAMEN:
            yield Fout(naam, "een auteur zonder hele naam", kolom="auteurs", waarde=str(auteur),
                       tip="voornaam en familienaam; enkel familienaam als er maar één naam is; "
                       "of enkel naam voor een organisatie")  # fmt: skip
    titels = beschrijving.get("jaartitels", {})
    if not isinstance(titels, dict) or not all(
        re.fullmatch(r"\d{4}", jaar) and isinstance(titel, str) and titel.strip()
        for jaar, titel in titels.items()
    ):
        yield Fout(naam, "geen titel per jaar", kolom="jaartitels", tip='schrijf "2022": "titel"')
    bronnen = beschrijving.get("resources")
    if not isinstance(bronnen, list) or not bronnen:
        yield Fout(naam, "er staan geen tabellen in", tip="vul resources in")
        return
    for bron in bronnen:
        pad = bron.get("path") if isinstance(bron, dict) else None
        if not isinstance(pad, str) or Path(pad).name != pad:
            yield Fout(
                naam,
                "een tabel staat in de map data/ zelf",
                kolom="path",
                waarde=str(pad),
                tip="schrijf enkel de naam van het bestand",
            )
        elif not bron.get("schema", {}).get("fields"):
            yield Fout(naam, f"de tabel {pad} heeft geen schema", tip="beschrijf haar kolommen")


def _kop_klopt(bron: dict[str, Any], tabel: Tabel) -> bool:
    return bool(tabel.rijen) and tabel.rijen[0] == [v["name"] for v in bron["schema"]["fields"]]


def _frame(bron: dict[str, Any], gelezen: Tabel) -> pd.DataFrame:
    """The rows as text, each with its row number; rows of the wrong length are left out."""
    kop, *rijen = gelezen.rijen or [[]]
    goed = [(nummer, r) for nummer, r in enumerate(rijen, EERSTE_RIJ) if len(r) == len(kop)]
    tabel = pd.DataFrame([r for _, r in goed], columns=kop, dtype=str)
    tabel["rij"] = [nummer for nummer, _ in goed]
    tabel.attrs.update(bestand=bron["path"], heel=len(goed) == len(rijen))
    return tabel


def _schemafouten(datamap: Path, beschrijving: dict[str, Any], leesbaar: set[str]) -> list[Fout]:
    # Imported here: it costs a second that a chapter, which only reads, should not pay.
    from frictionless import FrictionlessException, Package

    heel = dict(beschrijving)
    heel["resources"] = [bron for bron in beschrijving["resources"] if bron["name"] in leesbaar]
    paden = {bron["name"]: bron["path"] for bron in heel["resources"]}
    try:
        pakket = Package.from_descriptor(heel, basepath=str(datamap))
        for tabel in pakket.resources:
            # For each of them frictionless would read the other table, and copy the whole package.
            tabel.schema.foreign_keys = []
        rapport = pakket.validate()
    except FrictionlessException as fout:
        redenen = [reden.note for reden in fout.reasons] or [fout.error.note]
        return [Fout("datapackage.json", f"de beschrijving klopt niet: {r}") for r in redenen]
    fouten = [
        Fout("datapackage.json", f"de beschrijving klopt niet: {fout.note}")
        for fout in rapport.errors
    ]
    for taak in rapport.tasks:
        for fout in taak.errors:
            fouten.append(_vertaal(paden.get(taak.name, taak.name), fout))
    return fouten


def _vertaal(bestand: str, fout: Any) -> Fout:
    regel, tip = REGELS.get(fout.type, ("breekt een regel van het schema", str(fout.note)))
    kolom = getattr(fout, "field_name", "") or ", ".join(getattr(fout, "field_names", []) or [])
    waarde = getattr(fout, "cell", None)
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


def _waarde(tekst: str) -> float | None:
    """The number in a cell; ``None`` when it is empty or refused already."""
    return float(tekst) if VORMEN["number"][0].fullmatch(tekst) else None


def _dag(tekst: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(tekst)
    except ValueError:
        return None


def _statusfouten(tabellen: dict[str, pd.DataFrame], _: dict[str, Any]) -> Iterator[Fout]:
    """A value stands where and only where the status says there is one; a gap has its reason."""
    for naam in ("kerncijfers", "sector"):
        bestand = tabellen[naam].attrs["bestand"]
        for rij in tabellen[naam].itertuples():
            leeg = rij.status == "niet-gepubliceerd"
            if leeg and rij.waarde:
                yield Fout(
                    bestand,
                    "status niet-gepubliceerd, maar er staat een waarde",
                    rij.rij,
                    "waarde",
                    rij.waarde,
                    "maak de cel leeg of verander de status",
                )
            if not leeg and not rij.waarde:
                yield Fout(
                    bestand,
                    f"status {rij.status}, maar de waarde is leeg",
                    rij.rij,
                    "waarde",
                    "",
                    "een ontbrekend cijfer krijgt status niet-gepubliceerd",
                )
            if not leeg and not rij.bron:
                yield Fout(bestand, "een cijfer zonder bron", rij.rij, "bron", "", "vul de bron in")
            if leeg and not rij.noot:
                yield Fout(
                    bestand,
                    "een leemte zonder reden",
                    rij.rij,
                    "noot",
                    "",
                    "zeg waarom het cijfer niet publiek is",
                )
            if bool(rij.dimensie) != bool(rij.uitsplitsing):
                yield Fout(
                    bestand,
                    "dimensie en uitsplitsing horen samen",
                    rij.rij,
                    "uitsplitsing",
                    rij.uitsplitsing,
                    "vul allebei in, of geen van beide",
                )


def _jaarfouten(tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """The edition tells what was known: no figure of Socius is later than its year."""
    grens = int(beschrijving["verslagjaar"])
    kerncijfers = tabellen["kerncijfers"]
    for rij in kerncijfers.itertuples():
        if rij.jaar.isdecimal() and int(rij.jaar) > grens:
            yield Fout(
                kerncijfers.attrs["bestand"],
                f"later dan het verslagjaar {grens}",
                rij.rij,
                "jaar",
                rij.jaar,
                "hoort bij een volgende editie",
            )
    # Not every indicator needs a row for the reporting year: `cijfers` shows a gap in its place.
    ooit = set(kerncijfers["indicator"])
    for rij in tabellen["indicatoren"].itertuples():
        if rij.id not in ooit:
            yield Fout(
                kerncijfers.attrs["bestand"],
                f"indicator {rij.id} heeft geen enkele rij",
                tip=f"voeg een rij toe voor {grens}, desnoods met status niet-gepubliceerd",
            )


def _breukfouten(tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """A break names an indicator, the year from which it holds, and the reason, as a sentence."""
    bekend = set(tabellen["indicatoren"]["id"])
    for breuk in beschrijving.get("breuken", []):
        velden = breuk if isinstance(breuk, dict) else {}
        indicator, jaar, reden = (velden.get(naam, "") for naam in ("indicator", "jaar", "reden"))
        regels = (
            (indicator in bekend, "noemt een indicator die er niet is", indicator,
             "verbeter de naam"),
            (isinstance(jaar, int), "zonder jaar", jaar,
             "het eerste jaar van de nieuwe meting, zonder aanhalingstekens"),
            (re.fullmatch(r"[A-Z].*\.", str(reden)), "zonder reden", reden,
             "schrijf een zin, met een hoofdletter en een punt"),
        )  # fmt: skip
        for goed, regel, waarde, tip in regels:
            if not goed:
                zin = f"een breuk {regel}"
                yield Fout("datapackage.json", zin, None, "breuken", str(waarde), tip)


def _datumfouten(tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """Cards are of a year with figures, and nothing is dated after the edition."""
    jaar = int(beschrijving["verslagjaar"])
    uit = _dag(beschrijving["publicatiedatum"]) or dt.date.max
    nu = _dag(beschrijving["bewerkingsdatum"]) or dt.date.max
    jaren = [int(j) for j in tabellen["kerncijfers"]["jaar"] if re.fullmatch(r"[12]\d{3}", j)]
    eerste = dt.date(min(jaren, default=jaar), 1, 1)
    van_tot = f"niet van {eerste.year} tot {jaar}"
    bereiken = (
        ("uitgelicht", "datum", eerste, dt.date(jaar, 12, 31), van_tot),
        ("tijdlijn", "datum", dt.date.min, uit, f"later dan de uitgave van {uit}"),
        ("correcties", "datum", uit, nu, f"niet tussen {uit} en {nu}"),
    )
    for naam, kolom, vroegste, laatste, regel in bereiken:
        for rij in tabellen[naam].itertuples():
            tekst = getattr(rij, kolom)
            dag = _dag(tekst)
            if dag and not vroegste <= dag <= laatste:
                yield Fout(
                    tabellen[naam].attrs["bestand"],
                    regel,
                    rij.rij,
                    kolom,
                    tekst,
                    "verbeter de datum of haal de rij weg",
                )
    for rij in tabellen["tijdlijn"].itertuples():
        begin, einde = _dag(rij.datum), _dag(rij.einddatum)
        if begin and einde and einde < begin:
            yield Fout(
                tabellen["tijdlijn"].attrs["bestand"],
                "eindigt voor het begint",
                rij.rij,
                "einddatum",
                rij.einddatum,
                f"begint op {rij.datum}",
            )
    for naam, kolom in (("bronnen", "datum"), ("sector", "jaar")):
        for rij in tabellen[naam].itertuples():
            tekst = getattr(rij, kolom)
            # A date that is known to the year or the month only is compared that far.
            if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", tekst) and tekst > str(nu)[: len(tekst)]:
                yield Fout(
                    tabellen[naam].attrs["bestand"],
                    f"later dan deze uitgave van {nu}",
                    rij.rij,
                    kolom,
                    tekst,
                    "een bron kan niet uit de toekomst komen",
                )


def _bereikfouten(tabellen: dict[str, pd.DataFrame], _: dict[str, Any]) -> Iterator[Fout]:
    """Shares lie between 0 and 100, an NPS between -100 and 100; counts are whole, from 0."""
    for naam, sleutel, definities in (
        ("kerncijfers", "indicator", "indicatoren"),
        ("sector", "reeks", "reeksen"),
    ):
        over = {rij.id: rij for rij in tabellen[definities].itertuples()}
        bestand = tabellen[naam].attrs["bestand"]
        for rij in tabellen[naam].itertuples():
            definitie, waarde = over.get(getattr(rij, sleutel)), _waarde(rij.waarde)
            if waarde is None or definitie is None:
                continue
            laag, hoog = GRENZEN.get(definitie.soort, (None, None))
            if (laag is not None and waarde < laag) or (hoog is not None and waarde > hoog):
                grenzen = f"tussen {laag} en {'…' if hoog is None else hoog}"
                yield Fout(
                    bestand,
                    f"een {definitie.soort} ligt {grenzen}",
                    rij.rij,
                    "waarde",
                    rij.waarde,
                    "kijk na in de bron",
                )
            elif definitie.soort == "telling" and definitie.decimalen == "0" and waarde % 1:
                yield Fout(
                    bestand,
                    "een telling zonder decimalen is een geheel getal",
                    rij.rij,
                    "waarde",
                    rij.waarde,
                    "kijk na in de bron, of verander decimalen",
                )


def _somfouten(tabellen: dict[str, pd.DataFrame], beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """Parts add up to their total ("gelijk") or do not exceed it ("hoogstens")."""
    for regel in beschrijving.get("sommen", []):
        tabel = tabellen[regel["tabel"]]
        sleutel, periode = (
            ("indicator", "jaar") if regel["tabel"] == "kerncijfers" else ("reeks", "periode")
        )
        rijen = tabel[(tabel[sleutel] == regel["indicator"]) & (tabel["waarde"] != "")]
        if rijen.empty:
            yield Fout(
                "datapackage.json",
                f"een som noemt {regel['indicator']}, dat er niet is",
                kolom="sommen",
                tip="verbeter de naam of haal de regel weg",
            )
        for wanneer, groep in rijen.groupby(periode):
            geheel = groep[groep["uitsplitsing"] == ""]
            delen = groep[groep["dimensie"] == regel["dimensie"]]
            waarden = [_waarde(w) for w in delen["waarde"]]
            totaal = None if geheel.empty else _waarde(geheel["waarde"].iloc[0])
            if not waarden or totaal is None or None in waarden:
                continue
            opgeteld = sum(w for w in waarden if w is not None)
            te_veel = opgeteld > totaal + 0.005
            fout = te_veel if regel["regel"] == "hoogstens" else abs(opgeteld - totaal) > 0.005
            if fout:
                decimalen = 0 if opgeteld.is_integer() and totaal.is_integer() else 2
                yield Fout(
                    tabel.attrs["bestand"],
                    f"de delen van {regel['indicator']} naar {regel['dimensie']} in {wanneer} "
                    f"tellen op tot {getal(opgeteld, decimalen)}, niet tot "
                    f"{getal(totaal, decimalen)}",
                    int(geheel["rij"].iloc[0]),
                    "waarde",
                    geheel["waarde"].iloc[0],
                    "verbeter het totaal of een van de delen",
                )


def _correctiefouten(tabellen: dict[str, pd.DataFrame], _: dict[str, Any]) -> Iterator[Fout]:
    """A correction of a figure names the row that holds it now, and changes something."""
    tabel = tabellen["correcties"]
    ankers = set(ankers_van(tabellen))
    for rij in tabel.itertuples():
        if re.match(r"[ks]-", rij.plaats) and rij.plaats not in ankers:
            yield Fout(
                tabel.attrs["bestand"],
                "verwijst naar een rij die er niet is",
                rij.rij,
                "plaats",
                rij.plaats,
                "neem het anker van de bladzijde Kerncijfers over; een berekend cijfer verbeter "
                "je in zijn register, met de naam van het hoofdstuk als plaats",
            )
        if rij.oud == rij.nieuw:
            yield Fout(
                tabel.attrs["bestand"],
                "oud en nieuw zijn gelijk",
                rij.rij,
                "nieuw",
                rij.nieuw,
                "een correctie verandert iets",
            )


def _gebruiksfouten(tabellen: dict[str, pd.DataFrame]) -> Iterator[Fout]:
    """A source that nothing uses is a leftover, or a row forgot to name it."""
    gebruikt: set[str] = set()
    for naam, tabel in tabellen.items():
        if naam != "bronnen":
            for kolom in ("bron", "bron_a", "bron_b"):
                if kolom in tabel:
                    gebruikt |= set(tabel[kolom])
    if any(len(tabellen.get(naam, ())) for naam in REGISTERNAMEN):
        gebruikt.add(BRON)
    bronnen = tabellen["bronnen"]
    for rij in bronnen.itertuples():
        if rij.id not in gebruikt:
            yield Fout(
                bronnen.attrs["bestand"],
                "een bron die geen enkele rij gebruikt",
                rij.rij,
                "id",
                rij.id,
                "verwijder ze of verwijs ernaar",
            )
    reeksen = tabellen["reeksen"]
    for rij in reeksen.itertuples():
        if rij.id not in set(tabellen["sector"]["reeks"]):
            yield Fout(
                reeksen.attrs["bestand"],
                "een definitie zonder cijfer",
                rij.rij,
                "id",
                rij.id,
                "voeg een rij toe of haal de definitie weg",
            )


# Every rule with the tables it reads: a table that cannot be read silences only its own rules.
INHOUDSREGELS = (
    (_statusfouten, {"kerncijfers", "sector"}),
    (_jaarfouten, {"kerncijfers", "indicatoren"}),
    (_breukfouten, {"indicatoren"}),
    (_datumfouten, {"kerncijfers", "uitgelicht", "tijdlijn", "correcties", "bronnen", "sector"}),
    (_bereikfouten, {"kerncijfers", "indicatoren", "sector", "reeksen"}),
    (_somfouten, {"kerncijfers", "sector"}),
    (_correctiefouten, {"kerncijfers", "sector", "correcties"}),
    *registercontrole.REGELS,
)


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

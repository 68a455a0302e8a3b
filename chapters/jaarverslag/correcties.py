"""Published figures, what changed since, and whether each change has a correction.

``data/vingerafdruk.csv`` records every figure as it was first published, also those computed from
registers. A figure may change only with a row in ``data/correcties.csv``: old and new value, and
the reason. A correction fixes an error, a revision ("herziening") follows better data. A new row,
or a value for a gap, changes nothing that was published: it needs no correction, and ``make klaar``
adds it to the record.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import LEEMTEN, NIET_GEVONDEN, afronden, datum, enkelvoud, getal
from .cijfers import CIJFERTABELLEN, als_cijfer, ankers, ankers_van, register
from .gegevens.bestand import EERSTE_RIJ, Blad, Fout, lees_blad
from .registers import bereken_in
from .rekenen import Cijfer
from .tabellen import als_gelezen

VINGERAFDRUK = "vingerafdruk.csv"
VERWIJDERD = "verwijderd"
NIETS = LEEMTEN[NIET_GEVONDEN]["nl"]
GATEN = {woorden["nl"] for woorden in LEEMTEN.values()}
ENGELS = {"correctie": "Correction", "herziening": "Revision"}


def _pakket(datamap: Path) -> dict[str, Any]:
    return dict(json.loads((datamap / "datapackage.json").read_text(encoding="utf-8")))


def _pad(datamap: Path, naam: str) -> str:
    return next(bron["path"] for bron in _pakket(datamap)["resources"] if bron["name"] == naam)


def _lees(datamap: Path, naam: str) -> pd.DataFrame:
    return pd.read_csv(datamap / _pad(datamap, naam), dtype=str, keep_default_na=False)


def stand(waarde: str, status: str) -> str:
    """A figure in the notation of the record and of corrections: "61", "61 (circa)"."""
    if status in LEEMTEN:
        return LEEMTEN[status]["nl"]
    try:
        # 61 and 61.0 are the same figure.
        kaal = format(Decimal(waarde).normalize(), "f")
    except InvalidOperation:
        kaal = waarde
    return kaal if status == "gepubliceerd" else f"{kaal} ({status})"


def huidig(datamap: Path) -> dict[str, str]:
    """Every figure as shown now, from a table or computed: anchor -> value and status."""
    tabellen = {naam: _lees(datamap, naam) for naam in CIJFERTABELLEN}
    rijen = {naam: tabel.to_dict("records") for naam, tabel in tabellen.items()}
    nu = {
        sleutel: stand(rijen[naam][plaats]["waarde"], rijen[naam][plaats]["status"])
        for sleutel, (naam, plaats) in ankers_van(tabellen).items()
    }
    return nu | {s: w for s, w in _berekend(datamap).items() if nu.get(s, NIETS) in GATEN}


def _berekend(datamap: Path) -> dict[str, str]:
    """Every figure computed from the registers, rounded as shown."""
    rijen = bereken_in(datamap, _pakket(datamap))
    decimalen = _lees(datamap, "indicatoren").set_index("id")["decimalen"]
    namen = ankers("kerncijfers", rijen["indicator"], rijen["jaar"], rijen["uitsplitsing"])
    return {
        anker: stand(str(afronden(rij.waarde, int(decimalen[rij.indicator]))), "berekend")
        for anker, rij in zip(namen, gegevens.per_rij(rijen), strict=True)
    }


def vingerafdruk(datamap: Path) -> dict[str, str]:
    """Every figure as it was first published; empty when nothing was published yet."""
    pad = datamap / VINGERAFDRUK
    if not pad.is_file():
        return {}
    tabel = pd.read_csv(pad, dtype=str, keep_default_na=False)
    return dict(zip(tabel["anker"], tabel["waarde"], strict=True))


def administratiefouten(datamap: Path) -> list[Fout]:
    """Problems in the records of ``make klaar``: without them nobody knows what was published."""

    def lees(naam: str, *kolommen: str) -> Blad:
        velden = [{"name": kolom, "type": "any"} for kolom in kolommen]
        return lees_blad(datamap, {"path": naam, "schema": {"fields": velden}})

    uitgaven = lees("uitgaven.csv", "versie", "dag", "inhoud")
    nooit = uitgaven.cellen is not None and uitgaven.cellen.empty
    if nooit and not os.path.lexists(datamap / VINGERAFDRUK):
        return uitgaven.fouten
    return [*uitgaven.fouten, *lees(VINGERAFDRUK, "anker", "waarde").fouten]


def verwacht(datamap: Path) -> tuple[dict[str, str], list[Fout]]:
    """Every figure as it was last published or corrected, and the corrections that do not fit."""
    stond, fouten = vingerafdruk(datamap), []
    gemeld = _lees(datamap, "correcties")
    gemeld["rij"] = range(EERSTE_RIJ, EERSTE_RIJ + len(gemeld))
    for rij in gemeld.sort_values("datum", kind="stable").to_dict("records"):
        voor = stond.get(rij["plaats"], rij["oud"])
        if voor not in {rij["oud"], *GATEN}:
            regel = f"sluit niet aan: gepubliceerd was {voor}"
            tip = "neem over wat er voordien stond"
            fouten.append(Fout("correcties.csv", regel, rij["rij"], "oud", rij["oud"], tip))
        if rij["plaats"] in stond:
            stond[rij["plaats"]] = rij["nieuw"]
    return stond, fouten


def verzwegen_wijzigingen(datamap: Path) -> list[Fout]:
    """Published figures that changed without a correction.

    A new row, or a value for a gap, changes nothing that was published.
    """
    nu = huidig(datamap)
    stond, fouten = verwacht(datamap)
    for sleutel, was in stond.items():
        wordt = nu.get(sleutel, VERWIJDERD)
        if wordt != was and was not in GATEN:
            regel = f"{sleutel} veranderde van {was} in {wordt} zonder rij in correcties"
            tip = f'make correctie CIJFER={sleutel} OUD="{was}" NIEUW="{wordt}" REDEN="…" SOORT=…'
            fouten.append(Fout("correcties.csv", regel, tip=tip))
    return fouten


def vastgelegd(datamap: Path) -> str:
    """The record with new figures added; a figure stays as it was first published."""
    bekend = vingerafdruk(datamap)
    nieuw = {s: w for s, w in huidig(datamap).items() if bekend.get(s, NIETS) in GATEN}
    alles = pd.DataFrame(list({**bekend, **nieuw}.items()), columns=["anker", "waarde"])
    return _tekst(alles)


def met_waarde(datamap: Path, anker: str, waarde: str) -> tuple[str, str]:
    """The table with another value for a figure: its file name and its text.

    Raises ``KeyError`` for a figure that is computed from a register.
    """
    naam, plaats = ankers_van({naam: _lees(datamap, naam) for naam in CIJFERTABELLEN})[anker]
    tabel = _lees(datamap, naam)
    tabel.loc[plaats, "waarde"] = waarde
    return _pad(datamap, naam), _tekst(tabel)


def met_melding(datamap: Path, rij: list[str]) -> str:
    """The table of corrections with a row added."""
    tabel = _lees(datamap, "correcties")
    tabel.loc[len(tabel)] = rij
    return _tekst(tabel)


def _tekst(tabel: pd.DataFrame) -> str:
    return str(tabel.to_csv(index=False, lineterminator="\n"))


def hoofdstuk_van(datamap: Path, anker: str) -> str:
    """The chapter about a figure."""
    domein_van = {
        f"{naam[0]}-{rij.id}-": rij.domein
        for naam, (definities, *_) in CIJFERTABELLEN.items()
        for rij in gegevens.per_rij(_lees(datamap, definities))
    }
    begin = max(filter(anker.startswith, domein_van), key=len)
    return str(_lees(datamap, "domeinen").set_index("id").loc[domein_van[begin], "hoofdstuk"])


def _van_anker(anker: str) -> Cijfer | None:
    """The figure of an anchor, as it is now."""
    for naam in CIJFERTABELLEN:
        rijen = register(naam)
        rijen = rijen[rijen["anker"] == anker]
        if not rijen.empty:
            return als_cijfer(naam, rijen.iloc[0])
    return None


def leesbaar(tekst: str, cijfer: Cijfer | None) -> str:
    """A value of the table ``correcties`` in Dutch notation, with the unit of its figure."""
    kaal, _, status = tekst.partition(" (")
    try:
        waarde = Decimal(kaal)
    except InvalidOperation:
        return tekst
    eenheid, decimalen = ("", 0) if cijfer is None else (cijfer.eenheid, cijfer.decimalen)
    decimalen = max(decimalen, len(kaal.partition(".")[2]))
    woord = gegevens.woord(eenheid, enkelvoud(waarde, decimalen))
    geschreven = getal(waarde, decimalen, woord)
    return f"{geschreven} ({status}" if status else geschreven


def overzicht(correcties: pd.DataFrame) -> pd.DataFrame:
    """The corrections for readers, newest first: when, what, from what to what, and why.

    Cells of the columns Wat and Pagina are MyST (class ``Md``), the others plain text.
    """
    rijen = []
    op_rij = als_gelezen(correcties).sort_values("datum", ascending=False, kind="stable")
    for rij in op_rij.to_dict("records"):
        cijfer = _van_anker(rij["plaats"])
        wat = markdown(rij["plaats"])
        if cijfer is not None:
            naam = f"{cijfer.label}, {cijfer.periode}"
            wat = Md("[{}](#{:sleutel})").format(naam, rij["plaats"])
        rijen.append(
            {
                "Datum": datum(rij["datum"]),
                "Soort": f"{rij['soort']}, {rij['ernst']}",
                "Wat": wat,
                "Bladzijde": Md("[](/chapters/{:sleutel}.md)").format(rij["hoofdstuk"]),
                "Er stond": leesbaar(rij["oud"], cijfer),
                "Het is": leesbaar(rij["nieuw"], cijfer),
                "Reden": rij["reden"],
            }
        )
    return pd.DataFrame(rijen)


def meldingen() -> list[dict[str, str]]:
    """Banners, oldest first: page, anchor, kind, title and sentence, all plain text."""
    tabel = gegevens.tabel("correcties").sort_values("datum", kind="stable")
    banners = []
    for rij in tabel.to_dict("records"):
        cijfer = _van_anker(rij["plaats"])
        wat = rij["plaats"] if cijfer is None else f"{cijfer.label} ({cijfer.periode})"
        banners.append(
            {
                "hoofdstuk": rij["hoofdstuk"],
                "anker": rij["plaats"] if cijfer is not None else "",
                "soort": rij["soort"],
                "ernst": rij["ernst"],
                "titel": f"{rij['soort'].capitalize()} van {datum(rij['datum'])}",
                "title": f"{ENGELS[rij['soort']]} of {datum(rij['datum'], taal='en')}",
                "zin": f"{wat}: hier stond {leesbaar(rij['oud'], cijfer)}, het is nu "
                f"{leesbaar(rij['nieuw'], cijfer)}. {rij['reden'].rstrip('.')}.",
            }
        )
    return banners

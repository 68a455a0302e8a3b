"""Check the registers that staff keep, and hold what was published against what they tell.

Rules that a schema cannot say. All of them look at whole columns at once: a register may hold a
million rows. ``controle`` calls them after the rules of the schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import gegevens, registers
from .basis.persoonsgegevens import verdachte_cellen, verdachte_kolommen, verdachte_teksten, wat
from .basis.tekst import afronden, getal
from .codering import EERSTE_RIJ, Fout
from .registers import boekhouding

# More lines of one kind help nobody; the last one says how many there are.
MEESTE = 50
# Column of a register -> its dimension in ``uitsplitsingen``.
DIMENSIES = {
    "activiteiten": {"thema": "thema", "doelgroep": "doelgroep"},
    "personeel": {"functie": "functie"},
    "bereik": {"kanaal": "kanaal"},
}
# What a figure of this kind of activity needs.
VERPLICHT = {"vorming": ("vorm", "dagdelen", "deelnemers"), "evenement": ("deelnemers",)}
TIP = "haal het weg; is het iets anders, schrijf dan wat het is"
SLEUTELS = ["jaar", "indicator", "dimensie", "uitsplitsing"]

Tabellen = dict[str, pd.DataFrame]


def kolomfouten(bestand: str, kop: list[str]) -> Iterator[Fout]:
    """Columns of a register whose names tell that they hold personal data."""
    for kolom in verdachte_kolommen(kop):
        yield Fout(bestand, "de kolom lijkt een persoonsgegeven", 1, kolom, tip="haal ze weg: een "
                   "register noemt niemand")  # fmt: skip


def celfouten(tabel: pd.DataFrame, bron: dict[str, Any]) -> Iterator[Fout]:
    """Cells with personal data: anywhere in a register, in the texts of any other table."""
    velden = bron["schema"]["fields"]
    if not gegevens.is_register(bron):
        velden = [veld for veld in velden if veld["type"] == "string" and veld["name"] != "url"]
    for plaats, kolom, soort in verdachte_cellen(tabel, [veld["name"] for veld in velden]):
        rij = int(tabel["rij"].iloc[plaats])
        yield Fout(tabel.attrs["bestand"], f"hier staat {soort}", rij, kolom, tip=TIP)


def descriptorfouten(naam: str, beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """Personal data in the texts of the description itself."""
    for plaats, soort in verdachte_teksten(beschrijving):
        yield Fout(naam, f"hier staat {soort}", kolom=plaats, tip=TIP)


def zwijg(fout: Fout) -> Fout:
    """A problem that repeats no personal data: a log or a mail is no place for it either."""
    for deel in (fout.waarde or "", fout.kolom, fout.regel, fout.tip):
        if soort := wat(deel):
            kolom = "" if wat(fout.kolom) else fout.kolom
            return Fout(fout.bestand, f"hier staat {soort}", fout.rij, kolom, tip=TIP)
    return fout


def per_waarde(kolom: pd.Series, functie: Callable[[str], Any], soort: Any = object) -> np.ndarray:
    """Apply a function once to every different text of a column."""
    codes, uniek = pd.factorize(kolom)
    waarden = np.array([functie(str(tekst)) for tekst in uniek], dtype=soort)
    return waarden[codes] if len(waarden) else np.array([], dtype=soort)


def _getallen(kolom: pd.Series) -> np.ndarray:
    def getal_of_niets(tekst: str) -> float:
        try:
            return float(tekst)
        except ValueError:
            return np.nan

    return per_waarde(kolom, getal_of_niets, float)


def op_rijen(
    tabel: pd.DataFrame, waar: np.ndarray, regel: str, kolom: str, tip: str = ""
) -> Iterator[Fout]:
    """One problem for every row where ``waar`` holds, the first of them one by one."""
    plaatsen = np.flatnonzero(waar)
    for plaats in plaatsen[:MEESTE]:
        waarde = str(tabel[kolom].iloc[plaats])
        yield Fout(
            tabel.attrs["bestand"], regel, int(tabel["rij"].iloc[plaats]), kolom, waarde, tip
        )
    if len(plaatsen) > MEESTE:
        nog = getal(len(plaatsen) - MEESTE, 0)
        yield Fout(tabel.attrs["bestand"], f"{regel}: nog {nog} rijen", kolom=kolom, tip=tip)


def activiteitfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """Ends before it starts, lacks what its figure needs, or counts more than came."""
    tabel = tabellen["activiteiten"]
    begin, einde = tabel["begin"].astype(str), tabel["einde"].astype(str)
    datums = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    goed = per_waarde(begin, lambda t: bool(re.fullmatch(datums, t)), bool) & per_waarde(
        einde, lambda t: bool(re.fullmatch(datums, t)), bool
    )
    omgekeerd = goed & (einde.to_numpy() < begin.to_numpy())
    tip = "verbeter een van de twee datums"
    yield from op_rijen(tabel, omgekeerd, "eindigt voor het begint", "einde", tip)
    for soort, kolommen in VERPLICHT.items():
        van_soort = (tabel["soort"] == soort).to_numpy(bool)
        for kolom in kolommen:
            leeg = van_soort & (tabel[kolom] == "").to_numpy(bool)
            yield from op_rijen(
                tabel, leeg, f"verplicht bij de soort {soort}, maar leeg", kolom, "vul de cel in"
            )
    aanwezig = np.nan_to_num(_getallen(tabel["deelnemers"]), nan=0.0)
    for kolom in ("primaire_doelgroep", "erkend"):
        te_veel = _getallen(tabel[kolom]) > aanwezig
        yield from op_rijen(
            tabel, te_veel, "meer dan alle deelnemers", kolom, "een deel is nooit groter"
        )


def dimensiefouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """Themes, target groups, function groups and channels that ``uitsplitsingen`` does not know."""
    namen = tabellen["uitsplitsingen"].groupby("dimensie")["id"].agg(set)
    for naam, kolommen in DIMENSIES.items():
        if naam not in tabellen:
            continue
        for kolom, dimensie in kolommen.items():
            bekend = {"", *namen.get(dimensie, set())}
            vreemd = ~tabellen[naam][kolom].isin(list(bekend)).to_numpy(bool)
            regel = f"staat niet in uitsplitsingen (dimensie {dimensie})"
            keuze = ", ".join(sorted(bekend - {""}))
            yield from op_rijen(tabellen[naam], vreemd, regel, kolom, f"kies uit: {keuze}")


def personeelsfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """More full-time equivalents than people."""
    tabel = tabellen["personeel"]
    te_veel = _getallen(tabel["vte"]) > _getallen(tabel["aantal"])
    tip = "een medewerker is hoogstens één voltijdse eenheid"
    yield from op_rijen(tabel, te_veel, "meer voltijdse eenheden dan mensen", "vte", tip)


def rekeningfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """Accounts on no side of the balance, and accounts that another one already holds."""
    tabel = tabellen["rekeningen"]
    for jaar, nu in tabel.groupby("jaar"):
        nummers = set(nu["rekening"])
        for rij in nu.itertuples():
            ouder = next((rij.rekening[:n] for n in range(2, len(rij.rekening))
                          if rij.rekening[:n] in nummers), "")  # fmt: skip
            if ouder:
                yield Fout(
                    tabel.attrs["bestand"],
                    f"zit al in rekening {ouder} van {jaar}: zo telt het bedrag dubbel",
                    rij.rij,
                    "rekening",
                    rij.rekening,
                    "houd de rekening of haar delen, niet allebei",
                )
            elif rij.rekening[:1] in tuple("12345") and not boekhouding.zijde(rij.rekening):
                yield Fout(
                    tabel.attrs["bestand"],
                    "hoort aan geen kant van de balans",
                    rij.rij,
                    "rekening",
                    rij.rekening,
                    "kijk na in het rekeningenstelsel",
                )


def bronfouten(tabellen: Tabellen, _: dict[str, Any]) -> Iterator[Fout]:
    """A register that holds something is a source like any other."""
    vol = [naam for naam in registers.REGISTERNAMEN if len(tabellen[naam])]
    if vol and registers.BRON not in set(tabellen["bronnen"]["id"]):
        yield Fout(
            tabellen["bronnen"].attrs["bestand"],
            f"het register {vol[0]} heeft rijen, maar de bron {registers.BRON} ontbreekt",
            kolom="id",
            waarde=registers.BRON,
            tip="voeg een rij toe voor de eigen registers",
        )


REGELS = (
    (activiteitfouten, {"activiteiten"}),
    (dimensiefouten, {"uitsplitsingen", "activiteiten"}),
    (personeelsfouten, {"personeel"}),
    (rekeningfouten, {"rekeningen"}),
    (bronfouten, {"bronnen", *registers.REGISTERNAMEN}),
)


def uitkomstfouten(datamap: Path, beschrijving: dict[str, Any]) -> Iterator[Fout]:
    """What only a computation shows: a ledger out of balance, figures that do not agree.

    Only for tables without other problems: it reads them as the report does.
    """
    bronnen = {bron["name"]: bron for bron in beschrijving["resources"]}
    if not set(registers.REGISTERNAMEN) <= set(bronnen):
        return
    tabellen = {naam: gegevens.lees(datamap, bronnen[naam]) for naam in registers.REGISTERNAMEN}
    verschillen = gegevens.lees(datamap, bronnen["verschillen"])
    if not len(verschillen) and not any(map(len, tabellen.values())):
        return
    for jaar, waarom in boekhouding.onevenwicht(tabellen["rekeningen"]):
        yield Fout(
            bronnen["rekeningen"]["path"],
            f"de boekhouding van {jaar} is niet in evenwicht: {waarom}",
            kolom="bedrag",
            tip="vul de afgesloten boekhouding in, na verwerking van het resultaat",
        )
    berekend = registers.bereken_uit(tabellen, int(beschrijving["verslagjaar"]))
    kerncijfers = gegevens.lees(datamap, bronnen["kerncijfers"])
    indicatoren = gegevens.lees(datamap, bronnen["indicatoren"]).set_index("id")
    paden = {naam: bronnen[naam]["path"] for naam in ("kerncijfers", "verschillen")}
    yield from vergelijk(kerncijfers, berekend, verschillen, indicatoren["decimalen"], paden)


def vergelijk(
    kerncijfers: pd.DataFrame,
    berekend: pd.DataFrame,
    verschillen: pd.DataFrame,
    decimalen: pd.Series,
    paden: dict[str, str],
) -> Iterator[Fout]:
    """Published against computed figures, rounded as the indicator declares.

    A lower bound agrees with anything that is not below it. A row of ``verschillen`` explains the
    difference with the computed figure that it names, and no other.
    """
    rijen = kerncijfers.assign(rij=range(EERSTE_RIJ, EERSTE_RIJ + len(kerncijfers)))
    rijen = rijen[rijen["waarde"].notna()]
    naast = rijen.merge(berekend.rename(columns={"waarde": "uit_registers"}), on=SLEUTELS)
    verklaard = {
        tuple(getattr(r, s) for s in SLEUTELS): (plaats, r.berekend)
        for plaats, r in enumerate(verschillen.itertuples(), EERSTE_RIJ)
    }
    gebruikt = set()
    for rij in naast.itertuples():
        cijfers = int(decimalen[rij.indicator])
        telling, gepubliceerd = (_rond(w, cijfers) for w in (rij.uit_registers, rij.waarde))
        if telling == gepubliceerd or (rij.status == "ondergrens" and telling > gepubliceerd):
            continue
        sleutel = tuple(getattr(rij, s) for s in SLEUTELS)
        plaats, vorige = verklaard.get(sleutel, (0, None))
        gebruikt.add(plaats)
        if vorige is not None and _rond(vorige, cijfers) == telling:
            continue
        wat = " ".join(filter(None, [rij.indicator, rij.uitsplitsing, str(rij.jaar)]))
        yield Fout(
            paden["kerncijfers"],
            f"{wat}: gepubliceerd is {getal(gepubliceerd, cijfers)}, de registers geven "
            f"{getal(telling, cijfers)}",
            int(rij.rij),
            "waarde",
            str(rij.waarde),
            "verbeter een van de twee, of verklaar het verschil in verschillen.csv",
        )
    for sleutel, (plaats, _) in verklaard.items():
        if plaats not in gebruikt:
            yield Fout(
                paden["verschillen"],
                "verklaart een verschil dat er niet is",
                plaats,
                "indicator",
                str(sleutel[1]),
                "haal de rij weg",
            )


def _rond(waarde: float, decimalen: int) -> Decimal:
    return Decimal(str(afronden(waarde, decimalen)))

"""Charts of scores: a value on its scale, and how a Net Promoter Score comes about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import getal, met_teken
from ..stijl import kleur, tekstbreedte, tint
from . import basis
from .basis import Accent, Grafiek, Opmaak, Rij
from .blad import REGEL, Blad, wikkel

Zone = tuple[float, float, str]
Zones = Mapping[str, Sequence[Zone]] | Sequence[Zone] | None
NPS_GROEPEN = (
    ("criticasters", 0, 6, "koraal", "raadt het niet aan"),
    ("passief tevreden", 7, 8, "leisteen", "telt niet mee in de score"),
    ("promotoren", 9, 10, "petrol", "raadt het aan"),
)


def schaal(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    minimum: str,
    maximum: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    status: str | None = None,
    zones: Zones = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Each value on its own scale from ``minimum`` to ``maximum``, one row per measure.

    ``eenheid`` is one unit for all or the name of a column. ``zones`` are pieces of the scale with
    a name, (from, to, name): one list for all rows, or a list per label. Raises ``ValueError`` when
    a value lies outside its scale, or on bad input.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, label, waarde, minimum, maximum, status)
    rijen = basis.rijen(gegevens, label, waarde, status, eenheid, negatief=True)
    randen = list(
        zip(basis.getallen(gegevens, minimum), basis.getallen(gegevens, maximum), strict=True)
    )
    for rij, (laag, hoog) in zip(rijen, randen, strict=True):
        if laag >= hoog:
            raise ValueError(f"De schaal van {rij.label!r} loopt van {laag:g} tot {hoog:g}.")
        if rij.waarde is not None and not laag <= rij.waarde <= hoog:
            raise ValueError(
                f"{rij.label!r} is {rij.waarde:g}, buiten de schaal van {laag:g} tot {hoog:g}."
            )
    opmaak = Opmaak(eenheid if eenheid not in gegevens.columns else "", decimalen)
    uitgelicht = basis.accenten(accent, [rij.label for rij in rijen])

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        for rij, rand in zip(rijen, randen, strict=True):
            verf = "koraal" if rij.label in uitgelicht else "petrol"
            _schaalrij(blad, rij, rand, opmaak, _zones_van(zones, rij.label), verf)
        blad.y -= 12
        return blad.klaar()

    zinnen = [
        f"{rij.label}: {opmaak.rij(rij, voluit=True)} "
        f"op een schaal van {_grens(laag)} tot {_grens(hoog)}"
        for rij, (laag, hoog) in zip(rijen, randen, strict=True)
    ]
    kolommen = [label, waarde, minimum, maximum, basis.nuttige_status(gegevens, status)]
    if eenheid in gegevens.columns:
        kolommen.insert(2, eenheid)
    tabel = basis.lezerstabel(gegevens, kolommen, koppen, eenheid, [waarde])
    return basis.maak(teken, "Waarden op hun schaal", titel, zinnen, tabel)


def _grens(waarde: float) -> str:
    """A limit of a scale: whole when it is whole."""
    return getal(waarde, 0 if float(waarde).is_integer() else 1)


def _zones_van(zones: Zones, label: str) -> Sequence[Zone]:
    if zones is None:
        return ()
    return zones.get(label, ()) if isinstance(zones, Mapping) else zones


def _schaalrij(
    blad: Blad,
    rij: Rij,
    rand: tuple[float, float],
    opmaak: Opmaak,
    zones: Sequence[Zone],
    verf: str,
) -> None:
    maat, groot = blad.maat.tekst, blad.maat.titel + 4
    laag, hoog = rand
    blad.y += (
        blad.alinea(blad.links, blad.y, rij.label, blad.ruimte, gewicht="halfvet", naam="label") + 2
    )
    x0, x1, dik = blad.links + 1, blad.rechts - 1, 12.0

    def x(waarde: float) -> float:
        return x0 + (waarde - laag) / (hoog - laag) * (x1 - x0)

    tekst = opmaak.rij(rij)
    half = tekstbreedte(tekst, groot, "vet") / 2
    plek = x(rij.getal) if rij.waarde is not None else x0 + half
    midden = min(max(plek, x0 + half), x1 - half)
    blad.regel(
        midden,
        blad.y,
        tekst,
        groot,
        "vet",
        verf if rij.waarde is not None else "leisteen",
        "center",
        "waarde",
    )
    blad.y += groot * REGEL + 4
    y = blad.y
    blad.rechthoek(x0, y, x1 - x0, dik, tint("leisteen", 0.16), naam="schaal")
    for nummer, (van, tot, _) in enumerate(zones):
        if nummer % 2:
            blad.rechthoek(x(van), y, x(tot) - x(van), dik, tint("leisteen", 0.3), naam="zone")
    nul = min(max(0.0, laag), hoog)
    if rij.waarde is not None:
        van, tot = sorted((x(nul), x(rij.waarde)))
        blad.rechthoek(van, y, tot - van, dik, kleur(verf), naam=f"staaf: {rij.label}")
        blad.lijn([plek, plek], [y - 4, y + dik + 3], kleur("inkt"), 2.0, z=5, naam="wijzer")
    blad.y += dik + 4
    _schaalwoorden(blad, x, (laag, nul, hoog), zones)
    blad.y += maat * REGEL + 14


def _schaalwoorden(
    blad: Blad,
    x: Callable[[float], float],
    grenzen: tuple[float, float, float],
    zones: Sequence[Zone],
) -> None:
    laag, nul, hoog = grenzen
    y = blad.y
    vakken = [
        blad.regel(x(laag), y, _grens(laag), kleur_="leisteen", naam="schaalgrens"),
        blad.regel(x(hoog), y, _grens(hoog), kleur_="leisteen", ha="right", naam="schaalgrens"),
    ]
    if laag < nul < hoog:
        blad.lijn([x(nul)] * 2, [y - 18, y - 2], kleur("inkt"), 0.8, z=4, naam="nullijn")
        vakken.append(
            blad.regel(x(nul), y, "0", kleur_="leisteen", ha="center", naam="schaalgrens")
        )
    # Names of zones share the line of the limits where they fit, and go one line lower otherwise.
    if not zones:
        return
    stap = blad.maat.tekst * REGEL + 3
    klein = blad.maat.klein
    namen = [_zonenaam(blad, x, zone) for zone in zones]
    for lager in range(3):
        plekken = [blad.vak(m, y + lager * stap, naam, klein, ha="center") for m, naam in namen]
        vrij = not any(p.raakt(v, 2.5) for p in plekken for v in vakken)
        if vrij:
            break
    for nummer, (midden, naam) in enumerate(namen):
        # Neighbours that still touch go down in turn.
        trap = lager + (
            nummer % 2
            if any(plekken[nummer].raakt(p) for p in plekken if p is not plekken[nummer])
            else 0
        )
        blad.regel(
            midden, y + trap * stap, naam, klein, kleur_="leisteen", ha="center", naam="zone"
        )
        blad.y = max(blad.y, y + trap * stap)


def _zonenaam(blad: Blad, x: Callable[[float], float], zone: Zone) -> tuple[float, str]:
    """Centre and name of a zone, kept on the sheet."""
    van, tot, naam = zone
    half = tekstbreedte(naam, blad.maat.klein) / 2
    return min(max((x(van) + x(tot)) / 2, blad.links + half), blad.rechts - half), naam


def nps_uitleg(
    *,
    titel: str = "Promotoren min criticasters: zo komt een NPS tot stand",
    ondertitel: str = "Vraag: hoe waarschijnlijk is het dat u dit aanraadt? Antwoord van 0 tot 10.",
    score: float | None = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """The 0–10 scale of a Net Promoter Score, its three groups and the formula.

    ``score`` (−100 … 100, whole) also draws a result. Raises ``ValueError`` outside that range.
    """
    basis.eis_titel(titel)
    if score is not None:
        score = basis.als_getal(score, "score", "–")
        if not -100 <= score <= 100:
            raise ValueError(f"Een NPS ligt tussen −100 en 100, niet op {score:g}.")

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _npsvakjes(blad)
        _npsformule(blad)
        if score is not None:
            blad.y += 12
            rij = Rij("Score op de schaal van −100 tot 100", score)
            _schaalrij(blad, rij, (-100.0, 100.0), Opmaak("", 0, teken=True), (), "petrol")
            blad.y -= 12
        return blad.klaar()

    zinnen = [f"{naam} geven {van} tot {tot}" for naam, van, tot, _, _ in NPS_GROEPEN]
    zinnen.append(
        "de score is het percentage promotoren min het percentage criticasters, van −100 tot 100"
    )
    if score is not None:
        zinnen.append(f"de score hier is {met_teken(score)}")
    tabel = pd.DataFrame(
        {
            "Groep": [groep[0] for groep in NPS_GROEPEN],
            "Antwoord van": [groep[1] for groep in NPS_GROEPEN],
            "Antwoord tot en met": [groep[2] for groep in NPS_GROEPEN],
            "Betekenis": [groep[4] for groep in NPS_GROEPEN],
        }
    ).rename(columns=dict(koppen or {}))
    return basis.maak(teken, "Uitleg van een schaal", titel, zinnen, tabel)


def _npsvakjes(blad: Blad) -> None:
    spleet = 10.0 if not blad.smal else 5.0
    vak = (blad.ruimte - 2 * spleet) / 11
    hoog = max(vak * 0.8, 22.0) if not blad.smal else 26.0
    maat = blad.maat.tekst + (2 if not blad.smal else 0)
    onder = blad.y + hoog
    tekst_y = blad_onder = onder + 6
    for plaats, (naam, van, tot, verf, uitleg) in enumerate(NPS_GROEPEN):
        x0 = blad.links + van * vak + plaats * spleet
        x1 = x0 + (tot - van + 1) * vak
        for punt in range(van, tot + 1):
            x = x0 + (punt - van) * vak
            passief = verf == "leisteen"
            blad.rechthoek(
                x + 0.6,
                blad.y,
                vak - 1.2,
                hoog,
                tint(verf, 0.25) if passief else kleur(verf),
                naam=f"vak: {punt}",
            )
            blad.woord(
                x + vak / 2,
                blad.y + hoog / 2,
                str(punt),
                maat,
                "halfvet",
                "inkt" if passief else "pagina",
                "center",
                "vak",
            )
        if not blad.smal:
            hoogte = _npsbijschrift(blad, naam, f"{van} tot {tot}: {uitleg}", verf, x0, x1, tekst_y)
            blad_onder = max(blad_onder, tekst_y + hoogte)
    blad.y = tekst_y
    if blad.smal:
        _npslijst(blad)
    else:
        blad.y = blad_onder + 8


def _npsbijschrift(
    blad: Blad, naam: str, uitleg: str, verf: str, x0: float, x1: float, y: float
) -> float:
    maat = blad.maat.tekst
    blad.regel(x0, y, naam, maat, "halfvet", verf, naam="groep")
    regels = wikkel(uitleg, x1 - x0 + 4, maat)
    for nummer, regel in enumerate(regels):
        blad.regel(
            x0, y + (nummer + 1) * maat * REGEL, regel, maat, kleur_="leisteen", naam="uitleg"
        )
    return (len(regels) + 1) * maat * REGEL


def _npslijst(blad: Blad) -> None:
    maat = blad.maat.tekst
    for naam, van, tot, verf, uitleg in NPS_GROEPEN:
        blad.rechthoek(
            blad.links, blad.y + 2.5, 8, 8, tint(verf, 0.25) if verf == "leisteen" else kleur(verf)
        )
        blad.regel(
            blad.links + 14,
            blad.y,
            f"{naam} ({van} tot {tot})",
            maat,
            "halfvet",
            verf,
            naam="groep",
        )
        blad.y += maat * REGEL
        blad.y += blad.alinea(
            blad.links + 14, blad.y, uitleg, blad.ruimte - 14, kleur_="leisteen", naam="uitleg"
        )
        blad.y += 3
    blad.y += 3


def _npsformule(blad: Blad) -> None:
    maat = blad.maat.tekst + 1
    delen = [
        ("NPS", "inkt"),
        ("=", "inkt"),
        ("% promotoren", "petrol"),
        ("−", "inkt"),
        ("% criticasters", "koraal"),
    ]
    spatie = 0.3 * maat
    breed = sum(tekstbreedte(tekst, maat, "halfvet") + spatie for tekst, _ in delen) - spatie
    hoog = maat * REGEL + 12
    blad.waas(blad.links, blad.y, blad.ruimte, hoog)
    x = blad.links + (blad.ruimte - breed) / 2
    for tekst, verf in delen:
        blad.woord(x, blad.y + hoog / 2, tekst, maat, "halfvet", verf, naam="formule")
        x += tekstbreedte(tekst, maat, "halfvet") + spatie
    blad.y += hoog

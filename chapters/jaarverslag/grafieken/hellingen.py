"""Slopes between two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from ..stijl import REEKSKLEUREN, kleur, tekstbreedte
from . import basis
from .basis import Accent, Grafiek, Opmaak
from .blad import REGEL, Blad, spreid, wikkel


def helling(
    gegevens: pd.DataFrame,
    label: str,
    links: str,
    rechts: str,
    *,
    titel: str,
    ondertitel: str = "",
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    koppen_helling: tuple[str, str] | None = None,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """Slopes between two moments: one line per row, from column ``links`` to column ``rechts``.

    ``koppen_helling`` names the moments (the column names otherwise). Raises ``ValueError`` on bad
    input.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, label, links, rechts)
    namen = basis.teksten(gegevens, label)
    paren = list(
        zip(basis.getallen(gegevens, links), basis.getallen(gegevens, rechts), strict=True)
    )
    uitgelicht = basis.accenten(accent, namen)
    opmaak = Opmaak(eenheid, decimalen)
    momenten = koppen_helling or (links, rechts)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _hellingvlak(blad, namen, paren, opmaak, uitgelicht, momenten)
        return blad.klaar()

    zinnen = [
        f"{naam}: van {opmaak.voluit(a)} ({momenten[0]}) naar {opmaak.voluit(b)} ({momenten[1]})"
        for naam, (a, b) in zip(namen, paren, strict=True)
    ]
    kop = {
        **(dict(zip((links, rechts), koppen_helling, strict=True)) if koppen_helling else {}),
        **(koppen or {}),
    }
    tabel = basis.lezerstabel(gegevens, [label, links, rechts], kop)
    return basis.maak(teken, "Hellingsdiagram", titel, zinnen, tabel)


def _hellingvlak(
    blad: Blad,
    namen: Sequence[str],
    paren: Sequence[tuple[float, float]],
    opmaak: Opmaak,
    uitgelicht: set[str],
    momenten: Sequence[str],
) -> None:
    maat = blad.maat.tekst
    waarden = [w for paar in paren for w in paar]
    laag, hoog = min(waarden), max(waarden)
    links = max(tekstbreedte(opmaak(a), maat, "halfvet") for a, _ in paren)
    cijfer = max(tekstbreedte(opmaak(b), maat, "halfvet") for _, b in paren)
    wens = max(tekstbreedte(naam, maat, "halfvet") for naam in namen)
    kolom = min(wens, (0.42 if blad.smal else 0.4) * blad.ruimte)
    half = max(tekstbreedte(str(m), maat, "halfvet") for m in momenten) / 2
    x0 = blad.links + max(links + 8, half)
    x1 = min(blad.rechts - kolom - cijfer - 16, blad.rechts - half)
    blokken = [wikkel(naam, kolom, maat, "halfvet") for naam in namen]
    hoogten = [len(blok) * maat * REGEL for blok in blokken]
    vlak_hoog = max(120.0 if blad.smal else 140.0, sum(hoogten) + 4 * len(namen))
    for x, moment in ((x0, momenten[0]), (x1, momenten[1])):
        blad.regel(
            x, blad.y, str(moment), gewicht="halfvet", kleur_="leisteen", ha="center", naam="moment"
        )
    top = blad.y + maat * REGEL + 10
    onder = top + vlak_hoog
    for x in (x0, x1):
        blad.lijn([x, x], [top - 6, onder + 6], kleur("lijn"), 1.0, z=1, naam="as")

    def plaats(waarde: float) -> float:
        return (
            (top + onder) / 2
            if hoog == laag
            else onder - (waarde - laag) / (hoog - laag) * vlak_hoog
        )

    kleuren = _hellingkleuren(namen, uitgelicht)
    for naam, (a, b), verf in zip(namen, paren, kleuren, strict=True):
        blad.lijn([x0, x1], [plaats(a), plaats(b)], kleur(verf), 2.2, z=3, naam=f"helling: {naam}")
        for x, w in ((x0, a), (x1, b)):
            blad.vorm("schijf", x, plaats(w), 3.6, kleur(verf), naam=f"punt: {naam}")
    volgorde = sorted(range(len(namen)), key=lambda i: plaats(paren[i][0]))
    plekken = spreid(
        [plaats(paren[i][0]) for i in volgorde], [maat * REGEL] * len(namen), top - 8, onder + 8
    )
    for i, y in zip(volgorde, plekken, strict=True):
        blad.woord(
            x0 - 8,
            y,
            opmaak(paren[i][0]),
            gewicht="halfvet",
            kleur_=kleuren[i],
            ha="right",
            naam="waarde",
        )
    _hellingnamen(
        blad,
        blokken,
        hoogten,
        [plaats(b) for _, b in paren],
        [opmaak(b) for _, b in paren],
        kleuren,
        x1 + 8,
        cijfer,
        (top - 10, onder + 10),
    )
    blad.y = max(blad.y, onder + 10)


def _hellingnamen(
    blad: Blad,
    blokken: Sequence[Sequence[str]],
    hoogten: Sequence[float],
    doelen: Sequence[float],
    cijfers: Sequence[str],
    kleuren: Sequence[str],
    x: float,
    cijferkolom: float,
    grenzen: tuple[float, float],
) -> None:
    maat = blad.maat.tekst
    volgorde = sorted(range(len(blokken)), key=lambda i: doelen[i])
    plekken = spreid([doelen[i] for i in volgorde], [hoogten[i] for i in volgorde], *grenzen, 2)
    for i, midden in zip(volgorde, plekken, strict=True):
        y = midden - hoogten[i] / 2
        blad.woord(
            x, y + maat * REGEL / 2, cijfers[i], gewicht="halfvet", kleur_=kleuren[i], naam="waarde"
        )
        for regel in blokken[i]:
            blad.woord(
                x + cijferkolom + 6, y + maat * REGEL / 2, regel, kleur_=kleuren[i], naam="label"
            )
            y += maat * REGEL
        blad.y = max(blad.y, y)


def _hellingkleuren(namen: Sequence[str], uitgelicht: set[str]) -> list[str]:
    if uitgelicht:
        return ["koraal" if naam in uitgelicht else "leisteen" for naam in namen]
    return [REEKSKLEUREN[i % len(REEKSKLEUREN)] for i in range(len(namen))]

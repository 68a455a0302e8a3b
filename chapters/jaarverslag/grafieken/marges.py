"""Values with the uncertainty that their number of answers leaves: a mark on its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import getal
from ..stijl import kleur, tekstbreedte, tint
from . import basis
from .basis import Grafiek, Opmaak
from .blad import REGEL, Blad, wikkel_mooi


@dataclass(frozen=True)
class Marge:
    """One value with its interval and the number of answers behind it."""

    label: str
    waarde: float
    laag: float
    hoog: float
    n: int

    @property
    def uit(self) -> str:
        """How many answered, as it stands under the label."""
        return f"{getal(self.n)} {'antwoord' if self.n == 1 else 'antwoorden'}"


def marges(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    laag: str,
    hoog: str,
    n: str,
    *,
    titel: str,
    ondertitel: str = "",
    randen: tuple[float, float] = (0, 100),
    eenheid: str = "%",
    decimalen: int = 0,
    koppen: Mapping[str, str] | None = None,
) -> Grafiek:
    """A mark for each value and a bar for its interval, on one scale from ``randen``.

    ``laag`` and ``hoog`` bound the interval, ``n`` counts the answers. Raises ``ValueError``
    (Dutch) on bad input, an interval that runs backwards, or anything outside the scale.
    """
    basis.eis_titel(titel)
    basis.eis_kolommen(gegevens, label, waarde, laag, hoog, n)
    rijen = _lees(gegevens, label, (waarde, laag, hoog), n, randen)
    opmaak = Opmaak(eenheid, decimalen)

    def teken(smal: bool) -> Figure:
        blad = Blad(smal, titel, ondertitel)
        _rijen(blad, rijen, opmaak, randen)
        return blad.klaar()

    zinnen = [
        f"{rij.label}: {opmaak.voluit(rij.waarde)}, interval van {opmaak(rij.laag)} "
        f"tot {opmaak(rij.hoog)}, {rij.uit}"
        for rij in rijen
    ]
    tabel = basis.lezerstabel(
        gegevens, [label, waarde, laag, hoog, n], koppen, eenheid, [waarde]
    ).round(1)
    return basis.maak(teken, "Waarden met hun interval", titel, zinnen, tabel)


def _lees(
    gegevens: pd.DataFrame,
    label: str,
    kolommen: tuple[str, str, str],
    n: str,
    randen: tuple[float, float],
) -> list[Marge]:
    getallen = [basis.getallen(gegevens, kolom) for kolom in kolommen]
    namen, aantallen = basis.teksten(gegevens, label), basis.getallen(gegevens, n, negatief=False)
    rijen = []
    for naam, waarde, laag, hoog, aantal in zip(namen, *getallen, aantallen, strict=True):
        if laag > hoog:
            raise ValueError(f"Het interval van {naam!r} loopt van {laag:g} tot {hoog:g}.")
        if not randen[0] <= min(waarde, laag) <= max(waarde, hoog) <= randen[1]:
            raise ValueError(f"{naam!r} valt buiten de schaal van {randen[0]:g} tot {randen[1]:g}.")
        rijen.append(Marge(naam, waarde, laag, hoog, int(aantal)))
    return rijen


def _rijen(blad: Blad, rijen: Sequence[Marge], opmaak: Opmaak, randen: tuple[float, float]) -> None:
    maat, klein = blad.maat.tekst, blad.maat.klein
    breed = max(tekstbreedte(opmaak(rij.waarde), maat, "vet") for rij in rijen) + 8
    meest = max(tekstbreedte(rij.label, maat, "halfvet") for rij in rijen)
    kolom = 0.0 if blad.smal else min(meest, 0.4 * blad.ruimte)
    x0, x1 = blad.links + (kolom + 14 if kolom else 4), blad.rechts - breed - 4
    van, tot = randen

    def x(waarde: float) -> float:
        return x0 + (waarde - van) / (tot - van) * (x1 - x0)

    for rij in rijen:
        regels = wikkel_mooi(rij.label, kolom or blad.ruimte, maat, "halfvet")
        y = blad.y
        for regel in regels:
            blad.regel(blad.links, y, regel, gewicht="halfvet", naam="label")
            y += maat * REGEL
        blad.regel(blad.links, y, rij.uit, klein, kleur_="leisteen", naam="noot")
        y += klein * REGEL
        midden = y + 9 if blad.smal else (blad.y + y) / 2
        blad.rechthoek(x0, midden - 1, x1 - x0, 2, tint("leisteen", 0.2), naam="schaal")
        if van < 0 < tot:
            blad.lijn(
                [x(0.0)] * 2, [midden - 8, midden + 8], kleur("leisteen"), 0.8, naam="nullijn"
            )
        lengte = max(x(rij.hoog) - x(rij.laag), 1.0)
        blad.rechthoek(
            x(rij.laag), midden - 5, lengte, 10, tint("petrol", 0.3), naam=f"interval: {rij.label}"
        )
        blad.vorm("schijf", x(rij.waarde), midden, 4, kleur("petrol"), naam=f"punt: {rij.label}")
        blad.woord(
            blad.rechts, midden, opmaak(rij.waarde), gewicht="vet", ha="right", naam="waarde"
        )
        blad.y = (midden + 7 if blad.smal else y) + 8
    _as(blad, x(van), x(tot), x(0.0) if van < 0 < tot else None, randen, opmaak)


def _as(
    blad: Blad,
    x0: float,
    x1: float,
    nul: float | None,
    randen: tuple[float, float],
    opmaak: Opmaak,
) -> None:
    """The limits of the scale, and where zero lies when it lies between them."""
    if nul is not None:
        blad.regel(nul, blad.y, "0", kleur_="leisteen", ha="center", naam="schaalgrens")
    blad.regel(x0, blad.y, opmaak(randen[0]), kleur_="leisteen", naam="schaalgrens")
    blad.regel(x1, blad.y, opmaak(randen[1]), kleur_="leisteen", ha="right", naam="schaalgrens")
    blad.y += blad.maat.tekst * REGEL

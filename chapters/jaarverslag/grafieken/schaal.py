"""Values on their scale, with the uncertainty due to their number of answers."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from ..basis.kleuren import kleur, tint
from ..basis.tekst import rond
from . import invoer
from .invoer import Opmaak
from .staven import achtergrond
from .stijl import REGEL, TEKST, tekstbreedte, vette_breedte
from .vlak import Maat, Tekening, noteer, onthoud, vlak_of_huidig, wikkel


def schaal(
    tabel: pd.DataFrame, label: str, waarde: str, *, randen: tuple[str, str],
    interval: tuple[str, str] | None = None, ax: Axes | None = None, eenheid: str = "",
    decimalen: int = 0,
) -> Axes:  # fmt: skip
    """Each value on its scale, one row per measure: a bar from zero, or a mark on its interval.

    ``randen`` are the columns with the limits of the scale; rows share one axis. ``interval`` are
    the columns with the bounds of each value. Raises ``ValueError`` (Dutch) on bad input, reversed
    bounds, and anything outside its scale.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(tabel, label, waarde, negatief=True)
    opmaak = Opmaak(eenheid, decimalen)
    grenzen = [invoer.getallen(tabel, kolom) for kolom in randen]
    leeg = [[None] * len(rijen)] * 2
    bereik = [invoer.getallen(tabel, kolom) for kolom in interval] if interval else leeg
    zinnen, woorden, diktes = [], [], []
    for plek, (r, van, tot, laag, hoog) in enumerate(zip(rijen, *grenzen, *bereik, strict=True)):
        binnen = [getal_ for getal_ in (laag, r.waarde, hoog) if getal_ is not None]
        if van >= tot or (interval and laag > hoog):
            raise ValueError(f"De schaal of het interval van {r.label!r} loopt achteruit.")
        if binnen and not van <= min(binnen) <= max(binnen) <= tot:
            raise ValueError(f"{r.label!r} valt buiten de schaal van {van:g} tot {tot:g}.")
        ax.barh(plek, tot - van, left=van, color=tint("leisteen", 0.16))
        diktes += [2 if interval else 14, 11 if interval else 14]
        zin = f", op een schaal van {rond(van)} tot {rond(tot)}"
        if interval:
            ax.barh(plek, hoog - laag, left=laag, color=tint("petrol", 0.3))
            (stip,) = ax.plot(r.getal, plek, "o", color=kleur("petrol"), clip_on=False)
            stip.set(gid=r.gid, markersize=8)
            zin = f", interval van {opmaak(laag)} tot {opmaak(hoog)}"
        else:
            ax.barh(plek, r.getal, color=kleur("petrol"), gid=r.gid)
        zinnen.append(opmaak.zin(r) + zin)
        naast = {"xycoords": ("axes fraction", "data"), "va": "center", "weight": "semibold"}
        woorden.append(noteer(ax, opmaak.rij(r), (1, plek), (6, 0), **naast))
    laagst, hoogst = min(grenzen[0]), max(grenzen[1])
    ax.set_xticks(sorted({laagst, hoogst, min(max(0.0, laagst), hoogst)}))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda w, _: rond(w)))
    ax.axvline(0, color=kleur("leisteen"), linewidth=0.8, visible=laagst < 0 < hoogst)
    ax.tick_params(length=0, pad=3)
    ax.tick_params(axis="y", pad=0)
    ax.spines[:].set_visible(False)
    ax.set_axisbelow(False)
    half = max(0.0, tekstbreedte(rond(laagst)) / 2 - 2)
    rechts = max(vette_breedte(woord.get_text()) for woord in woorden) + 8

    def schik(breed: float, smal: bool) -> Maat:
        blokken = [wikkel(r.label, breed, gewicht="semibold") for r in rijen]
        hoog = max(len(blok) for blok in blokken) * TEKST * REGEL
        stap, n = hoog + 26, len(rijen)
        for nummer, (vorm, dik) in enumerate(zip(ax.patches, diktes, strict=False)):
            vorm.set(height=dik / stap, y=nummer // 2 - dik / stap / 2)
        ax.set_yticks([p - 8 / stap for p in range(n)], ["\n".join(blok) for blok in blokken])
        links = -half / (breed - half - rechts)
        for naam in ax.get_yticklabels():
            naam.set(x=links, ha="left", va="bottom", weight="semibold", bbox=achtergrond())
        ax.set_ylim(n - 1 + 10 / stap, -(hoog + 8) / stap)
        ax.set_xlim(laagst, hoogst)
        return Maat((n - 1) * stap + hoog + 18, half, rechts, 0, 3 + TEKST * REGEL)

    leestabel = invoer.lezerstabel(
        tabel, [label, waarde, *randen, *(interval or ())], eenheid, waarde
    )
    soort = "Waarden met hun interval" if interval else "Waarden op hun schaal"
    onthoud(ax, Tekening(soort + opmaak.in_woord, zinnen, leestabel.round(1), schik))
    return ax

"""Values on their scale, with the uncertainty that their number of answers leaves."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from ..basis.kleuren import kleur, tint
from ..basis.tekst import SPATIE, getal
from . import invoer
from .invoer import Opmaak
from .staven import achtergrond
from .stijl import REGEL, TEKST, tekstbreedte
from .vlak import Maat, Tekening, onthoud, vlak_of_huidig, wikkel


def schaal(
    tabel: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    ax: Axes | None = None,
    randen: tuple[str, str] | tuple[float, float] = (0, 100),
    interval: tuple[str, str] | None = None,
    n: str | None = None,
    eenheid: str = "",
    decimalen: int = 0,
    status: str = "status",
    rij: str = "anker",
) -> Axes:
    """Each value on its scale, one row per measure: a bar from zero, or a mark on its interval.

    ``randen`` are the limits of the scale, or the two columns that hold them; rows share one axis.
    ``interval`` names the columns with the bounds of each value, ``n`` the one that counts its
    answers. Raises ``ValueError`` (Dutch) on bad input, an interval that runs backwards, and
    anything outside its scale.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(
        tabel, label, waarde, status=status, eenheid=eenheid, rij=rij, negatief=True
    )
    opmaak = Opmaak("" if eenheid in tabel else eenheid, decimalen)
    grenzen = _paren(tabel, randen)
    intervallen = _paren(tabel, interval) if interval else [(r.getal, r.getal) for r in rijen]
    aantallen = invoer.getallen(tabel, n) if n else []
    antwoorden = [f"{getal(a)}{SPATIE}{'antwoord' if a == 1 else 'antwoorden'}" for a in aantallen]
    zinnen, namen, woorden = [], [], []
    diktes: dict[Rectangle, tuple[int, float]] = {}

    def vorm(lengte: float, links: float, dik: float, verf: str) -> Rectangle:
        (balk,) = ax.barh(plek, lengte, left=links, color=verf)
        diktes[balk] = (plek, dik)
        return balk

    for plek, (r, (van, tot), (laag, hoog)) in enumerate(
        zip(rijen, grenzen, intervallen, strict=True)
    ):
        if van >= tot or laag > hoog:
            raise ValueError(f"De schaal of het interval van {r.label!r} loopt achteruit.")
        if r.waarde is not None and not van <= min(r.waarde, laag) <= max(r.waarde, hoog) <= tot:
            raise ValueError(f"{r.label!r} valt buiten de schaal van {van:g} tot {tot:g}.")
        vorm(tot - van, van, 2 if interval else 14, tint("leisteen", 0.16))
        zin = f"{opmaak.zin(r)}, op een schaal van {_grens(van)} tot {_grens(tot)}"
        if interval:
            vorm(hoog - laag, laag, 11, tint("petrol", 0.3))
            (stip,) = ax.plot(
                r.getal, plek, "o", color=kleur("petrol"), markersize=8, clip_on=False
            )
            stip.set_gid(r.gid)
            zin = f"{opmaak.zin(r)}, interval van {opmaak(laag)} tot {opmaak(hoog)}"
        elif r.waarde is not None:
            vorm(r.waarde, 0, 14, kleur("petrol")).set_gid(r.gid)
        namen.append(f"{r.label} ({antwoorden[plek]})" if n else r.label)
        zinnen.append(zin + (f", {antwoorden[plek]}" if n else ""))
        woorden.append(
            ax.annotate(
                opmaak.rij(r), (1, plek), xycoords=("axes fraction", "data"), xytext=(6, 0),
                textcoords="offset points", va="center", weight="semibold",
            )
        )  # fmt: skip
    laagst, hoogst = min(van for van, _ in grenzen), max(tot for _, tot in grenzen)
    ax.set_xticks(sorted({laagst, hoogst, min(max(0.0, laagst), hoogst)}))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda w, _: _grens(w)))
    if laagst < 0 < hoogst:
        ax.axvline(0, color=kleur("leisteen"), linewidth=0.8)
    ax.tick_params(length=0, pad=3)
    ax.tick_params(axis="y", pad=0)
    ax.spines[:].set_visible(False)
    ax.set_axisbelow(False)
    kolommen = [label, waarde, *(k for k in (*randen, *(interval or ()), n) if isinstance(k, str))]
    leestabel, koppen = invoer.lezerstabel(tabel, kolommen, eenheid, [waarde], status)
    half = max(0.0, tekstbreedte(_grens(laagst)) / 2 - 2)
    breed = max(tekstbreedte(w.get_text(), TEKST, "semibold") for w in woorden) + 8

    def schik(ruimte: float, smal: bool) -> Maat:
        blokken = [wikkel(naam, ruimte, gewicht="semibold") for naam in namen]
        hoog = max(len(blok) for blok in blokken) * TEKST * REGEL
        stap = hoog + 26
        for balk, (p, dik) in diktes.items():
            balk.set(height=dik / stap, y=p - dik / stap / 2)
        ax.set_yticks([p - 8 / stap for p in range(len(namen))], ["\n".join(b) for b in blokken])
        for teken in ax.get_yticklabels():
            teken.set(
                x=-half / (ruimte - half - breed),
                ha="left",
                va="bottom",
                weight="semibold",
                bbox=achtergrond(),
            )
        ax.set_ylim(len(namen) - 1 + 10 / stap, -(hoog + 8) / stap)
        ax.set_xlim(laagst, hoogst)
        return Maat((len(namen) - 1) * stap + hoog + 18, half, breed, 0, 3 + TEKST * REGEL)

    soort = "Waarden met hun interval" if interval else "Waarden op hun schaal"
    onthoud(ax, Tekening(soort, zinnen, leestabel.round(1), koppen, schik))
    return ax


def nps_groepen() -> pd.DataFrame:
    """The groups of a Net Promoter Score: which answers from 0 to 10 each holds, and its weight."""
    groepen = pd.DataFrame(
        [
            ("criticasters", 0, 6, "raadt het niet aan"),
            ("passief tevreden", 7, 8, "telt niet mee in de score"),
            ("promotoren", 9, 10, "raadt het aan"),
        ],
        columns=["groep", "van", "tot", "betekenis"],
    )
    schaal_ = [f"{groep.van} tot {groep.tot}" for groep in groepen.itertuples()]
    return groepen.assign(antwoorden=groepen["tot"] - groepen["van"] + 1, schaal=schaal_)


def _paren(tabel: pd.DataFrame, grenzen: tuple) -> list[tuple[float, float]]:
    """Two numbers for each row: from two columns, or the same for all."""
    if not isinstance(grenzen[0], str):
        return [(float(grenzen[0]), float(grenzen[1]))] * len(tabel)
    invoer.eis_kolommen(tabel, *grenzen)
    return list(zip(*(invoer.getallen(tabel, kolom) for kolom in grenzen), strict=True))


def _grens(waarde: float) -> str:
    """A limit of a scale: whole when it is whole."""
    return getal(waarde, 0 if float(waarde).is_integer() else 1)

"""Horizontal bars: amounts from zero, and changes around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from . import invoer
from .invoer import ONZEKER, Accent, Opmaak, Rij
from .stijl import REGEL, TEKST, Hoe, vette_breedte
from .vlak import Maat, Tekening, onthoud, vlak_of_huidig, wikkel

LUCHT = 5.0


def staven(
    tabel: pd.DataFrame, label: str, waarde: str, *, ax: Axes | None = None, eenheid: str = "",
    decimalen: int = 0, accent: Accent = None, teken: bool = False,
) -> Axes:  # fmt: skip
    """Horizontal bars from zero, one per row, in row order, each with its value.

    Circa, ondergrens and voorlopig are hatched and labelled as such; an unpublished value is text
    only. With ``teken`` values are signed changes around zero. Bars carry the id of their row.
    Raises ``ValueError`` (Dutch) on input that cannot be drawn.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(tabel, label, waarde, negatief=teken)
    namen = [r.label for r in rijen]
    if dubbel := {naam for naam in namen if namen.count(naam) > 1}:
        raise ValueError(f"Twee staven heten {sorted(dubbel)[0]!r}: geef elke rij een eigen naam.")
    opmaak = Opmaak(eenheid, decimalen, teken)
    uitgelicht = invoer.accenten(accent, namen)
    balken = ax.barh(namen, [r.getal for r in rijen], height=0.6)
    # A line that someone adds runs behind the value.
    hoe: Hoe = {"padding": LUCHT, "weight": "semibold", "bbox": achtergrond()}
    woorden = ax.bar_label(balken, [opmaak.rij(r) for r in rijen], **hoe)
    for vorm, woord, r in zip(balken, woorden, rijen, strict=True):
        # Without an accent, the sign sets the colour: decreases coral, increases petrol.
        op = r.label in uitgelicht or (r.getal < 0 and not uitgelicht)
        verf_balk(vorm, r, "koraal" if op else "leisteen" if uitgelicht else "petrol")
        if r.waarde is None:
            woord.set(color=kleur("leisteen"), weight="regular")
    nul = ax.axvline(0, color=kleur("leisteen"), linewidth=0.8)
    ax.set_axisbelow(False)
    ax.xaxis.set_visible(False)
    ax.spines[:].set_visible(False)
    namen_van = ax.yaxis.get_major_formatter()

    def schik(breed: float, smal: bool) -> Maat:
        # Labels above the bars start at zero too, which shows where it is.
        nul.set_visible(teken or not smal)
        vormen = [v for c in ax.containers if isinstance(c, BarContainer) for v in c]
        plekken = sorted({round(v.get_y() + v.get_height() / 2, 6) for v in vormen})
        labels = {naam: naam in uitgelicht for naam in namen_van.format_ticks(plekken)}
        return _schik(ax, vormen, plekken, labels, breed, smal)

    leestabel = invoer.lezerstabel(tabel, [label, waarde], eenheid, waarde)
    soort = "Staafdiagram rond nul" if teken else "Staafdiagram"
    soort += opmaak.in_woord
    onthoud(ax, Tekening(soort, [opmaak.zin(r) for r in rijen], leestabel, schik))
    return ax


def achtergrond() -> dict[str, Any]:
    """Background of a label, so that no line runs through its text."""
    return {"facecolor": kleur("pagina"), "edgecolor": "none", "pad": 0}


def verf_balk(vorm: Rectangle, rij: Rij, verf: str) -> None:
    """Style a bar by its status; slate is for bars in the background."""
    vorm.set(gid=rij.gid, facecolor=tint(verf, 0.62 if verf == "leisteen" else 1))
    if rij.status in ONZEKER:
        vorm.set(facecolor=tint(verf, 0.15), edgecolor=kleur(verf), hatch="////", linewidth=1)


def _schik(
    ax: Axes, vormen: Sequence[Rectangle], plekken: Sequence[float], labels: dict[str, bool],
    breed: float, smal: bool,
) -> Maat:  # fmt: skip
    """Labels left of the bars, or above them on a phone; for all bars of the axes."""
    gewichten = ["semibold" if vet else "regular" for vet in labels.values()]
    kolom = breed if smal else min(max(map(vette_breedte, labels)), 0.42 * breed)
    blokken = [
        wikkel(naam, kolom, gewicht=gewicht, mooi=True)
        for naam, gewicht in zip(labels, gewichten, strict=True)
    ]
    hoogste = max(len(blok) for blok in blokken) * TEKST * REGEL
    dik = 11.0 if smal else 13.0
    stap = hoogste + dik + 10 if smal else max(hoogste, dik) + 8
    for vorm in vormen:
        midden = vorm.get_y() + vorm.get_height() / 2
        vorm.set(height=dik / stap, y=midden - dik / stap / 2)
    ax.tick_params(axis="y", length=0, pad=0 if smal else 8)
    op = (dik / 2 + 2) / stap if smal else 0
    ax.set_yticks([p - op for p in plekken], ["\n".join(blok) for blok in blokken])
    ha, va = ("left", "bottom") if smal else ("right", "center")
    for label, gewicht in zip(ax.get_yticklabels(), gewichten, strict=True):
        label.set(weight=gewicht, ha=ha, va=va, multialignment=ha, bbox=achtergrond())
    boven, onder = (hoogste + dik / 2 + 2, dik / 2) if smal else (stap / 2 - 2, stap / 2 - 2)
    ax.set_ylim(plekken[-1] + onder / stap, plekken[0] - boven / stap, auto=None)
    links = 0 if smal else kolom + 8
    if ax.get_autoscalex_on():
        ax.set_xlim(*_grenzen(ax, breed - links), auto=None)
    return Maat((plekken[-1] - plekken[0]) * stap + boven + onder, links)


def _grenzen(ax: Axes, ruimte: float) -> tuple[float, float]:
    """Axis limits such that every bar and the label at its end fit in ``ruimte`` points.

    Panels with one axis together hold the bars of all.
    """
    samen = ax.get_shared_x_axes().get_siblings(ax)
    woorden = [t for vlak in samen for t in vlak.texts if isinstance(t, Annotation)]
    einden = [(float(t.xy[0]), LUCHT + vette_breedte(t.get_text())) for t in woorden]
    laag = min(0.0, *(vlak.dataLim.x0 for vlak in samen))
    hoog = max(0.0, *(vlak.dataLim.x1 for vlak in samen))
    if laag == hoog:
        return 0.0, 1.0
    if laag == 0:
        schaal = min([ruimte / hoog, *((ruimte - breed) / x for x, breed in einden if x > 0)])
        return 0.0, ruimte / schaal
    links = max([0.0, *(breed for x, breed in einden if x < 0)])
    rechts = max([0.0, *(breed for x, breed in einden if x >= 0 and hoog > 0)])
    schaal = (ruimte - links - rechts) / (hoog - laag)
    return laag - links / schaal, hoog + rechts / schaal

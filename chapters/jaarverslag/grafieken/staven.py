"""Horizontal bars: amounts from zero, and changes around zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from ..basis.kleuren import kleur, tint
from . import invoer
from .invoer import NIET_UITGESPLITST, ONZEKER, RESTZIN, Accent, Opmaak, Rij
from .stijl import REGEL, TEKST, tekstbreedte
from .vlak import Maat, Tekening, onthoud, vlak_of_huidig, wikkel

LUCHT = 5.0


def staven(
    tabel: pd.DataFrame,
    label: str,
    waarde: str,
    *,
    ax: Axes | None = None,
    eenheid: str = "",
    decimalen: int = 0,
    accent: Accent = None,
    teken: bool = False,
    status: str = "status",
    rij: str = "anker",
) -> Axes:
    """Horizontal bars from zero, one per row, in row order, each with its value.

    ``eenheid`` is one unit or the name of a column. Circa, ondergrens and voorlopig are hatched and
    worded; a rest that the source does not break down is an outline; what is not published is
    words. With ``teken`` values are changes, signed, on both sides of zero. Bars carry the id of
    their row. Raises ``ValueError`` (Dutch) on input that cannot be drawn.
    """
    ax = vlak_of_huidig(ax)
    rijen = invoer.rijen(
        tabel, label, waarde, status=status, eenheid=eenheid, rij=rij, negatief=teken
    )
    dubbel = {r.label for r in rijen if [s.label for s in rijen].count(r.label) > 1}
    if dubbel:
        raise ValueError(f"Twee staven heten {sorted(dubbel)[0]!r}: geef elke rij een eigen naam.")
    opmaak = Opmaak("" if eenheid in tabel else eenheid, decimalen, teken)
    uitgelicht = invoer.accenten(accent, [r.label for r in rijen])
    balken = ax.barh([r.label for r in rijen], [r.getal for r in rijen], height=0.6)
    namen = ax.yaxis.get_major_formatter()
    woorden = ax.bar_label(balken, [opmaak.rij(r) for r in rijen], padding=LUCHT, weight="semibold")
    for vorm, woord, r in zip(balken, woorden, rijen, strict=True):
        # Without a chosen accent the direction carries the colour: less is coral, more is petrol.
        verf_balk(
            vorm, r, r.label in uitgelicht or (r.getal < 0 and not uitgelicht), bool(uitgelicht)
        )
        if r.waarde is None:
            woord.set(color=kleur("leisteen"), weight="regular")
    nul = ax.axvline(0, color=kleur("leisteen"), linewidth=0.8)
    ax.set_axisbelow(False)
    ax.xaxis.set_visible(False)
    ax.spines[:].set_visible(False)
    rest = {r.label for r in rijen if r.status == NIET_UITGESPLITST}

    def naam_van(plek: float) -> tuple[str, bool]:
        naam = namen.format_ticks([plek])[0]
        return (f"{naam} ({RESTZIN})" if naam in rest else naam), naam in uitgelicht

    leestabel = invoer.lezerstabel(
        tabel, [label, waarde, eenheid if eenheid in tabel else None], eenheid, [waarde], status
    )
    soort = "Staafdiagram rond nul" if teken else "Staafdiagram"
    zinnen = [opmaak.zin(r) for r in rijen]

    def schik(breed: float, smal: bool) -> Maat:
        # Above each other, labels and bars show where zero is.
        nul.set_visible(teken or not smal)
        return _schik(ax, naam_van, breed, smal)

    onthoud(ax, Tekening(soort, zinnen, *leestabel, schik))
    return ax


def achtergrond() -> dict[str, Any]:
    """Behind a label: no line of the drawing runs through its words."""
    return {"facecolor": kleur("pagina"), "edgecolor": "none", "pad": 0}


def verf_balk(vorm: Rectangle, rij: Rij, accent: bool, rustig: bool) -> None:
    """Colour a bar in the manner of its status; ``rustig`` puts it in the background."""
    verf = "koraal" if accent else "leisteen" if rustig else "petrol"
    vorm.set(
        gid=rij.gid, facecolor=tint("leisteen", 0.62) if rustig and not accent else kleur(verf)
    )
    if rij.status == NIET_UITGESPLITST:
        streep = (0, (3, 2))
        vorm.set(facecolor="none", edgecolor=kleur("leisteen"), linewidth=1, linestyle=streep)
    elif rij.status in ONZEKER:
        vorm.set(facecolor=tint(verf, 0.15), edgecolor=kleur(verf), linewidth=1, hatch="////")


def _schik(
    ax: Axes, naam_van: Callable[[float], tuple[str, bool]], breed: float, smal: bool
) -> Maat:
    """Labels before the bars, or above them on a phone; all bars of the axes, whoever drew them."""
    vormen = [v for c in ax.containers if isinstance(c, BarContainer) for v in c]
    plekken = sorted({round(v.get_y() + v.get_height() / 2, 6) for v in vormen})
    namen = [naam_van(plek) for plek in plekken]
    kolom = max(tekstbreedte(naam, TEKST, "semibold") for naam, _ in namen)
    kolom = breed if smal else min(kolom, 0.42 * breed)
    blokken = [wikkel(naam, kolom, gewicht=_gewicht(vet), mooi=True) for naam, vet in namen]
    hoogste = max(len(blok) for blok in blokken) * TEKST * REGEL
    dik = 11.0 if smal else 13.0
    stap = hoogste + dik + 10 if smal else max(hoogste, dik) + 8
    for vorm in vormen:
        midden = vorm.get_y() + vorm.get_height() / 2
        vorm.set(height=dik / stap, y=midden - dik / stap / 2)
    op = (dik / 2 + 2) / stap if smal else 0
    ax.tick_params(axis="y", length=0, pad=0 if smal else 8)
    ax.set_yticks([p - op for p in plekken], ["\n".join(blok) for blok in blokken])
    for teken, (_, vet) in zip(ax.get_yticklabels(), namen, strict=True):
        teken.set(
            weight=_gewicht(vet), ha="left" if smal else "right", va="bottom" if smal else "center"
        )
        teken.set_multialignment("left" if smal else "right")
        teken.set_bbox(achtergrond())
    boven = hoogste + dik / 2 + 2 if smal else stap / 2 - 2
    onder = dik / 2 if smal else stap / 2 - 2
    ax.set_ylim(plekken[-1] + onder / stap, plekken[0] - boven / stap, auto=None)
    links = 0 if smal else kolom + 8
    if ax.get_autoscalex_on():
        ax.set_xlim(*_grenzen(ax, breed - links), auto=None)
    return Maat((plekken[-1] - plekken[0]) * stap + boven + onder, links)


def _gewicht(vet: bool) -> str:
    return "semibold" if vet else "regular"


def _grenzen(ax: Axes, ruimte: float) -> tuple[float, float]:
    """Limits of the axis such that every bar and the words at its end fit ``ruimte`` points."""
    woorden = [t for t in ax.texts if isinstance(t, Annotation)]
    einden = [
        (float(t.xy[0]), LUCHT + tekstbreedte(t.get_text(), TEKST, "semibold")) for t in woorden
    ]
    laag, hoog = min(0.0, ax.dataLim.x0), max(0.0, ax.dataLim.x1)
    if laag == hoog:
        return 0.0, 1.0
    if laag == 0:
        schaal = min([ruimte / hoog, *((ruimte - breed) / x for x, breed in einden if x > 0)])
        return 0.0, ruimte / schaal
    links, rechts = (
        max([0.0, *(b for x, b in einden if (x < 0) == min_)]) for min_ in (True, False)
    )
    rechts = rechts if hoog > 0 else 0.0
    schaal = (ruimte - links - rechts) / (hoog - laag)
    return laag - links / schaal, hoog + rechts / schaal

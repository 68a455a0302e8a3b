"""Lines over the years, with their breaks and gaps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..basis.kleuren import kleur, tint
from ..basis.tekst import maandnaam
from . import invoer
from .invoer import ONZEKER, Opmaak, Rij
from .stijl import REEKSKLEUREN, REGEL, TEKST, Hoe, tekstbreedte, vette_breedte
from .vlak import Maat, Tekening, noteer, onthoud, spreid, vlak_of_huidig, wikkel, zet_sleutel

MERKEN = ("o", "s", "D", "^", "o", "s")
# A line of this many points has smaller marks.
VEEL = 8
GRIJS: Hoe = {"color": kleur("leisteen"), "style": "italic"}
NIET_NUL = "de as begint niet bij nul"


@dataclass(frozen=True)
class Punt:
    """One point of a line; ``breuk``: not comparable with the previous one."""

    x: int
    rij: Rij
    breuk: bool

    @property
    def y(self) -> float:
        return float("nan") if self.rij.waarde is None else self.rij.waarde


@dataclass
class Lijn:
    """One line: its points with a value, and its label, level with the last of them."""

    naam: str
    punten: list[Punt]
    verf: str
    merk: str
    einde: Annotation


def lijnen(
    tabel: pd.DataFrame, x: str, waarde: str, *, ax: Axes | None = None, reeks: str | None = None,
    eenheid: str = "", decimalen: int = 0, maanden: bool = False,
) -> Axes:  # fmt: skip
    """Lines over the years (or ``maanden``), one per value of ``reeks``, labelled at their end.

    Where the column ``breuk`` is true the series restarts: a marked gap. An unpublished value is a
    gap too; years without a row are bridged by a dotted line. Uncertain points are hollow. Points
    carry the id of their row. Raises ``ValueError`` (Dutch) on input that cannot be drawn, on a
    duplicate year in a line and on more than six lines.
    """
    ax = vlak_of_huidig(ax)
    opmaak = Opmaak(eenheid, decimalen)
    reeksen = _lees(tabel, x, waarde, reeks)
    getekend, zinnen = [], []
    for (naam, punten), verf, merk in zip(reeksen.items(), REEKSKLEUREN, MERKEN, strict=False):
        if lijn := _teken(ax, naam, punten, opmaak, kleur(verf), merk):
            getekend.append(lijn)
        zinnen.append((f"{naam} – " if naam else "") + _zin(punten, opmaak, maanden))
    ax.axhline(0, color=kleur("leisteen"), linewidth=0.8, zorder=1)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, pad=5, labelcolor=kleur("leisteen"))
    kort = partial(maandnaam, kort=True) if maanden else str
    ax.xaxis.set_major_formatter(FuncFormatter(lambda w, _: kort(int(w))))
    ax.yaxis.set_major_formatter(FuncFormatter(opmaak))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=not decimalen))
    ax.grid(axis="y")
    jaren = sorted({p.x for punten in reeksen.values() for p in punten})
    grond = noteer(ax, NIET_NUL, (0, 0), (0, 3), xycoords="axes fraction", visible=False, **GRIJS)
    gebroken = _breuken(ax, reeksen.values())
    plan = Plan(ax, getekend, jaren, grond, opmaak, gebroken)
    met_breuk = tabel.assign(reeksbreuk=np.where(_breuk(tabel), "ja", ""))
    kolommen = [reeks, x, waarde, "reeksbreuk" if "breuk" in tabel else None]
    leestabel = invoer.lezerstabel(met_breuk, kolommen, eenheid, waarde)
    if maanden:
        leestabel[x] = [maandnaam(maand) for maand in leestabel[x]]
    soort = f"Lijndiagram{opmaak.in_woord}"
    onthoud(ax, Tekening(soort, zinnen, leestabel, plan.schik, plan.labels))
    return ax


def _breuk(tabel: pd.DataFrame) -> list[bool]:
    waarden = tabel["breuk"] if "breuk" in tabel else [False] * len(tabel)
    return [not invoer.leeg(waarde) and bool(waarde) for waarde in waarden]


def _zin(punten: Sequence[Punt], opmaak: Opmaak, maanden: bool) -> str:
    schrijf = maandnaam if maanden else str
    return ", ".join(
        f"{schrijf(p.x)}: {opmaak.rij(p.rij)}{' (na een reeksbreuk)' * p.breuk}" for p in punten
    )


def _lees(tabel: pd.DataFrame, x: str, waarde: str, reeks: str | None) -> dict[str, list[Punt]]:
    invoer.eis_kolommen(tabel, x, waarde, reeks)
    namen = invoer.teksten(tabel, reeks) if reeks else [""] * len(tabel)
    jaren = invoer.getallen(tabel, x)
    rijen = invoer.rijen(tabel, x, waarde, negatief=True)
    reeksen: dict[str, list[Punt]] = {}
    for naam, jaar, r, gebroken in zip(namen, jaren, rijen, _breuk(tabel), strict=True):
        if not jaar.is_integer():
            raise ValueError(f"Kolom {x!r}: {jaar:g} is geen jaartal.")
        if any(p.x == jaar for p in reeksen.setdefault(naam, [])):
            raise ValueError(f"De lijn {naam or waarde!r} heeft een jaar dubbel.")
        reeksen[naam].append(Punt(int(jaar), r, gebroken))
    if len(reeksen) > len(REEKSKLEUREN):
        raise ValueError(f"Meer dan {len(REEKSKLEUREN)} lijnen zijn niet te onderscheiden.")
    if all(r.waarde is None for r in rijen):
        raise ValueError(f"Kolom {waarde!r} heeft geen enkele waarde.")
    return {naam: sorted(punten, key=lambda punt: punt.x) for naam, punten in reeksen.items()}


def _teken(
    ax: Axes, naam: str, punten: Sequence[Punt], opmaak: Opmaak, verf: str, merk: str
) -> Lijn | None:
    """Draw one line: its segments, its marks, and its label; nothing if no point has a value."""
    gewoon = min((b.x - a.x for a, b in pairwise(punten)), default=1)
    for vorig, punt in pairwise(punten):
        xs, ys = [vorig.x, punt.x], [vorig.y, punt.y]
        if punt.breuk and not np.isnan(ys).any():
            midden = (_breukmoment(vorig, punt), sum(ys) / 2)
            ax.annotate("//", midden, ha="center", va="center", color=verf, weight="bold", size=12)
        elif punt.x - vorig.x > gewoon:
            ax.plot(xs, ys, color=verf, linewidth=1.6, linestyle=(0, (1, 2)), label="_brug")
        else:
            ax.plot(xs, ys, color=verf, label="_lijn")
    bekend = [p for p in punten if p.rij.waarde is not None]
    for punt in bekend:
        (stip,) = ax.plot([punt.x], [punt.y], merk, color=verf, label="_punt", clip_on=False)
        hol = kleur("pagina") if punt.rij.status in ONZEKER else verf
        stip.set(gid=punt.rij.gid, markersize=4 if len(punten) > VEEL else 7, markerfacecolor=hol)
    if not bekend:
        return None
    plek = (bekend[-1].x, bekend[-1].y)
    einde = noteer(ax, "", plek, va="center", color=verf, weight="semibold")
    return Lijn(naam, bekend, verf, merk, einde)


def _breukmoment(vorig: Punt, punt: Punt) -> float:
    """Position of a break: just before the new start, wherever the old series ended."""
    return (max(vorig.x, punt.x - 1) + punt.x) / 2


def _breuken(ax: Axes, reeksen: Iterable[Sequence[Punt]]) -> bool:
    """Mark every break with a dotted line from top to bottom; returns whether there is one."""
    paren = [paar for punten in reeksen for paar in pairwise(punten)]
    momenten = sorted({_breukmoment(*paar) for paar in paren if paar[1].breuk})
    stippel: Hoe = {"linewidth": 0.8, "linestyle": (0, (1, 2.5)), "zorder": 0.6}
    for moment in momenten:
        ax.axvline(moment, color=tint("leisteen", 0.6), **stippel)
        boven: Hoe = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "bottom"}
        noteer(ax, "reeksbreuk", (moment, 1), (0, 15), **boven, **GRIJS)
    return bool(momenten)


@dataclass(frozen=True)
class Plan:
    """The layout of a chart of lines."""

    ax: Axes
    lijnen: Sequence[Lijn]
    jaren: Sequence[int]
    grond: Annotation
    opmaak: Opmaak
    gebroken: bool

    def schik(self, breed: float, smal: bool) -> Maat:
        """Limits, years and names for a width; names are at line ends, or on top on a phone."""
        ax, jaren = self.ax, self.jaren
        self._hoogte()
        links = 6 + max(tekstbreedte(self.opmaak(w)) for w in ax.get_yticks())
        rechts = 0.0
        for lijn in self.lijnen:
            regels = [self.opmaak.rij(lijn.punten[-1].rij)]
            if lijn.naam and len(self.lijnen) > 1 and not smal:
                regels += wikkel(lijn.naam, 0.32 * breed, gewicht="semibold")
            lijn.einde.set_text("\n".join(regels))
            rechts = max(rechts, 12 + max(map(vette_breedte, regels)))
        voor, na = 14.0, 6.0
        binnen = breed - links - rechts - voor - na
        per = max(jaren[-1] - jaren[0], 1) / binnen
        if ax.get_autoscalex_on():
            ax.set_xlim(jaren[0] - voor * per, jaren[-1] + na * per, auto=None)
        schrijf = ax.xaxis.get_major_formatter()
        # The last year, and back from there as many as fit.
        breedste = max(tekstbreedte(schrijf(jaar, 0)) for jaar in jaren)
        stap = math.ceil((breedste + 8) * per)
        ax.set_xticks([jaar for jaar in jaren if (jaren[-1] - jaar) % stap == 0])
        boven = 15.0 + (TEKST * REGEL if self.gebroken else 0)
        maat = Maat(110.0 if smal else 165.0, links, rechts, boven, 5 + TEKST * REGEL)
        if legenda := ax.get_legend():
            legenda.remove()
        if not smal or len(self.lijnen) == 1:
            return maat
        merken = {
            lijn.naam: Line2D([], [], color=lijn.verf, marker=lijn.merk, linestyle="none")
            for lijn in self.lijnen
        }
        return zet_sleutel(ax, merken, maat, breed)

    def _hoogte(self) -> None:
        """Limits from zero; with a notice from higher, when most of the panel would be empty."""
        ax = self.ax
        if ax.get_autoscaley_on():
            ys = [0.0, ax.dataLim.y0, ax.dataLim.y1]
            waarden = [punt.y for lijn in self.lijnen for punt in lijn.punten]
            if 0 < max(waarden) * 2 / 3 < min(waarden) < max(waarden):
                ys = [2 * min(waarden) - max(waarden), max(waarden)]
            ax.set_ylim(min(ys), max(ys) if max(ys) > min(ys) else min(ys) + 1, auto=None)
        laag, hoog = sorted(ax.get_ylim())
        self.grond.set_visible(not laag <= 0 <= hoog)

    def labels(self) -> None:
        """Spread the labels at line ends."""
        ax, regel = self.ax, TEKST * REGEL
        op_rij = sorted(self.lijnen, key=lambda lijn: -lijn.punten[-1].y)
        hoogten = [regel * (lijn.einde.get_text().count("\n") + 1) for lijn in op_rij]
        top = ax.bbox.y1 + 10
        hier = [top - ax.transData.transform((0, lijn.punten[-1].y))[1] for lijn in op_rij]
        # The first line of the label, its value, is level with the end of the line.
        doelen = [y + hoog / 2 - regel / 2 for y, hoog in zip(hier, hoogten, strict=True)]
        plekken = spreid(doelen, hoogten, 0, ax.bbox.height + 18, 2)
        for lijn, y, plek in zip(op_rij, hier, plekken, strict=True):
            lijn.einde.set_position((10, y - plek))

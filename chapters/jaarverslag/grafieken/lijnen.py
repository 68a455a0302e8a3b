"""Lines over the years, with their breaks and gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from ..basis.kleuren import kleur, tint
from ..basis.tekst import jaartal, maandnaam
from . import invoer
from .invoer import ONZEKER, Accent, Opmaak, Rij
from .stijl import REEKSKLEUREN, REGEL, TEKST, Hoe, tekstbreedte, vette_breedte
from .vlak import (
    Maat,
    Tekening,
    figuur_van,
    noteer,
    onthoud,
    spreid,
    vlak_of_huidig,
    wikkel,
    zet_sleutel,
)

MERKEN = ("o", "s", "D", "^", "o", "s")
# Up to this many points per line each point is labelled; beyond that, the axis is.
ALLE_PUNTEN = 8
# Above, below, the four corners, and farther off: offset from the point, and text alignment.
PLAATSEN = (
    (0, 5, "center", "bottom"), (0, -5, "center", "top"), (6, 3, "left", "bottom"),
    (-6, 3, "right", "bottom"), (6, -3, "left", "top"), (-6, -3, "right", "top"),
    (0, 16, "center", "bottom"), (0, -16, "center", "top"),
)  # fmt: skip
DEEL = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
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
    """One line: its points with a value, its colour, and the labels at its points and end."""

    naam: str
    punten: list[Punt]
    verf: str
    waarden: dict[Punt, Annotation] = field(default_factory=dict)
    einde: Annotation | None = None


def lijnen(
    tabel: pd.DataFrame, x: str, waarde: str, *, ax: Axes | None = None, reeks: str | None = None,
    eenheid: str = "", decimalen: int = 0, accent: Accent = None, maanden: bool = False,
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
    uitgelicht = invoer.accenten(accent, reeksen)
    veel = max(len(punten) for punten in reeksen.values()) > ALLE_PUNTEN
    lijnen_, zinnen = [], []
    for nummer, (naam, punten) in enumerate(reeksen.items()):
        verf = (
            "koraal" if naam in uitgelicht else "leisteen" if uitgelicht else REEKSKLEUREN[nummer]
        )
        lijnen_.append(_teken(ax, naam, punten, opmaak, kleur(verf), MERKEN[nummer], veel))
        zinnen.append((f"{naam} – " if naam else "") + _zin(punten, opmaak, maanden))
    paren = [paar for punten in reeksen.values() for paar in pairwise(punten)]
    momenten = sorted({_breukmoment(*paar) for paar in paren if paar[1].breuk})
    grijs: Hoe = {"color": kleur("leisteen"), "style": "italic"}
    boven: Hoe = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "bottom", **grijs}
    breuken = [noteer(ax, "reeksbreuk", (moment, 1), (0, 15), **boven) for moment in momenten]
    for moment in momenten:
        stippel: Hoe = {"linewidth": 0.8, "linestyle": (0, (1, 2.5)), "zorder": 0.6}
        ax.axvline(moment, color=tint("leisteen", 0.6), **stippel)
    grond = noteer(ax, NIET_NUL, (0, 0), (0, 3), xycoords="axes fraction", visible=False, **grijs)
    ax.axhline(0, color=kleur("leisteen"), linewidth=0.8, zorder=1)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, pad=5, labelcolor=kleur("leisteen"))
    kort = partial(maandnaam, kort=True) if maanden else jaartal
    ax.xaxis.set_major_formatter(FuncFormatter(lambda w, _: kort(w)))
    ax.yaxis.set(major_formatter=FuncFormatter(opmaak), visible=veel)
    ax.grid(visible=veel, axis="y")
    jaren = sorted({p.x for punten in reeksen.values() for p in punten})
    plan = Plan(ax, lijnen_, jaren, breuken, grond, heel=not decimalen)
    gebroken = pd.Series(_breuk(tabel), tabel.index).map({True: "ja", False: None})
    met_breuk = tabel.assign(reeksbreuk=gebroken)
    kolommen = [reeks, x, waarde, "reeksbreuk" if any(_breuk(tabel)) else None]
    leestabel, koppen = invoer.lezerstabel(met_breuk, kolommen, eenheid, waarde)
    if maanden:
        leestabel[x] = [maandnaam(maand) for maand in leestabel[x]]
    onthoud(
        ax,
        Tekening(
            f"Lijndiagram{opmaak.in_woord}", zinnen, leestabel, koppen, plan.schik, plan.labels
        ),
    )
    return ax


def _breuk(tabel: pd.DataFrame) -> list[bool]:
    waarden = tabel["breuk"] if "breuk" in tabel else [False] * len(tabel)
    return [not invoer.leeg(waarde) and bool(waarde) for waarde in waarden]


def _zin(punten: Sequence[Punt], opmaak: Opmaak, maanden: bool) -> str:
    schrijf = maandnaam if maanden else jaartal
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
    ax: Axes, naam: str, punten: Sequence[Punt], opmaak: Opmaak, verf: str, merk: str, veel: bool
) -> Lijn:
    """Draw one line: its segments, its marks, and the labels at its points."""
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
    lijn = Lijn(naam, [p for p in punten if p.rij.waarde is not None], verf)
    for punt in lijn.punten:
        (stip,) = ax.plot([punt.x], [punt.y], merk, color=verf, label="_punt", clip_on=False)
        hol = kleur("pagina") if punt.rij.status in ONZEKER else verf
        stip.set(gid=punt.rij.gid, markersize=4 if veel else 7, markerfacecolor=hol)
        tekst = opmaak.rij(punt.rij)
        lijn.waarden[punt] = noteer(ax, tekst, (punt.x, punt.y), color=verf, weight="semibold")
    if naam and lijn.punten:
        plek = (lijn.punten[-1].x, lijn.punten[-1].y)
        lijn.einde = noteer(ax, "", plek, va="center", color=verf, weight="semibold")
    return lijn


def _breukmoment(vorig: Punt, punt: Punt) -> float:
    """Position of a break: just before the new start, wherever the old series ended."""
    return (max(vorig.x, punt.x - 1) + punt.x) / 2


@dataclass(frozen=True)
class Plan:
    ax: Axes
    lijnen: Sequence[Lijn]
    jaren: Sequence[int]
    breuken: Sequence[Annotation]
    grond: Annotation
    heel: bool

    def schik(self, breed: float, smal: bool) -> Maat:
        """Limits, years and names for a width; names are at line ends, or on top on a phone."""
        ax, jaren = self.ax, self.jaren
        if ax.get_autoscaley_on():
            ys = [0.0, ax.dataLim.y0, ax.dataLim.y1]
            waarden = [punt.y for lijn in self.lijnen for punt in lijn.punten]
            if 0 < max(waarden) * 2 / 3 < min(waarden) < max(waarden):
                # Most of the panel would be empty: start above zero, and say so.
                ys = [2 * min(waarden) - max(waarden), max(waarden)]
            ax.set_ylim(min(ys), max(ys) if max(ys) > min(ys) else min(ys) + 1, auto=None)
        laag, hoog = sorted(ax.get_ylim())
        self.grond.set_visible(not laag <= 0 <= hoog)
        woorden = [w.get_text() for lijn in self.lijnen for w in lijn.waarden.values()]
        rand = max(14.0, *(vette_breedte(woord) / 2 + 2 for woord in woorden))
        links = 0.0
        if ax.yaxis.get_visible():
            ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=self.heel))
            schrijf = ax.yaxis.get_major_formatter()
            links = 6 + max(tekstbreedte(schrijf(w)) for w in ax.get_yticks())
        rechts = 0.0
        for lijn, einde in self.einden:
            regels = [lijn.waarden[lijn.punten[-1]].get_text()]
            regels += [] if smal else wikkel(lijn.naam, 0.32 * breed, gewicht="semibold")
            einde.set_text("\n".join(regels))
            rechts = max(rechts, 12 + max(map(vette_breedte, regels)))
        na = 6.0 if self.einden else rand
        binnen = breed - links - rechts - rand - na
        if ax.get_autoscalex_on():
            per = max(jaren[-1] - jaren[0], 1) / binnen
            ax.set_xlim(jaren[0] - rand * per, jaren[-1] + na * per, auto=None)
        ax.set_xticks(_jaren(jaren, binnen, ax))
        boven = 15.0 + (TEKST * REGEL if self.breuken else 0)
        maat = Maat(110.0 if smal else 165.0, links, rechts, boven, 5 + TEKST * REGEL)
        if self.einden and smal:
            merken = {
                lijn.naam: Line2D([], [], color=lijn.verf, marker=merk, linestyle="none")
                for lijn, merk in zip(self.lijnen, MERKEN, strict=False)
            }
            return zet_sleutel(ax, merken, maat, breed)
        if legenda := ax.get_legend():
            legenda.remove()
        return maat

    @property
    def einden(self) -> list[tuple[Lijn, Annotation]]:
        """Lines labelled at their end, from top to bottom; a single line needs no label."""
        met = [(lijn, lijn.einde) for lijn in self.lijnen if lijn.einde and len(self.lijnen) > 1]
        return sorted(met, key=lambda paar: -paar[0].punten[-1].y)

    def labels(self) -> None:
        """Place the labels at points and ends without overlap."""
        ax, regel = self.ax, TEKST * REGEL
        bezet = [doos_van(woord, ax).padded(0.5, -1) for woord in self.breuken]
        hoogten = [regel * (einde.get_text().count("\n") + 1) for _, einde in self.einden]
        top = ax.bbox.y1 + 10
        hier = [top - ax.transData.transform((0, n.punten[-1].y))[1] for n, _ in self.einden]
        # The first line of the label, its value, is level with the end of the line.
        doelen = [y + hoog / 2 - regel / 2 for y, hoog in zip(hier, hoogten, strict=True)]
        plekken = spreid(doelen, hoogten, 0, ax.bbox.height + 18, 2)
        for (_, einde), y, plek in zip(self.einden, hier, plekken, strict=True):
            einde.set_position((10, y - plek))
            bezet.append(doos_van(einde, ax).padded(0.5, -1))
        paden = paden_van(ax)
        for lijn in self.lijnen:
            for woord in lijn.waarden.values():
                woord.set_visible(False)
            geschreven = [lijn.punten[-1]] if lijn.einde and self.einden else []
            for nummer, punt in enumerate(p for p in _gekozen(lijn) if p not in geschreven):
                mag_weg = len(lijn.punten) > ALLE_PUNTEN and nummer > 0
                plaats(lijn.waarden[punt], ax, bezet, paden, weg=mag_weg)


def _jaren(jaren: Sequence[int], binnen: float, ax: Axes) -> list[int]:
    """Years to label on the axis: always the last, and as many others as fit."""
    schrijf: Callable[[float, int], str] = ax.xaxis.get_major_formatter()
    stap = max(tekstbreedte(schrijf(jaar, 0)) for jaar in jaren) + 8
    schaal = binnen / max(jaren[-1] - jaren[0], 1)
    uit = [jaren[-1]]
    for jaar in jaren[:-1]:
        ver = not uit[1:] or (jaar - uit[-1]) * schaal >= stap
        if ver and (jaren[-1] - jaar) * schaal >= stap:
            uit.append(jaar)
    return sorted(uit)


def _gekozen(lijn: Lijn) -> list[Punt]:
    """Points to label: all if few; else the ends, the highest and the lowest."""
    punten = lijn.punten
    if len(punten) > ALLE_PUNTEN:
        uiterst = [min(punten, key=lambda p: p.y), max(punten, key=lambda p: p.y)]
        punten = list(dict.fromkeys([punten[-1], punten[0], *uiterst]))
    return punten


# ---- Label placement without overlapping labels and, if possible, lines ----


def doos_van(woord: Annotation, ax: Axes) -> Bbox:
    """The bounding box of a label in its current position."""
    naar = ax.transData if woord.xycoords == "data" else ax.get_xaxis_transform()
    (x, y), (dx, dy), tekst = naar.transform(woord.xy), woord.get_position(), woord.get_text()
    breed, hoog = vette_breedte(tekst), (tekst.count("\n") + 1) * TEKST * REGEL
    ha, va = woord.get_horizontalalignment(), woord.get_verticalalignment()
    return Bbox.from_bounds(x + dx - breed * DEEL[ha], y + dy - hoog * DEEL[va], breed, hoog)


def paden_van(ax: Axes) -> list[Path]:
    """All lines and marks of an axes in figure coordinates."""
    paden = []
    for lijn in ax.lines:
        punten = lijn.get_transform().transform(lijn.get_xydata())
        if len(punten) == 1:
            half = lijn.get_markersize() / 2
            punten = punten + np.array([[-half, 0], [half, 0]])
        paden.append(Path(punten))
    return paden


def plaats(
    woord: Annotation, ax: Axes, bezet: list[Bbox], paden: Sequence[Path], weg: bool = False
) -> None:
    """Place a label next to its point in the freest position; hide it if there is none.

    ``weg``: also hide it if it would cross a line. The value stays in the table and in the
    alternative text. Lines of text may come a little closer than their boxes.
    """
    rechts = figuur_van(ax).bbox.x1 - 4
    beste: tuple[float, tuple, Bbox] | None = None
    for volgorde, (dx, dy, ha, va) in enumerate(PLAATSEN):
        woord.set(position=(dx, dy), horizontalalignment=ha, verticalalignment=va)
        doos = doos_van(woord, ax).padded(0.5, -1)
        buiten = doos.x0 < 4 or doos.x1 > rechts or doos.y0 < ax.bbox.y0 - 2
        if buiten or any(doos.overlaps(ander) for ander in bezet):
            continue
        boete = volgorde + 10 * sum(pad.intersects_bbox(doos, filled=False) for pad in paden)
        if beste is None or boete < beste[0]:
            beste = (boete, (dx, dy, ha, va), doos)
    woord.set_visible(beste is not None and not (weg and beste[0] >= 10))
    if beste is not None and woord.get_visible():
        dx, dy, ha, va = beste[1]
        woord.set(position=(dx, dy), horizontalalignment=ha, verticalalignment=va)
        bezet.append(beste[2])

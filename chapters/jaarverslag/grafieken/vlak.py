"""A layout engine for matplotlib, so that one figure fits any width.

matplotlib calls the layout engine of a figure to place its axes whenever it is drawn. This one
wraps the title and the labels for the current width, gives each axes the height that its rows
need, and sets the height of the figure. So the drawing for a phone is the same figure, only
narrower: any change made with matplotlib is in both. All lengths are in points.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from matplotlib.text import Annotation, Text

from ..basis.kleuren import kleur
from .invoer import met_koppen
from .stijl import GRENS, REGEL, SMAL, TEKST, TITEL, Hoe, tekstbreedte

MARGE, GOOT, TUSSEN = 9.0, 24.0, 14.0
# A hyphenated line break, removed when the text is wrapped again.
AFBREKING = "\N{SOFT HYPHEN}\n"
SLEUTEL: Hoe = {
    "borderpad": 0, "borderaxespad": 0, "handlelength": 0.8, "handletextpad": 0.5,
    "columnspacing": 1.2, "labelspacing": 0.1, "alignment": "left",
}  # fmt: skip


@dataclass(frozen=True)
class Maat:
    """The space an axes needs: its height, and the margins for labels."""

    hoog: float
    links: float = 0.0
    rechts: float = 0.0
    boven: float = 0.0
    onder: float = 0.0


@dataclass(frozen=True)
class Tekening:
    """What one chart function drew on an axes: its layout and its alternative text.

    ``schik(breedte, smal)`` wraps the labels and returns the space needed; ``daarna()`` runs once
    the axes is placed. ``zinnen`` are the parts of the alternative text, with every value.
    """

    soort: str
    zinnen: Sequence[str]
    tabel: pd.DataFrame
    schik: Callable[[float, bool], Maat]
    daarna: Callable[[], None] = lambda: None
    # Marks that are known by their line in the table.
    lijnen: Sequence[tuple[Artist, int]] = ()


@dataclass(frozen=True)
class Cel:
    """One cell of the grid: the axes that share it (two, after ``twinx``), and its position."""

    vlakken: list[Axes]
    maat: Maat
    links: float
    boven: float
    breed: float

    @property
    def onder(self) -> float:
        return self.boven + self.maat.boven + self.maat.hoog + self.maat.onder


class Watermerk(Text):
    """A word across the whole figure, so densely that any crop contains it.

    ``uitleg`` says below the figure what it means.
    """

    def __init__(self, fig: Figure, woord: str, uitleg: str) -> None:
        verf: Hoe = {"color": kleur("koraal"), "weight": "semibold"}
        midden: Hoe = {"ha": "center", "va": "baseline", "size": 15, "rotation": 20}
        super().__init__(0, 0, woord, alpha=0.2, zorder=20, figure=fig, **verf, **midden)
        self.set_transform(fig.transFigure)
        fig.add_artist(self)
        self.van = fig
        self.uitleg = fig.text(
            0, 0, f"{woord}. {uitleg}", ha="left", va="top", gid="voorbeeldcijfers", **verf
        )

    def draw(self, renderer: RendererBase) -> None:
        breed, hoog = (72 * maat for maat in self.van.get_size_inches())
        rijen, kolommen = max(1, round(hoog / 44)), max(1, round(breed / (0.62 * SMAL)))
        for rij, kolom in itertools.product(range(rijen), range(kolommen + 1)):
            self.set_gid(f"voorbeeldcijfers-{rij}-{kolom}")
            self.set_position(((kolom + rij % 2 / 2) / kolommen, 1 - (rij + 0.5) / rijen))
            super().draw(renderer)


class Schikking(LayoutEngine):
    """The layout of a figure, and the text that belongs to it as a whole."""

    adjust_compatible = True
    colorbar_gridspec = True

    def __init__(self) -> None:
        super().__init__()
        self.tekeningen: dict[Axes, list[Tekening]] = {}
        self.ondertitel: Text | None = None
        self.merk: Watermerk | None = None

    def execute(self, fig: Figure) -> None:
        dpi, fig.dpi = fig.dpi, 72
        try:
            self._schik(fig, fig.get_figwidth() * 72)
        finally:
            fig.dpi = dpi

    def _schik(self, fig: Figure, breed: float) -> None:
        smal, ruimte = breed < GRENS, breed - 2 * MARGE
        y = MARGE
        titel = fig.suptitle(fig.get_suptitle())
        staan: list[tuple[Text, float]] = []
        for tekst, grootte, gewicht, lucht in (
            (titel, TITEL, "semibold", 1.0), (self.ondertitel, TEKST, "regular", 9.0),
        ):  # fmt: skip
            if tekst is None or not tekst.get_text():
                continue
            regels = wikkel(tekst.get_text(), ruimte, grootte, gewicht, mooi=grootte == TITEL)
            tekst.set(text="\n".join(regels), ha="left", va="top")
            staan.append((tekst, y))
            y += len(regels) * grootte * REGEL + lucht
        cellen: list[Cel] = []
        for rij in _rooster(fig, smal):
            kolom = (ruimte - GOOT * (len(rij) - 1)) / len(rij)
            maten = [self._meet(vlakken, kolom, smal) for vlakken in rij]
            boven = max(maat.boven for maat in maten)
            hier = [
                Cel(vlakken, replace(maat, boven=boven), MARGE + n * (kolom + GOOT), y, kolom)
                for n, (vlakken, maat) in enumerate(zip(rij, maten, strict=True))
            ]
            cellen += hier
            y = max(cel.onder for cel in hier) + TUSSEN
        hoog = y - TUSSEN + MARGE
        if self.merk is not None:
            regels = wikkel(self.merk.uitleg.get_text(), ruimte, TEKST, "semibold")
            self.merk.uitleg.set_text("\n".join(regels))
            staan.append((self.merk.uitleg, hoog))
            hoog += len(regels) * TEKST * REGEL + MARGE / 2
        fig.set_size_inches(breed / 72, hoog / 72, forward=False)
        for tekst, boven in staan:
            tekst.set_position((MARGE / breed, 1 - boven / hoog))
        for cel in cellen:
            _zet(cel, breed, hoog)
        for tekeningen in self.tekeningen.values():
            for tekening in tekeningen:
                tekening.daarna()

    def _meet(self, vlakken: list[Axes], kolom: float, smal: bool) -> Maat:
        """The space a cell needs: the maximum over its drawings, plus its title."""
        maten = [t.schik(kolom, kolom < GRENS) for v in vlakken for t in self.tekeningen.get(v, ())]
        maten = maten or [_gewone_maat(vlakken, kolom, smal)]
        links, rechts, boven, onder, hoog = (
            max(getattr(maat, naam) for maat in maten)
            for naam in ("links", "rechts", "boven", "onder", "hoog")
        )
        for vlak in vlakken:
            if titel := vlak.get_title("left"):
                regels = wikkel(titel, kolom, TEKST, "semibold")
                binnen = kolom - links - rechts
                vlak.set_title("\n".join(regels), loc="left", x=-links / binnen, pad=boven + 3)
                boven += len(regels) * TEKST * REGEL + 3
        return Maat(hoog, links, rechts, boven, onder)


def _rooster(fig: Figure, smal: bool) -> list[list[list[Axes]]]:
    """Axes by row and column of their grid; on a narrow figure, each is on a row of its own."""
    plekken: dict[tuple[int, int], list[Axes]] = {}
    for vlak in fig.axes:
        if (vak := vlak.get_subplotspec()) is not None:
            plekken.setdefault((vak.rowspan.start, vak.colspan.start), []).append(vlak)
    rijen: dict[tuple[int, int], list[list[Axes]]] = {}
    for (rij, kolom), vlakken in sorted(plekken.items()):
        rijen.setdefault((rij, kolom if smal else 0), []).append(vlakken)
    return list(rijen.values())


def _gewone_maat(vlakken: Sequence[Axes], kolom: float, smal: bool) -> Maat:
    """The space for an axes drawn with plain matplotlib: as much as its labels need."""
    figuur, hoog, rand = figuur_van(vlakken[0]), 120.0 if smal else 170.0, 50.0
    breed, geheel = kolom + 2 * rand, hoog + 2 * rand
    figuur.set_size_inches(breed / 72, geheel / 72, forward=False)
    buiten = [0.0] * 4
    for vlak in vlakken:
        vlak.set_position((rand / breed, rand / geheel, kolom / breed, hoog / geheel))
        doos, vak = vlak.get_tightbbox(RendererBase()), vlak.bbox
        if doos is not None:
            kanten = (vak.x0 - doos.x0, doos.x1 - vak.x1, doos.y1 - vak.y1, vak.y0 - doos.y0)
            buiten = [max(a, b) for a, b in zip(buiten, kanten, strict=True)]
    return Maat(hoog, *buiten)


def _zet(cel: Cel, breed: float, hoog: float) -> None:
    maat = cel.maat
    x, y = cel.links + maat.links, cel.boven + maat.boven
    binnen = max(cel.breed - maat.links - maat.rechts, 1.0)
    for vlak in cel.vlakken:
        vlak.set_position((x / breed, 1 - (y + maat.hoog) / hoog, binnen / breed, maat.hoog / hoog))
        vlak.set_in_layout(True)


# ---- Used by the chart functions ----


def vlak_of_huidig(ax: Axes | None) -> Axes:
    """The axes to draw on: the given one, or the current one of pyplot."""
    if ax is None:
        from matplotlib import pyplot as plt

        ax = plt.gca()
    return ax


def schikking(figuur: Figure) -> Schikking:
    """The layout engine of a figure, installed if it has another one."""
    nu = figuur.get_layout_engine()
    if not isinstance(nu, Schikking):
        nu = Schikking()
        figuur.set_layout_engine(nu)
    return nu


def noteer(
    ax: Axes, tekst: str, xy: tuple[float, float], naast: tuple[float, float] = (0, 0), **hoe: Any
) -> Annotation:
    """Annotate a data point, at an offset in points."""
    return ax.annotate(tekst, xy, xytext=naast, textcoords="offset points", **hoe)


def watermerk(figuur: Figure, woord: str, uitleg: str) -> None:
    """Mark a figure, once, as one with invented data."""
    engine = schikking(figuur)
    engine.merk = engine.merk or Watermerk(figuur, woord, uitleg)


def figuur_van(ax: Axes | Figure) -> Figure:
    if not isinstance(ax, Figure | Axes):
        wat = type(ax).__name__
        raise TypeError(f"Dit is geen figuur maar een {wat}: teken eerst, en toon dan ax of fig.")
    figuur = ax if isinstance(ax, Figure) else ax.get_figure(root=True)
    if figuur is None:
        raise ValueError("Deze assen staan niet meer op een figuur.")
    return figuur


def onthoud(ax: Axes, tekening: Tekening) -> None:
    """Register what was drawn on an axes: its layout, its text and its marks."""
    lijnen = [
        (vorm, int(gid.removeprefix("lijn-")))
        for vorm in ax.get_children()
        if (gid := vorm.get_gid() or "").startswith("lijn-")
    ]
    for vorm, _ in lijnen:
        vorm.set_gid(None)
    tekening = replace(tekening, lijnen=lijnen)
    schikking(figuur_van(ax)).tekeningen.setdefault(ax, []).append(tekening)


def kop(ax: Axes | Figure, titel: str, ondertitel: str | None = None) -> None:
    """Set the title of a figure to the finding; the subtitle has what, who, when and unit."""
    figuur = figuur_van(ax)
    engine = schikking(figuur)
    if not titel.strip():
        raise ValueError("Een grafiek heeft een titel nodig: de vaststelling in één zin.")
    figuur.suptitle(titel.strip())
    if engine.ondertitel is None:
        engine.ondertitel = figuur.text(0, 1, "", color=kleur("leisteen"))
    if ondertitel is not None:
        engine.ondertitel.set_text(ondertitel)


def beschrijf(
    figuur: Figure, koppen: Mapping[str, str] | None = None, gegevens: pd.DataFrame | None = None
) -> tuple[str, str, pd.DataFrame]:
    """Title, alternative text and data of a figure, from the rows that its charts drew.

    ``koppen`` are headings for columns. ``gegevens`` is the table of a figure that has more, or
    that was drawn with plain matplotlib. Raises ``ValueError`` if there is neither.
    """
    titel = ontwikkel(figuur.get_suptitle()).rstrip(".")
    getekend = [
        (ontwikkel(vlak.get_title("left")), tekening)
        for vlak in figuur.axes
        for tekening in schikking(figuur).tekeningen.get(vlak, ())
    ]
    if gegevens is None:
        if not getekend:
            raise ValueError("Deze figuur heeft geen gegevens: geef ze met gegevens=...")
        tabellen = [met_koppen(t.tabel, koppen) for _, t in getekend]
        gegevens = pd.concat(tabellen, ignore_index=True)
    else:
        gegevens = met_koppen(gegevens, koppen)
    # A custom table as long as the data that was drawn has its rows in the same order.
    if len(gegevens) == sum(len(tekening.tabel) for _, tekening in getekend):
        eerder = 0
        for _, tekening in getekend:
            for vorm, lijn in tekening.lijnen:
                vorm.set_gid(f"lijn-{eerder + lijn}")
            eerder += len(tekening.tabel)
    # Whole numbers stay integers, even with missing values.
    gegevens = gegevens.convert_dtypes()
    if gegevens.empty or not titel:
        raise ValueError("Een figuur heeft een titel (kop) en minstens een rij gegevens.")
    delen = [(f"{kop}: " if kop else "") + "; ".join(t.zinnen) for kop, t in getekend]
    if not delen:
        rijen = gegevens.to_dict("records")
        delen = [", ".join(f"{kop}: {inhoud}" for kop, inhoud in rij.items()) for rij in rijen]
    inhoud = "; ".join(delen).rstrip(".")
    soort = " en ".join(dict.fromkeys(t.soort for _, t in getekend)) or "Grafiek"
    return titel, f"{soort}. {titel}. {inhoud[:1].upper()}{inhoud[1:]}.", gegevens


def zet_sleutel(ax: Axes, merken: Mapping[str, Artist], maat: Maat, breed: float) -> Maat:
    """Add a legend above an axes, on one line if it fits; returns the space including it."""
    past = sum(tekstbreedte(naam) + 28 for naam in merken) <= figuur_van(ax).bbox.width - 2 * MARGE
    namen = [naam if past else "\n".join(wikkel(naam, breed - 16)) for naam in merken]
    onder, kolommen = maat.boven + 2, len(merken) if past else 1
    x = -maat.links / (breed - maat.links - maat.rechts)
    plek: Hoe = {"loc": "lower left", "bbox_to_anchor": (x, 1 + onder / maat.hoog)}
    ax.legend(list(merken.values()), namen, ncols=kolommen, **plek, **SLEUTEL)
    regels = 1 if past else sum(naam.count("\n") + 1 for naam in namen)
    return replace(maat, boven=onder + regels * (TEKST * REGEL + 1) + 2)


# ---- Text wrapping and spacing ----


def ontwikkel(tekst: str) -> str:
    """A text before it was wrapped."""
    return tekst.replace(AFBREKING, "").replace("\n", " ")


def wikkel(
    tekst: str, breedte: float, grootte: float = TEKST, gewicht: str = "regular", mooi: bool = False
) -> list[str]:
    """Break text into lines that fit in ``breedte`` points; overlong words are hyphenated.

    ``mooi`` balances the line lengths: no single word on the last line.
    """
    tekst = ontwikkel(tekst)
    regels = _wikkel(tekst, breedte, grootte, gewicht)
    if not mooi or len(regels) < 2:
        return regels
    laag, hoog = breedte / 2, breedte
    while hoog - laag > 2:
        midden = (laag + hoog) / 2
        past = len(_wikkel(tekst, midden, grootte, gewicht)) <= len(regels)
        laag, hoog = (laag, midden) if past else (midden, hoog)
    return _wikkel(tekst, hoog, grootte, gewicht)


def _wikkel(tekst: str, breedte: float, grootte: float, gewicht: str) -> list[str]:
    regels: list[str] = []
    nu = ""
    for woord in [w for w in tekst.split(" ") if w]:
        proef = f"{nu} {woord}" if nu else woord
        if tekstbreedte(proef, grootte, gewicht) <= breedte:
            nu = proef
            continue
        regels += [nu] if nu else []
        while tekstbreedte(woord, grootte, gewicht) > breedte and len(woord) > 3:
            eind = len(woord) - 1
            while eind > 2 and tekstbreedte(woord[:eind] + "-", grootte, gewicht) > breedte:
                eind -= 1
            regels.append(woord[:eind] + AFBREKING[0])
            woord = woord[eind:]
        nu = woord
    return [*regels, nu] if nu else regels


def spreid(
    gewenst: Sequence[float], hoogten: Sequence[float], begin: float, eind: float, lucht: float = 0
) -> list[float]:
    """Centres at ``gewenst``, in the same order, moved up or down so that nothing overlaps.

    ``hoogten`` are the heights of the items; all stay between ``begin`` and ``eind`` if there is
    room.
    """
    plekken = []
    for plek, hoogte in zip(gewenst, hoogten, strict=True):
        plekken.append(max(plek, begin + hoogte / 2))
        begin = plekken[-1] + hoogte / 2 + lucht
    for nummer in reversed(range(len(plekken))):
        plekken[nummer] = min(plekken[nummer], eind - hoogten[nummer] / 2)
        eind = plekken[nummer] - hoogten[nummer] / 2 - lucht
    return plekken

"""A sheet to draw on, measured in points from the top left, as a typesetter would.

Charts place every word themselves, so that nothing overlaps at either width. The sheet grows
downwards: its height is known only when all is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, PathPatch, Polygon, Rectangle, Wedge
from matplotlib.path import Path as Pad

from ..stijl import kleur, letter, tekstbreedte, tint
from ..voorbeeld import UITLEG, WOORD, is_voorbeeld

Vorm = TypeVar("Vorm", bound=Patch)

# 160 mm is the text width of the PDF; 320 CSS px is the narrowest phone.
BREED, SMAL = 453.6, 240.0
# Height of a capital of Source Sans, as a part of the type size.
KAPITAAL = 0.66
REGEL = 1.22


@dataclass(frozen=True)
class Maten:
    """Type sizes in points. Narrow drawings are shown at 1:1 or smaller, so they set larger."""

    titel: float
    tekst: float
    klein: float
    marge: float


MATEN = {False: Maten(13.0, 9.5, 9.0, 10.0), True: Maten(13.5, 10.5, 10.0, 8.0)}


@dataclass(frozen=True)
class Vak:
    """A box on the sheet."""

    x0: float
    y0: float
    x1: float
    y1: float

    def raakt(self, ander: Vak, lucht: float = 1.0) -> bool:
        """Whether two boxes overlap, or come closer than ``lucht``."""
        return (
            self.x0 < ander.x1 + lucht
            and ander.x0 < self.x1 + lucht
            and self.y0 < ander.y1 + lucht
            and ander.y0 < self.y1 + lucht
        )


def wikkel(tekst: str, breedte: float, grootte: float, gewicht: str = "gewoon") -> list[str]:
    """Break text into lines that fit ``breedte`` points; a word that is too long is hyphenated."""
    regels: list[str] = []
    nu = ""
    for woord in [w for w in tekst.split(" ") if w]:
        proef = f"{nu} {woord}" if nu else woord
        if tekstbreedte(proef, grootte, gewicht) <= breedte:
            nu = proef
            continue
        if nu:
            regels.append(nu)
        *vol, nu = _breek_woord(woord, breedte, grootte, gewicht)
        regels += vol
    return [*regels, nu] if nu else regels


def _breek_woord(woord: str, breedte: float, grootte: float, gewicht: str) -> list[str]:
    stukken = []
    while tekstbreedte(woord, grootte, gewicht) > breedte and len(woord) > 3:
        eind = len(woord) - 1
        while eind > 2 and tekstbreedte(woord[:eind] + "-", grootte, gewicht) > breedte:
            eind -= 1
        stukken.append(woord[:eind] + "-")
        woord = woord[eind:]
    return [*stukken, woord]


def wikkel_mooi(tekst: str, breedte: float, grootte: float, gewicht: str) -> list[str]:
    """As ``wikkel``, with lines of about equal length: no single word on the last line."""
    regels = wikkel(tekst, breedte, grootte, gewicht)
    if len(regels) < 2:
        return regels
    laag, hoog = breedte / 2, breedte
    while hoog - laag > 2:
        midden = (laag + hoog) / 2
        past = len(wikkel(tekst, midden, grootte, gewicht)) <= len(regels)
        laag, hoog = (laag, midden) if past else (midden, hoog)
    return wikkel(tekst, hoog, grootte, gewicht)


def spreid(
    gewenst: Sequence[float], hoogten: Sequence[float], begin: float, eind: float, lucht: float = 0
) -> list[float]:
    """Centres as near as possible to ``gewenst``, in the same order, without overlap.

    ``hoogten`` are the heights of the items; all stay between ``begin`` and ``eind`` when there is
    room. This is isotonic regression (pool adjacent violators) on positions less their offsets.
    """
    verschuiving, totaal = [], 0.0
    for hoogte in hoogten:
        verschuiving.append(totaal + hoogte / 2)
        totaal += hoogte + lucht
    totaal -= lucht
    groepen: list[list[float]] = []
    for plek, schuif in zip(gewenst, verschuiving, strict=True):
        groepen.append([plek - schuif, 1])
        while len(groepen) > 1 and groepen[-2][0] > groepen[-1][0]:
            (a, n), (b, m) = groepen[-2:]
            groepen[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    vlak = [waarde for waarde, aantal in groepen for _ in range(int(aantal))]
    return [
        min(max(plek, begin), max(begin, eind - totaal)) + schuif
        for plek, schuif in zip(vlak, verschuiving, strict=True)
    ]


class Blad:
    """A drawing under construction. ``y`` is where the next thing goes, in points from the top."""

    def __init__(self, smal: bool, titel: str = "", ondertitel: str = "") -> None:
        self.smal = smal
        self.maat = MATEN[smal]
        self.breedte = SMAL if smal else BREED
        self.links = self.maat.marge
        self.rechts = self.breedte - self.maat.marge
        self.fig = Figure(figsize=(self.breedte / 72, 1), facecolor=kleur("pagina"))
        self.ax = self.fig.add_axes((0, 0, 1, 1))
        self.ax.set_axis_off()
        self.y = self.maat.marge
        if titel:
            self._kop(titel, ondertitel)

    @property
    def ruimte(self) -> float:
        """Width between the margins."""
        return self.rechts - self.links

    def _kop(self, titel: str, ondertitel: str) -> None:
        maat = self.maat
        for regel in wikkel_mooi(titel, self.ruimte, maat.titel, "halfvet"):
            self.regel(self.links, self.y, regel, maat.titel, "halfvet", naam="titel")
            self.y += maat.titel * 1.18
        self.y += 2
        for regel in wikkel(ondertitel, self.ruimte, maat.tekst):
            self.regel(self.links, self.y, regel, kleur_="leisteen", naam="ondertitel")
            self.y += maat.tekst * REGEL
        self.y += 9

    def regel(
        self,
        x: float,
        y: float,
        tekst: str,
        grootte: float | None = None,
        gewicht: str = "gewoon",
        kleur_: str = "inkt",
        ha: str = "left",
        naam: str = "tekst",
    ) -> Vak:
        """Write one line with its top at ``y``; returns the box it takes."""
        maat = grootte or self.maat.tekst
        self._schrijf(x, y + 0.92 * maat, tekst, maat, gewicht, kleur_, ha, naam)
        return self.vak(x, y, tekst, maat, gewicht, ha)

    def woord(
        self,
        x: float,
        midden: float,
        tekst: str,
        grootte: float | None = None,
        gewicht: str = "gewoon",
        kleur_: str = "inkt",
        ha: str = "left",
        naam: str = "tekst",
    ) -> Vak:
        """Write one line with its capitals centred on height ``midden``."""
        maat = grootte or self.maat.tekst
        basis = midden + KAPITAAL * maat / 2
        self._schrijf(x, basis, tekst, maat, gewicht, kleur_, ha, naam)
        return self.vak(x, basis - 0.92 * maat, tekst, maat, gewicht, ha)

    def vak(
        self,
        x: float,
        y: float,
        tekst: str,
        grootte: float,
        gewicht: str = "gewoon",
        ha: str = "left",
    ) -> Vak:
        """Box of one line with its top at ``y``."""
        breed = tekstbreedte(tekst, grootte, gewicht)
        x0 = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * breed
        return Vak(x0, y, x0 + breed, y + REGEL * grootte)

    def _schrijf(
        self,
        x: float,
        basis: float,
        tekst: str,
        maat: float,
        gewicht: str,
        kleur_: str,
        ha: str,
        naam: str,
    ) -> None:
        inkt = kleur_ if kleur_.startswith("#") else kleur(kleur_)
        stuk = self.ax.text(
            x,
            basis,
            tekst,
            fontproperties=letter(gewicht),
            fontsize=maat,
            color=inkt,
            ha=ha,
            va="baseline",
            parse_math=False,
            zorder=6,
        )
        stuk.set_label(naam)

    def alinea(
        self,
        x: float,
        y: float,
        tekst: str,
        breedte: float,
        grootte: float | None = None,
        gewicht: str = "gewoon",
        kleur_: str = "inkt",
        ha: str = "left",
        naam: str = "tekst",
    ) -> float:
        """Write wrapped text with its top at ``y``; returns the height it takes."""
        maat = grootte or self.maat.tekst
        regels = wikkel(tekst, breedte, maat, gewicht)
        for nummer, regel in enumerate(regels):
            self.regel(x, y + nummer * maat * REGEL, regel, maat, gewicht, kleur_, ha, naam)
        return len(regels) * maat * REGEL

    def hoogte(
        self, tekst: str, breedte: float, grootte: float | None = None, gewicht: str = "gewoon"
    ) -> float:
        """Height that ``alinea`` would take."""
        maat = grootte or self.maat.tekst
        return len(wikkel(tekst, breedte, maat, gewicht)) * maat * REGEL

    def rechthoek(
        self,
        x: float,
        y: float,
        b: float,
        h: float,
        vulling: str | None,
        rand: str | None = None,
        dikte: float = 1.0,
        stippel: bool = False,
        arcering: str | None = None,
        z: float = 2,
        naam: str = "",
    ) -> Rectangle:
        """Draw a rectangle; ``arcering`` is a matplotlib hatch in the colour of the edge."""
        vorm = Rectangle(
            (x, y),
            b,
            h,
            facecolor=vulling or "none",
            edgecolor=rand or "none",
            linewidth=dikte,
            linestyle=(0, (3, 2)) if stippel else "-",
            hatch=arcering,
            zorder=z,
        )
        return self._erbij(vorm, naam)

    def veelhoek(
        self,
        punten: Sequence[tuple[float, float]],
        vulling: str | None,
        rand: str | None = None,
        z: float = 2,
        naam: str = "",
    ) -> Polygon:
        """Draw a closed polygon."""
        vorm = Polygon(
            punten,
            closed=True,
            facecolor=vulling or "none",
            edgecolor=rand or "none",
            linewidth=1.2,
            zorder=z,
        )
        return self._erbij(vorm, naam)

    def lijn(
        self,
        xs: Iterable[float],
        ys: Iterable[float],
        kleur_: str,
        dikte: float = 1.0,
        stijl_: str | tuple = "-",
        z: float = 2,
        naam: str = "",
    ) -> Line2D:
        """Draw a line through points."""
        vorm = Line2D(
            list(xs),
            list(ys),
            color=kleur_,
            linewidth=dikte,
            linestyle=stijl_,
            zorder=z,
            solid_capstyle="round",
            solid_joinstyle="round",
        )
        vorm.set_label(naam)
        self.ax.add_artist(vorm)
        return vorm

    def kromme(
        self, van: tuple[float, float], naar: tuple[float, float], kleur_: str, dikte: float = 1.4
    ) -> None:
        """Draw a smooth link from left to right."""
        midden = (van[0] + naar[0]) / 2
        punten = [van, (midden, van[1]), (midden, naar[1]), naar]
        pad = Pad(punten, [Pad.MOVETO, Pad.CURVE4, Pad.CURVE4, Pad.CURVE4])
        self._erbij(
            PathPatch(pad, facecolor="none", edgecolor=kleur_, linewidth=dikte, zorder=1), "band"
        )

    def vorm(
        self, soort: str, x: float, y: float, r: float, kleur_: str, z: float = 4, naam: str = ""
    ) -> None:
        """Draw a mark: ``schijf``, ``ring``, ``half``, ``vierkant``, ``ruit`` or ``driehoek``.

        Kinds differ in shape as well as in colour, for readers who do not see the colours.
        """
        wit = kleur("pagina")
        if soort == "schijf":
            self._erbij(Circle((x, y), r, facecolor=kleur_, edgecolor="none", zorder=z), naam)
        elif soort in ("ring", "half"):
            dun = max(1.2, 0.3 * r)
            cirkel = Circle(
                (x, y), r - dun / 2, facecolor=wit, edgecolor=kleur_, linewidth=dun, zorder=z
            )
            self._erbij(cirkel, naam)
            if soort == "half":
                helft = Wedge((x, y), r, 90, 270, facecolor=kleur_, edgecolor="none", zorder=z)
                self._erbij(helft, "")
        elif soort == "vierkant":
            zijde = 0.88 * r
            self.rechthoek(x - zijde, y - zijde, 2 * zijde, 2 * zijde, kleur_, z=z, naam=naam)
        elif soort == "ruit":
            d = 1.15 * r
            self.veelhoek([(x - d, y), (x, y - d), (x + d, y), (x, y + d)], kleur_, z=z, naam=naam)
        else:
            d = 1.1 * r
            hoeken = [(x - d, y + 0.8 * d), (x, y - d), (x + d, y + 0.8 * d)]
            self.veelhoek(hoeken, kleur_, z=z, naam=naam)

    def _erbij(self, vorm: Vorm, naam: str) -> Vorm:
        vorm.set_label(naam)
        # `add_patch` also measures how far the drawing reaches. The size of a sheet is known.
        self.ax.add_artist(vorm)
        return vorm

    def waas(self, x: float, y: float, b: float, h: float) -> None:
        """Lay a pale ground under a part of the sheet."""
        self.rechthoek(x, y, b, h, tint("leisteen", 0.08), z=0, naam="waas")

    def klaar(self, onder: float | None = None) -> Figure:
        """Set the height to what was drawn and hand over the figure."""
        hoogte = self.y + (self.maat.marge if onder is None else onder)
        if is_voorbeeld():
            hoogte = self._merk(hoogte)
        self.fig.set_size_inches(self.breedte / 72, hoogte / 72)
        self.ax.set_xlim(0, self.breedte)
        self.ax.set_ylim(hoogte, 0)
        return self.fig

    def _merk(self, hoogte: float) -> float:
        """Write across the drawing that its figures are invented; returns the height with a line
        that says so in full. So close that whoever cuts out a part takes a mark along.
        """
        maat, stap_x, stap_y = 15.0, 0.62 * SMAL, 44.0
        rijen = max(1, round(hoogte / stap_y))
        kolommen = max(1, round(self.breedte / stap_x))
        for rij in range(rijen):
            for kolom in range(kolommen + 1):
                x = (kolom + (0.5 if rij % 2 else 0.0)) * self.breedte / kolommen
                stuk = self.ax.text(
                    x, (rij + 0.5) * hoogte / rijen, WOORD, rotation=20, ha="center", va="center",
                    fontproperties=letter("halfvet"), fontsize=maat, color=kleur("koraal"),
                    alpha=0.2, zorder=20, clip_on=True,
                )  # fmt: skip
                stuk.set_gid(f"voorbeeldcijfers-{rij}-{kolom}")
                stuk.set_label("merk")
        regels = wikkel(f"{WOORD}. {UITLEG}", self.ruimte, self.maat.klein, "halfvet")
        for regel in regels:
            self.regel(self.links, hoogte, regel, self.maat.klein, "halfvet", "koraal", naam="merk")
            hoogte += self.maat.klein * REGEL
        return hoogte + self.maat.marge / 2


VORMEN = ("schijf", "ring", "half", "vierkant", "ruit", "driehoek")

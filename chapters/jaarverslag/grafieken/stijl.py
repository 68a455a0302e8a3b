"""The house style of all charts: fonts, colours, widths, and text measurement.

``plt.style.use(huisstijl())`` applies it: ``plt.subplots()`` then returns a figure in that style.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import TextToPath

from ..basis.kleuren import kleur

HIER = Path(__file__).resolve().parent
FONTS = HIER.parent / "fonts"
FONTBESTANDEN = {
    "regular": "SourceSans3-Regular.ttf",
    "semibold": "SourceSans3-Semibold.ttf",
    "bold": "SourceSans3-Bold.ttf",
    "italic": "SourceSans3-It.ttf",
}
# 160 mm is the text width of the PDF; 230 points fill the 276 px that a phone of 320 px has for a
# chart, so that the smallest text measures more than 11 px there.
BREED, SMAL = 453.6, 230.0
# Narrower than this, labels go above their bars and panels below each other.
GRENS = 340.0
TEKST, TITEL = 9.5, 13.0
# Line height relative to the font size, as matplotlib uses for Source Sans.
REGEL = 1.326
# Style keyword arguments of matplotlib.
Hoe = dict[str, Any]
# Colour cycle for categories, which also differ in shape or have their own label.
REEKSKLEUREN = ("petrol", "koraal", "oker", "pruim", "mos", "leisteen")


# The vendored fonts go before installed fonts of the same name.
for _bestand in FONTBESTANDEN.values():
    fontManager.addfont(FONTS / _bestand)
    fontManager.ttflist.insert(0, fontManager.ttflist.pop())


def huisstijl() -> list[Any]:
    """The house style for ``plt.style.use``: its style sheet and its colours."""
    tinten = {
        "pagina": ("figure.facecolor", "axes.facecolor"),
        "inkt": ("text.color", "ytick.labelcolor"),
        "leisteen": ("axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"),
        "lijn": ("grid.color",),
    }
    kleuren = {soort: kleur(naam) for naam, soorten in tinten.items() for soort in soorten}
    verven = cycler(color=[kleur(naam) for naam in REEKSKLEUREN])
    return [HIER / "stijl.mplstyle", {**kleuren, "axes.prop_cycle": verven}]


def tekstbreedte(tekst: str, grootte: float = TEKST, gewicht: str = "regular") -> float:
    """Width of the widest line of a text in points.

    Measured per word and cached: line breaking needs the same words over and over, and measuring
    one takes a millisecond.
    """
    schaal = grootte / TextToPath.FONT_SCALE
    return schaal * max(
        sum(_woordbreedte(woord, gewicht) for woord in regel.replace(" ", "\n \n").split("\n"))
        for regel in tekst.split("\n")
    )


def vette_breedte(tekst: str) -> float:
    """Width of a text in semibold, as used for values and names."""
    return tekstbreedte(tekst, TEKST, "semibold")


@functools.lru_cache(maxsize=20_000)
def _woordbreedte(woord: str, gewicht: str) -> float:
    """At one size only, as widths scale linearly."""
    if not woord:
        return 0.0
    maat = FontProperties(fname=str(FONTS / FONTBESTANDEN[gewicht]), size=TextToPath.FONT_SCALE)
    return float(TextToPath().get_text_width_height_descent(woord, maat, ismath=False)[0])


def als_svg(figuur: Figure, breedte: float | None = None, titel: str | None = None) -> str:
    """SVG text of a figure at a width in points; the same figure gives the same bytes, any day.

    Raises ``ValueError`` (Dutch) when the style sheet is not in use.
    """
    if matplotlib.rcParams["svg.hashsalt"] != "jaarverslag":
        raise ValueError(
            "Zet plt.style.use(huisstijl()) in de eerste cel: deze figuur mist de stijl."
        )
    if breedte:
        figuur.set_figwidth(breedte / 72)
    buffer = io.StringIO()
    over = {"Date": None, "Creator": None} | ({"Title": titel} if titel else {})
    figuur.savefig(buffer, format="svg", metadata=over)
    return buffer.getvalue()

"""The one look of all charts: letters, measures, and the colours of ``kleuren``.

Letters come from the vendored font files. Nothing here touches matplotlib's global settings:
drawings are made inside ``stijl()`` and on bare ``Figure`` objects, without pyplot.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import TextToPath

from .basis.kleuren import kleur, meng, tint, tokens
from .voorbeeld import WOORD, is_voorbeeld

__all__ = [
    "REEKSKLEUREN", "als_svg", "kleur", "letter", "meng", "stijl", "tekstbreedte", "tint", "tokens",
]  # fmt: skip

HIER = Path(__file__).resolve().parent
LETTERMAP = HIER / "fonts"
LETTERS = {
    "gewoon": "SourceSans3-Regular.ttf",
    "halfvet": "SourceSans3-Semibold.ttf",
    "vet": "SourceSans3-Bold.ttf",
    "cursief": "SourceSans3-It.ttf",
}
# What matplotlib itself measures letters in, before it scales them.
MEETGROOTTE = TextToPath.FONT_SCALE
# Order in which categories take a colour; each also differs in shape or has its own label.
REEKSKLEUREN = ("petrol", "koraal", "oker", "pruim", "mos", "leisteen")


@functools.cache
def letter(gewicht: str = "gewoon") -> FontProperties:
    """Font of the charts by weight: gewoon, halfvet, vet or cursief.

    Named by file, so that a font of the same name on the machine never takes its place.
    """
    return FontProperties(fname=str(LETTERMAP / LETTERS[gewicht]))


def tekstbreedte(tekst: str, grootte: float, gewicht: str = "gewoon") -> float:
    """Width of one line of text in points.

    Word by word: finding where a line breaks asks for the same words over and over, and measuring
    one takes a millisecond.
    """
    woorden = tekst.split(" ")
    schaal = grootte / MEETGROOTTE
    breedte = sum(_woordbreedte(woord, gewicht) * schaal for woord in woorden if woord)
    return breedte + (len(woorden) - 1) * (_woordbreedte(" ", gewicht) * schaal)


@functools.lru_cache(maxsize=20_000)
def _woordbreedte(tekst: str, gewicht: str) -> float:
    """In one size only: letters on paper grow evenly."""
    maat = letter(gewicht).copy()
    maat.set_size(MEETGROOTTE)
    return float(TextToPath().get_text_width_height_descent(tekst, maat, ismath=False)[0])


@functools.cache
def _registreer_letters() -> None:
    """Make the vendored fonts known to matplotlib, for drawings that go by font name."""
    for bestand in LETTERS.values():
        fontManager.addfont(LETTERMAP / bestand)


@contextmanager
def stijl() -> Iterator[None]:
    """Draw in the look of the report; outside this block matplotlib's settings are untouched."""
    _registreer_letters()
    kleuren = {
        "figure.facecolor": kleur("pagina"),
        "axes.facecolor": kleur("pagina"),
        "text.color": kleur("inkt"),
        "axes.labelcolor": kleur("leisteen"),
        "axes.edgecolor": kleur("lijn"),
        "xtick.color": kleur("leisteen"),
        "ytick.color": kleur("leisteen"),
        "grid.color": kleur("lijn"),
    }
    with matplotlib.style.context([str(HIER / "stijl.mplstyle"), kleuren]):
        yield


def als_svg(figuur: Figure) -> str:
    """SVG text of a drawing; the same drawing gives the same bytes, on any day."""
    buffer = io.StringIO()
    with stijl():
        over = {"Date": None, "Creator": None} | ({"Title": WOORD} if is_voorbeeld() else {})
        figuur.savefig(buffer, format="svg", metadata=over)
    return buffer.getvalue()


def als_png(figuur: Figure, dpi: int = 144) -> bytes:
    """PNG bytes of a drawing, for a download or a preview."""
    buffer = io.BytesIO()
    with stijl():
        figuur.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()

"""Charts on matplotlib's own Axes: what the report needs and matplotlib lacks.

A chart function takes a table, the names of its columns and an optional ``ax``; it draws in data
coordinates and returns the Axes, and its artists can be changed as usual. ``kop`` sets the finding
as title. One figure serves print, desktop, phone and dark mode: its layout is redone for each
width. ``plt.style.use(huisstijl())`` in the first cell of a chapter applies the style sheet.

Bars start at zero; uncertain and unpublished values are drawn differently; marks carry the id of
their row. Input that cannot be drawn raises ``ValueError`` in Dutch.
"""

from .invoer import Opmaak
from .lijnen import lijnen
from .omslag import omslag
from .raster import raster
from .schaal import schaal
from .staven import staven
from .stijl import huisstijl
from .tijdlijn import tijdlijn
from .vlak import kop

__all__ = [
    "Opmaak",
    "huisstijl",
    "kop",
    "lijnen",
    "omslag",
    "raster",
    "schaal",
    "staven",
    "tijdlijn",
]

"""Charts on matplotlib's own Axes: what the report needs and matplotlib lacks.

A chart function takes a table, the names of its columns and an optional ``ax``; it draws in data
coordinates, returns the Axes, and what it drew can be changed the usual way. ``kop`` sets the
finding above it. One figure serves print, desktop, phone and dark pages: it is laid out anew for
each width. ``plt.style.use(huisstijl())`` in the first cell of a chapter sets the style sheet.

Bars start at zero; what is uncertain or not published looks so; marks carry the id of their row.
Input that cannot be drawn raises ``ValueError`` in Dutch.
"""

from .deelbalk import deelbalk
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
    "deelbalk",
    "huisstijl",
    "kop",
    "lijnen",
    "omslag",
    "raster",
    "schaal",
    "staven",
    "tijdlijn",
]

"""One function per kind of chart: a table in, a ``Grafiek`` out.

Every chart has a wide and a narrow drawing, an alternative text with its values, and its data as a
reader's table. The title is the finding; bars start at zero; what is uncertain or unpublished looks
so. Input that cannot be drawn raises ``ValueError`` in Dutch.
"""

from .basis import Grafiek
from .delen import deelbalk, stippen, trechter
from .hellingen import helling
from .kunst import omslag
from .leemte import of_leemte
from .marges import marges
from .schalen import nps_uitleg, schaal
from .tijd import tijdlijn, tijdlijn_met_reeks
from .verbanden import boom, dekkingskaart
from .vergelijken import afwijking, koopkracht, naast_elkaar, staven
from .verloop import lijnen

__all__ = [
    "Grafiek",
    "afwijking",
    "boom",
    "deelbalk",
    "dekkingskaart",
    "helling",
    "koopkracht",
    "lijnen",
    "marges",
    "naast_elkaar",
    "nps_uitleg",
    "of_leemte",
    "omslag",
    "schaal",
    "staven",
    "stippen",
    "tijdlijn",
    "tijdlijn_met_reeks",
    "trechter",
]

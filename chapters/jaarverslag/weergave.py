"""The base of everything that is shown: its MyST and HTML, and the sources used.

Sources are recorded when something is shown, so that ``toon_bronnen()`` at the end of a chapter
lists exactly those that the chapter used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from IPython.core.getipython import get_ipython

from . import gegevens
from .basis.myst import Md
from .leesbaar import als_html, als_tekst
from .rekenen import Cijfer

# By cell: the number of its run, and the ids of the sources used in that run.
_gebruikt: dict[str, tuple[int, dict[str, None]]] = {}

# With more sources than this, a source line has publishers only.
MEESTE_BRONNEN = 4

Bronnen = pd.DataFrame | Iterable["str | Cijfer"]


@dataclass(frozen=True)
class Weergave:
    """Something to show: MyST for the book, and HTML made from it for plain Jupyter.

    ``beelden`` are its drawings by file name. Raises ``TypeError`` for plain text, which would be
    read as markup.
    """

    myst: Md
    beelden: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.myst, Md):
            raise TypeError("Een Weergave bestaat uit Md: zo blijft tekst tekst.")

    @property
    def html(self) -> str:
        return als_html(self.myst, {}, self.beelden)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        myst = str(self.myst)
        return {"text/markdown": myst, "text/html": self.html, "text/plain": als_tekst(myst)}


NIETS = Weergave(Md(""))


def samen(weergaven: Iterable[Weergave]) -> Weergave:
    """Several things below each other, as one."""
    weergaven = list(weergaven)
    beelden = {naam: beeld for w in weergaven for naam, beeld in w.beelden.items()}
    return Weergave(Md("\n").join(w.myst for w in weergaven), beelden)


def alinea(zin: str) -> Weergave:
    """One sentence; text unless it is an ``Md``."""
    return Weergave(Md("{}\n").format(zin))


def noteer_bronnen(bronnen: Bronnen) -> list[str]:
    """Distinct source ids in order, which are recorded for ``toon_bronnen``."""
    if isinstance(bronnen, pd.DataFrame):
        gevonden = list(bronnen["bron"].dropna())
    else:
        gevonden = []
        for bron in bronnen:
            gevonden += bron.bronnen if isinstance(bron, Cijfer) else [bron]
    ids = [bron for bron in dict.fromkeys(gevonden) if bron]
    cel, keer = _deze_cel()
    eerder = _gebruikt.get(cel, (keer, {}))
    _gebruikt[cel] = keer, (eerder[1] if eerder[0] == keer else {}) | dict.fromkeys(ids)
    return ids


def _deze_cel() -> tuple[str, int]:
    """The cell that runs, and the number of the run: running it again replaces its sources."""
    schil: Any = get_ipython()
    if schil is None:
        return "", 0
    # JupyterLab gives cells an id; elsewhere the code is the id.
    bericht = schil.get_parent() if hasattr(schil, "get_parent") else {}
    naam = bericht.get("metadata", {}).get("cellId") or schil.user_ns.get("In", [""])[-1]
    return naam, schil.execution_count


def genoteerde_bronnen() -> list[str]:
    """Ids of the sources that this chapter used so far, in order of use."""
    return list(dict.fromkeys(bron for _, bronnen in _gebruikt.values() for bron in bronnen))


def bronverwijzing(bron: str, kort: bool = False) -> Md:
    """Link to a source on page ``bronnen``; ``kort`` names the publisher only.

    Raises ``KeyError`` when the table ``bronnen`` has no such id.
    """
    rij = gegevens.bron(bron)
    noteer_bronnen([bron])
    tekst = rij["uitgever"] if kort else f"{rij['uitgever']}, {rij['titel']}"
    return Md("[{}](#bron-{:sleutel})").format(tekst, bron)


def bronregel(bronnen: Bronnen) -> Md:
    """Source line of a figure or table: "Bron: …" with a link to each source."""
    ids = noteer_bronnen(bronnen)
    if not ids:
        raise ValueError("Geen bron opgegeven: elke figuur en tabel noemt haar bron.")
    kort = len(ids) > MEESTE_BRONNEN
    if kort:
        # A timeline has a source per event: too many titles. They are in the list at the end of the
        # chapter; here each publisher is named once.
        uitgevers = gegevens.tabel("bronnen").set_index("id").loc[ids, "uitgever"]
        ids = list(uitgevers.drop_duplicates().index)
    namen = [bronverwijzing(bron, kort) for bron in ids]
    woord = "Bron" if len(namen) == 1 else "Bronnen"
    return Md("{}: {}.").format(woord, Md("; ").join(namen))

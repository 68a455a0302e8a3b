"""What all that is shown shares: Markdown that is ready, two forms of one thing, sources used.

What is shown is noted, so that ``toon_bronnen()`` at the end of a chapter lists exactly the
sources that the chapter used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from . import gegevens
from .basis.myst import Md
from .rekenen import Cijfer

# Ids of the sources shown so far in this chapter, in order of use.
_gebruikt: dict[str, None] = {}

# More sources than this and a source line names publishers only.
MEESTE_BRONNEN = 4

Bronnen = pd.DataFrame | Iterable["str | Cijfer"]


@dataclass(frozen=True)
class Weergave:
    """Something to show: MyST for the book, HTML for plain Jupyter.

    Raises ``TypeError`` for plain text: that would be read as markup.
    """

    myst: Md
    html: Markup

    def __post_init__(self) -> None:
        if not (isinstance(self.myst, Md) and isinstance(self.html, Markup)):
            raise TypeError("Een Weergave bestaat uit Md en Markup: zo blijft tekst tekst.")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        myst, html = str(self.myst), str(self.html)
        return {"text/markdown": myst, "text/html": html, "text/plain": myst}


NIETS = Weergave(Md(""), Markup(""))


def samen(weergaven: Iterable[Weergave]) -> Weergave:
    """Several things one below the other, as one."""
    weergaven = list(weergaven)
    return Weergave(
        Md("\n").join(w.myst for w in weergaven), Markup().join(w.html for w in weergaven)
    )


def alinea(zin: str) -> Weergave:
    """One sentence; text unless it is an ``Md``."""
    return Weergave(Md("{}\n").format(zin), Markup("<p>{}</p>").format(zin))


def htmllijst(regels: Iterable[object]) -> Markup:
    """A list for plain Jupyter, each line as text unless it is HTML already."""
    return Markup("<ul>{}</ul>").format(
        Markup().join(Markup("<li>{}</li>").format(regel) for regel in regels)
    )


def noteer_bronnen(bronnen: Bronnen) -> list[str]:
    """Source ids in order, each once, and noted for ``toon_bronnen``."""
    if isinstance(bronnen, pd.DataFrame):
        gevonden = list(bronnen["bron"])
    else:
        gevonden = []
        for bron in bronnen:
            gevonden += bron.bronnen if isinstance(bron, Cijfer) else [bron]
    ids = [bron for bron in dict.fromkeys(gevonden) if bron]
    _gebruikt.update(dict.fromkeys(ids))
    return ids


def genoteerde_bronnen() -> list[str]:
    """Ids of the sources that this chapter used so far, in order of use."""
    return list(_gebruikt)


def bronverwijzing(bron: str, kort: bool = False) -> Md:
    """Link to a source on page ``bronnen``; ``kort`` names the publisher only.

    Raises ``KeyError`` when the table ``bronnen`` does not hold this id.
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
    if len(ids) > MEESTE_BRONNEN:
        # A timeline has a source for every event: titles would drown it. They stand in the list
        # at the end of the chapter; here each publisher is named once.
        uitgevers = gegevens.tabel("bronnen").set_index("id").loc[ids, "uitgever"]
        namen = [bronverwijzing(bron, kort=True) for bron in uitgevers.drop_duplicates().index]
    else:
        namen = [bronverwijzing(bron) for bron in ids]
    woord = "Bron" if len(namen) == 1 else "Bronnen"
    return Md("{}: {}.").format(woord, Md("; ").join(namen))

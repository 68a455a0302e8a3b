"""The texts for a row of figures: on page ``kerncijfers``, and at a mark of a chart."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import STREEP, VOORVOEGSEL, datum, enkelvoud, getal
from .cijfers import CIJFERTABELLEN, register
from .registers import uit_antwoorden
from .weergave import bronverwijzing

# Note on a row that was not known on the reference date; see ``gegevens.peil``.
LATER = {"later": "Later bekend.", "datum onbekend": "Wanneer dit bekend werd, zegt de bron niet."}


class Kort(NamedTuple):
    """The text for a mark of a chart, and the page and anchor that it links to."""

    naam: str
    waarde: str
    uitleg: str
    blad: str
    anker: str


@gegevens.onthoud
def in_het_kort() -> dict[str, Kort]:
    """Every row that a chart can draw: those of the registers of figures, and of the timeline."""
    uit = {}
    for tabel in CIJFERTABELLEN:
        for rij in gegevens.per_rij(register(tabel)):
            delen = (periode_van(rij), rij.status, rij.noot, _uitgever_van(rij.bron))
            uitleg = " · ".join(filter(None, delen))
            uit[rij.anker] = Kort(naam_van(rij), waarde_van(rij), uitleg, "kerncijfers", rij.anker)
    for rij in gegevens.per_rij(gegevens.tabel("tijdlijn")):
        uitleg = " · ".join(filter(None, (rij.noot, _uitgever_van(rij.bron))))
        dag = datum(rij.datum, rij.precisie)
        uit[rij.id] = Kort(rij.gebeurtenis, dag, uitleg, "bronnen", f"bron-{rij.bron}")
    return uit


def _uitgever_van(bron: str) -> str:
    return str(gegevens.bron(bron)["uitgever"]) if bron else ""


def naam_van(rij: Any) -> str:
    return f"{rij.label}: {rij.naam}" if rij.naam else rij.label


def periode_van(rij: Any) -> str:
    return str(rij.periode).replace("z.j.", "zonder jaar").replace("-", STREEP)


def waarde_van(rij: Any) -> str:
    if pd.isna(rij.waarde):
        return STREEP
    return VOORVOEGSEL.get(rij.status, "") + _met_eenheid(rij, rij.waarde)


def _met_eenheid(rij: Any, waarde: float) -> str:
    decimalen = int(rij.decimalen)
    eenheid = gegevens.woord(rij.eenheid, enkelvoud(waarde, decimalen))
    return getal(waarde, decimalen, eenheid)


def uitleg_van(rij: Any, met_definitie: bool) -> Md:
    delen = [markdown(rij.definitie)] if met_definitie else []
    delen += [markdown(LATER[rij.peil])] if rij.peil else []
    delen += [Md("Reeksbreuk vóór dit cijfer.")] if rij.breuk else []
    delen += [markdown(rij.noot)] if rij.noot else []
    delen += [markdown(zin) for zin in _uit_registers(rij)]
    plaats = f", {rij.plaats}" if rij.plaats else ""
    delen += [Md("Bron: {}{}.").format(bronverwijzing(rij.bron), plaats)] if rij.bron else []
    return Md(" ").join(deel if deel.endswith(".") else deel + "." for deel in delen)


def _uit_registers(rij: Any) -> list[str]:
    """The computed value next to a published figure, and why it differs, if it does."""
    berekend = getattr(rij, "berekend", None)
    if pd.isna(berekend) or rij.status == "berekend":
        return []
    zinnen = [f"Uit de registers berekend: {_met_eenheid(rij, berekend)}."]
    if pd.notna(rij.n):
        zinnen.append(uit_antwoorden(rij.n, rij.laag, rij.hoog))
    return zinnen + ([rij.verklaring] if rij.verklaring else [])

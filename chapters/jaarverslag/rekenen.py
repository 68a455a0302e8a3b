"""A figure that keeps its sources through computations.

A ``Cijfer`` is a value with its unit, rounding, status, sources and the rows it came from. It adds,
divides, compares and sorts like a number; the result is a ``Cijfer`` with the rows of all operands.
An unknown figure never becomes a number: sums with it are unknown too, and comparing it is an
error.
"""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from . import gegevens
from .basis.myst import Md, markdown
from .basis.tekst import (
    BOVENGRENS,
    LEEMTEN,
    NIET_GEVONDEN,
    ONDERGRENS,
    VOORVOEGSEL,
    afronden,
    enkelvoud,
    getal,
    groot_bedrag,
)

GEKEERD = {ONDERGRENS: BOVENGRENS, BOVENGRENS: ONDERGRENS}
# Statuses that the result inherits from its operands; of several, the first one here.
NIET_ZEKER = ("circa", ONDERGRENS, BOVENGRENS, "voorlopig")
PROCENT, PROCENTPUNT = "%", "procentpunt"
# "{:.1f}" formats the number; "{:>10}" formats the text.
GETALOPMAAK = re.compile(r".*[,_%bcdeEfFgGn]|.*\.\d+")


class Sleutel(NamedTuple):
    """The key of a figure; ``naam`` is its indicator or context series."""

    tabel: str
    naam: str
    dimensie: str
    uitsplitsing: str
    jaar: int | None


def _bewerking(teken: str) -> tuple[Callable[[Cijfer, Any], Cijfer], Callable[[Any, Any], Cijfer]]:
    """An operator with the figure on the left, and with the figure on the right."""
    return lambda c, ander: _reken(teken, c, ander), lambda c, ander: _reken(teken, ander, c)


def _ordening(klopt: Callable[[float, float], bool]) -> Callable[[Cijfer, Any], bool]:
    def vergelijk(c: Cijfer, ander: Any) -> bool:
        if not isinstance(ander, GETALLEN):
            return NotImplemented
        waarden = float(c), float(ander)
        if isinstance(ander, Cijfer) and ander.eenheid != c.eenheid:
            wat, waarmee = (f"{d} {d.eenheidswoord}".strip() for d in (c, ander))
            raise ValueError(f"Vergelijk geen {wat} met {waarmee}.")
        return klopt(*waarden)

    return vergelijk


@dataclass(frozen=True, eq=False, repr=False)
class Cijfer:
    """One figure with its metadata.

    ``waarde`` is ``None`` when the figure is not published. ``rijen`` are the anchors of the rows
    it comes from (one for a published figure, more for a computed one); ``bronnen`` their source
    ids. ``eenheid`` is the word or sign after the number; ``decimalen`` the declared rounding.
    ``sleutel`` is ``None`` for a computed figure; ``uit`` are the keys of all figures behind it.

    Figures are equal when their values and units are; a number equals a figure by its value.
    """

    waarde: float | None
    eenheid: str
    decimalen: int
    label: str
    status: str = "gepubliceerd"
    noot: str = ""
    periode: str = ""
    rijen: tuple[str, ...] = ()
    bronnen: tuple[str, ...] = ()
    afgekort: bool = False
    taal: str = "nl"
    sleutel: Sleutel | None = None
    uit: tuple[Sleutel, ...] = ()

    @property
    def bekend(self) -> bool:
        """Whether there is a value at all."""
        return self.waarde is not None

    @property
    def getal(self) -> str:
        """The number as Dutch text without its unit word (euro and % always keep their sign)."""
        if self.waarde is None:
            return LEEMTEN.get(self.status, LEEMTEN[NIET_GEVONDEN])[self.taal]
        tekst = getal(self.waarde, self.decimalen, self._teken, self.taal)
        if self.afgekort and self._teken == "euro":
            tekst = groot_bedrag(self.waarde, taal=self.taal)
        return VOORVOEGSEL.get(self.status, "") + tekst

    @property
    def _teken(self) -> str:
        """The sign at the start of the unit: "euro per organisatie" is € and "per organisatie"."""
        eerste = self.eenheid.partition(" per ")[0]
        return eerste if eerste in (PROCENT, "euro") else ""

    @property
    def eenheidswoord(self) -> str:
        """The unit as a separate word; empty for signs that are part of the number."""
        if teken := self._teken:
            return self.eenheid.removeprefix(teken).strip()
        een = self.waarde is not None and enkelvoud(self.waarde, self.decimalen)
        return gegevens.woord(self.eenheid, een)

    @property
    def herkomst(self) -> str:
        """One short line for a tooltip: status, label, period and publisher."""
        delen = [self.label, self.periode, self.status]
        uitgevers = [str(gegevens.bron(bron)["uitgever"]) for bron in self.bronnen]
        return " · ".join([deel for deel in delen if deel] + list(dict.fromkeys(uitgevers)))

    @property
    def als_markdown(self) -> Md:
        """The number as a MyST link to the row it comes from."""
        if not self.rijen:
            return markdown(self.getal)
        return Md('[{}](#{:sleutel} "{}")').format(self.getal, self.rijen[0], self.herkomst)

    def kort(self) -> Cijfer:
        """The same figure, abbreviated: € 70,6 miljoen instead of € 70.589.668,09."""
        return replace(self, afgekort=True)

    def in_het_engels(self) -> Cijfer:
        """The same figure in English notation, for the summary."""
        return replace(self, taal="en")

    def __str__(self) -> str:
        return self.getal

    __repr__ = __str__

    def __format__(self, opmaak: str) -> str:
        """Plain text; ``Md("{}").format(c)`` is the link to its row, ``f"{c:.1f}"`` the number."""
        if not GETALOPMAAK.fullmatch(opmaak):
            return format(self.getal, opmaak)
        waarde = float(self)
        return format(int(waarde) if waarde.is_integer() else waarde, opmaak)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": self.getal, "text/markdown": str(self.als_markdown)}

    # ---- as a number ----

    def __float__(self) -> float:
        if self.waarde is None:
            wat = f"{self.label} ({self.periode}) is {self.getal}"
            raise ValueError(f"{wat}: vergelijk of sorteer het pas als .bekend waar is.")
        return float(self.waarde)

    def __bool__(self) -> bool:
        return float(self) != 0

    def __eq__(self, ander: object) -> bool:
        if not isinstance(ander, GETALLEN):
            return NotImplemented
        gelijk = float(self) == float(ander)
        return gelijk and (not isinstance(ander, Cijfer) or ander.eenheid == self.eenheid)

    def __hash__(self) -> int:
        # An unknown figure has a hash of its own, so that it can be in a set.
        return hash(self.waarde) if self.bekend else object.__hash__(self)

    __lt__, __le__ = _ordening(operator.lt), _ordening(operator.le)
    __gt__, __ge__ = _ordening(operator.gt), _ordening(operator.ge)
    __add__, __radd__ = _bewerking("+")
    __sub__, __rsub__ = _bewerking("-")
    __mul__, __rmul__ = _bewerking("×")
    __truediv__, __rtruediv__ = _bewerking("/")

    def __round__(self, decimalen: int = 0) -> Cijfer:
        """Round half away from zero, as everywhere in the report."""
        waarde = None if self.waarde is None else float(afronden(self.waarde, decimalen))
        return replace(1 * self, waarde=waarde, decimalen=max(decimalen, 0), label=self.label)

    def __array_ufunc__(self, functie: np.ufunc, manier: str, *delen: Any, **keuzes: Any) -> Any:
        """With an array of numbers, and so with a pandas column, a figure is its number."""
        if len(delen) == 1 or any(isinstance(d, np.ndarray) and d.dtype != object for d in delen):
            delen = tuple(float(d) if isinstance(d, Cijfer) else d for d in delen)
        else:
            # Without numpy scalars, which would call this method again.
            delen = tuple(np.asarray(getattr(d, "tolist", lambda d=d: d)(), object) for d in delen)
        return getattr(functie, manier)(*delen, **keuzes)


GETALLEN = (Cijfer, Real, Decimal)
REKEN = {"+": operator.add, "-": operator.sub, "×": operator.mul, "/": operator.truediv}


def _reken(teken: str, links: Any, rechts: Any) -> Cijfer:
    """The result of an operation on figures, or a figure and a number, with its sources."""
    delen = [math.nan if deel is None or deel is pd.NA else deel for deel in (links, rechts)]
    if not all(isinstance(deel, GETALLEN) for deel in delen):
        return NotImplemented
    cijfers = [deel for deel in delen if isinstance(deel, Cijfer)]
    getallen = [math.nan if getattr(d, "waarde", d) is None else float(d) for d in delen]
    statussen = {_status(teken, delen, getallen, plaats) for plaats in (0, 1)}
    # A lower bound combined with an upper bound gives neither.
    weet = statussen != {*GEKEERD} and not (teken == "/" and getallen[1] == 0)
    waarde = REKEN[teken](*getallen) if weet else math.nan
    decimalen = max(c.decimalen for c in cijfers)
    if teken == "/" or not all(isinstance(d, Cijfer) or float(d).is_integer() for d in delen):
        decimalen = _decimalen(waarde, decimalen)
    namen = [d.label if isinstance(d, Cijfer) else f"{float(d):g}" for d in delen]
    bekend = not math.isnan(waarde)
    return Cijfer(
        waarde if bekend else None,
        _eenheid(teken, *(getattr(deel, "eenheid", None) for deel in delen)),
        decimalen,
        # ``sum`` starts with 0.
        f" {teken} ".join(naam for naam in namen if naam != "0"),
        next((s for s in NIET_ZEKER if s in statussen), "berekend") if bekend else NIET_GEVONDEN,
        periode=" / ".join(_elk(c.periode.split(" / ") for c in cijfers)),
        rijen=_elk(c.rijen for c in cijfers),
        bronnen=_elk(c.bronnen for c in cijfers),
        uit=_elk(c.uit for c in cijfers),
    )


def _elk(delen: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(itertools.chain(*delen)))


def _status(teken: str, delen: Sequence[Any], getallen: Sequence[float], plaats: int) -> str:
    """The status that an operand gives the result: a lower bound may become an upper bound."""
    status = getattr(delen[plaats], "status", "")
    keert = (teken in "-/" and plaats == 1) != (teken in "×/" and getallen[1 - plaats] < 0)
    return GEKEERD.get(status, status) if keert else status


def _eenheid(teken: str, links: str | None, rechts: str | None) -> str:
    """The unit of the result; ``None`` for an operand that is a plain number."""
    beide = [eenheid for eenheid in (links, rechts) if eenheid is not None]
    if teken in "+-":
        if links == rechts == PROCENT and teken == "-":
            return PROCENTPUNT
        if len({*beide}) > 1 and {*beide} != {PROCENT, PROCENTPUNT}:
            wat = f"Tel geen verschillende eenheden op: {', '.join(beide)}."
            raise ValueError(f"{wat} Gaat het om de getallen zelf, schrijf dan float(…).")
        return beide[0]
    if teken == "×":
        if len(beide) > 1 and PROCENT in beide:
            raise ValueError("Vermenigvuldig niet met een procent: reken met float(…) / 100.")
        return " × ".join(filter(None, beide))
    if links == rechts or not rechts:
        return "" if links == rechts else links or ""
    return f"{links or ''} per {gegevens.woord(rechts, een=True)}".strip()


def _decimalen(waarde: float, minstens: int) -> int:
    """As few decimals as represent a result; two significant digits for small ones."""
    if not waarde or math.isnan(waarde):
        return minstens
    nodig = max(2, 1 - math.floor(math.log10(abs(waarde))))
    genoeg = (n for n in range(minstens, nodig) if math.isclose(round(waarde, n), waarde))
    return next(genoeg, max(minstens, nodig))


def aandeel(deel: Cijfer, geheel: Cijfer, decimalen: int = 0) -> Cijfer:
    """The share of ``deel`` in ``geheel``, in %.

    A gap when one of them is a gap, or when the whole is zero or only a bound: its parts would not
    add up to 100 %.
    """
    if not (isinstance(deel, Cijfer) and isinstance(geheel, Cijfer)):
        raise TypeError('aandeel rekent met cijfers: schrijf aandeel(cijfer("…"), cijfer("…")).')
    uit, label = 100 * deel / geheel, f"aandeel {deel.label}"
    if geheel.status in GEKEERD:
        uit = replace(uit, waarde=None, status=NIET_GEVONDEN)
    return replace(uit, eenheid=PROCENT, decimalen=decimalen, label=label)


def aantal(tabel: pd.DataFrame, eenheid: str, label: str) -> Cijfer:
    """Count of the rows of a table that lists things (goals, events, sources).

    It links to that table on page ``data``, when ``tabel`` comes from the package.
    """
    naam = tabel.attrs.get("tabel")
    rijen = (f"t-{naam}",) if naam else ()
    return Cijfer(float(len(tabel)), eenheid, 0, label, status="berekend", rijen=rijen)

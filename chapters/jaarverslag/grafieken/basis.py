"""What all charts share: the result, the checks on input, and the words of numbers."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..basis.tekst import SPATIE, getal, groot_bedrag, met_teken
from ..stijl import als_svg, stijl
from ..voorbeeld import gemerkt

NIET_PUBLIEK = "niet-gepubliceerd"
NIET_UITGESPLITST = "niet uitgesplitst"
STATUSSEN = (
    "gepubliceerd",
    "berekend",
    "circa",
    "ondergrens",
    "voorlopig",
    NIET_PUBLIEK,
    NIET_UITGESPLITST,
)
# Statuses that are drawn hatched: the reader sees at once that the value is not exact.
ONZEKER = ("circa", "ondergrens", "voorlopig")
Accent = str | Sequence[str] | None


@dataclass(frozen=True)
class Grafiek:
    """A chart that can be drawn wide (A4, desktop) and narrow (phone).

    ``teken(smal)`` draws it; ``alt`` says in words what it shows, with the values; ``gegevens``
    is the data as a reader's table, with Dutch column names. ``leeg``: there was nothing to draw.
    ``titel`` is the finding that stands above the drawing.
    """

    teken: Callable[[bool], Figure]
    alt: str
    gegevens: pd.DataFrame
    leeg: bool = False
    titel: str = ""

    def _repr_svg_(self) -> str:
        return als_svg(self.teken(False))


@dataclass(frozen=True)
class Rij:
    """One value with its label; ``waarde`` is ``None`` when it is not published."""

    label: str
    waarde: float | None
    status: str = "gepubliceerd"
    eenheid: str = ""

    @property
    def getal(self) -> float:
        """The value to draw with; nothing published draws as nothing."""
        return 0.0 if self.waarde is None else self.waarde


@dataclass(frozen=True)
class Opmaak:
    """How the numbers of a chart are written."""

    eenheid: str = ""
    decimalen: int = 0
    teken: bool = False

    def __call__(self, waarde: float) -> str:
        """Number as it stands in the drawing: only % and € are repeated with every value."""
        if self.eenheid == "euro" and abs(waarde) >= 1_000_000:
            return groot_bedrag(waarde, max(1, self.decimalen))
        vast = self.eenheid if self.eenheid in ("%", "euro") else ""
        schrijf = met_teken if self.teken else getal
        return schrijf(waarde, self.decimalen, vast)

    def voluit(self, waarde: float) -> str:
        """Number as a sentence needs it, with its unit."""
        tekst = self(waarde)
        return tekst if self.eenheid in ("", "%", "euro") else f"{tekst} {self.eenheid}"

    def rij(self, rij: Rij, voluit: bool = False) -> str:
        """Number with the words of its status: "ca. 46", "≥ 46", "niet publiek"."""
        if rij.waarde is None:
            return "niet publiek"
        opmaak = Opmaak(rij.eenheid or self.eenheid, self.decimalen, self.teken)
        tekst = opmaak.voluit(rij.waarde) if voluit else opmaak(rij.waarde)
        if rij.status == "circa":
            return f"ca.{SPATIE}{tekst}"
        if rij.status == "ondergrens":
            return f"≥{SPATIE}{tekst}"
        return f"{tekst} (voorlopig)" if rij.status == "voorlopig" else tekst


def met_context(teken: Callable[[bool], Figure]) -> Callable[[bool], Figure]:
    """Make ``teken`` run in the report's style, whatever the caller has set."""

    def in_stijl(smal: bool = False) -> Figure:
        with stijl():
            return teken(bool(smal))

    return in_stijl


def maak(
    teken: Callable[[bool], Figure], soort: str, titel: str, delen: Iterable[str], gegevens: Any
) -> Grafiek:
    """Put a chart together; ``delen`` are the parts of the alternative text, values included."""
    zin = titel.strip().rstrip(".")
    inhoud = "; ".join(deel.strip().rstrip(".") for deel in delen)
    begin = f"{soort}. {zin}. " if zin else f"{soort}. "
    begin, zin = gemerkt(begin), gemerkt(zin)
    alt = f"{begin}{inhoud[:1].upper()}{inhoud[1:]}."
    return Grafiek(met_context(teken), alt, gegevens, titel=zin)


def eis_titel(titel: str) -> None:
    """A chart without its finding is refused."""
    if not isinstance(titel, str) or not titel.strip():
        raise ValueError("Een grafiek heeft een titel nodig: de vaststelling in één zin.")


def eis_kolommen(gegevens: pd.DataFrame, *kolommen: str | None) -> None:
    """Refuse anything but a filled table with these columns."""
    if not isinstance(gegevens, pd.DataFrame):
        raise ValueError(f"Een grafiek vraagt een DataFrame, geen {type(gegevens).__name__}.")
    gevraagd = [kolom for kolom in kolommen if kolom is not None]
    ontbreekt = [kolom for kolom in gevraagd if kolom not in gegevens.columns]
    if ontbreekt:
        raise ValueError(
            f"De tabel mist de kolom {', '.join(map(repr, ontbreekt))}. "
            f"Wel aanwezig: {', '.join(map(str, gegevens.columns))}."
        )
    if gegevens.empty:
        raise ValueError("De tabel heeft geen rijen: er valt niets te tekenen.")


def leeg(waarde: Any) -> bool:
    """Whether a cell holds nothing (None, NaN, NA, NaT)."""
    return waarde is None or (pd.api.types.is_scalar(waarde) and bool(pd.isna(waarde)))


def als_getal(waarde: Any, kolom: str, rij: object) -> float:
    """A cell as a finite number; anything else is refused with its place."""
    plaats = f"kolom {kolom!r}, rij {rij}"
    if leeg(waarde):
        raise ValueError(f"Lege waarde in {plaats}: geef status {NIET_PUBLIEK!r} of laat ze weg.")
    goed = isinstance(waarde, numbers.Number) or hasattr(waarde, "__float__")
    if isinstance(waarde, (bool, str, complex)) or not goed:
        raise ValueError(f"Geen getal in {plaats}: {waarde!r}.")
    uit = float(waarde)
    if not math.isfinite(uit):
        raise ValueError(f"Geen eindig getal in {plaats}: {waarde!r}.")
    return uit


def als_tekst(waarde: Any, kolom: str, rij: object) -> str:
    """A cell as text; empty cells are refused."""
    if leeg(waarde) or not str(waarde).strip():
        raise ValueError(f"Lege tekst in kolom {kolom!r}, rij {rij}.")
    return str(waarde).strip()


def getallen(gegevens: pd.DataFrame, kolom: str, negatief: bool = True) -> list[float]:
    """A column as finite numbers; ``negatief=False`` refuses values below zero."""
    uit = [als_getal(w, kolom, i) for i, w in zip(gegevens.index, gegevens[kolom], strict=True)]
    if not negatief:
        for rij, waarde in zip(gegevens.index, uit, strict=True):
            if waarde < 0:
                raise ValueError(
                    f"Negatieve waarde {waarde:g} in kolom {kolom!r}, rij {rij}: dat kan hier niet."
                )
    return uit


def teksten(gegevens: pd.DataFrame, kolom: str) -> list[str]:
    """A column as filled text."""
    return [als_tekst(w, kolom, i) for i, w in zip(gegevens.index, gegevens[kolom], strict=True)]


def vlaggen(gegevens: pd.DataFrame, kolom: str | None, anders: bool = False) -> list[bool]:
    """A column of yes and no; an empty cell or no column counts as ``anders``."""
    if kolom is None:
        return [anders] * len(gegevens)
    return [anders if leeg(waarde) else bool(waarde) for waarde in gegevens[kolom]]


def rijen(
    gegevens: pd.DataFrame,
    label: str,
    waarde: str,
    status: str | None = None,
    eenheid: str = "",
    negatief: bool = False,
) -> list[Rij]:
    """Rows of a table as labels with values, checked. ``eenheid`` may be a column."""
    eis_kolommen(gegevens, label, waarde, status)
    statussen = statuskolom(gegevens, status)
    eenheden = eenhedenkolom(gegevens, eenheid)
    uit = []
    namen = teksten(gegevens, label)
    kolommen = (gegevens.index, namen, gegevens[waarde], statussen, eenheden)
    for rij, naam, inhoud, staat, maat in zip(*kolommen, strict=True):
        getal_ = None
        if not (leeg(inhoud) and staat == NIET_PUBLIEK):
            getal_ = als_getal(inhoud, waarde, rij)
        if getal_ is not None and getal_ < 0 and not negatief:
            raise ValueError(
                f"Negatieve waarde {getal_:g} in kolom {waarde!r}, rij {rij}: dat kan hier niet."
            )
        uit.append(Rij(naam, getal_, staat, maat))
    return uit


def statuskolom(gegevens: pd.DataFrame, status: str | None) -> list[str]:
    """Statuses of the rows; without a column all are published."""
    if status is None:
        return ["gepubliceerd"] * len(gegevens)
    uit = ["gepubliceerd" if leeg(w) or w == "" else str(w) for w in gegevens[status]]
    vreemd = sorted(set(uit) - set(STATUSSEN))
    if vreemd:
        raise ValueError(f"Onbekende status {vreemd[0]!r}; kies uit: {', '.join(STATUSSEN)}.")
    return uit


def eenhedenkolom(gegevens: pd.DataFrame, eenheid: str) -> list[str]:
    """Unit of each row: ``eenheid`` is a column name or one unit for all."""
    if eenheid and eenheid in gegevens.columns:
        return ["" if leeg(w) else str(w) for w in gegevens[eenheid]]
    return [eenheid] * len(gegevens)


def accenten(accent: Accent, labels: Iterable[str]) -> set[str]:
    """Labels that stand out; raises ``ValueError`` when one of them does not exist."""
    gevraagd = {accent} if isinstance(accent, str) else set(accent or ())
    vreemd = gevraagd - set(labels)
    if vreemd:
        raise ValueError(f"Het accent {sorted(vreemd)[0]!r} staat niet in de tabel.")
    return gevraagd


def lezerstabel(
    gegevens: pd.DataFrame,
    kolommen: Sequence[str | None],
    koppen: Mapping[str, str] | None = None,
    eenheid: str = "",
    waarden: Sequence[str] = (),
) -> pd.DataFrame:
    """The data as a reader sees it: these columns, Dutch headings, whole numbers as whole.

    ``waarden`` are the columns whose heading names the unit. A status column is kept only when
    it says something.
    """
    houd = [k for k in dict.fromkeys(kolommen) if k is not None]
    tabel = gegevens[houd].reset_index(drop=True).copy()
    for kolom in houd:
        inhoud = [w for w in tabel[kolom] if not leeg(w)]
        heel = inhoud and all(_is_heel(w) for w in inhoud)
        if heel:
            tabel[kolom] = pd.array([pd.NA if leeg(w) else int(w) for w in tabel[kolom]], "Int64")
    namen = {}
    for kolom in houd:
        kop = (koppen or {}).get(kolom) or kolom[:1].upper() + kolom[1:].replace("_", " ")
        maat = eenheid if kolom in waarden and eenheid not in gegevens.columns else ""
        namen[kolom] = f"{kop} ({maat})" if maat and kolom not in (koppen or {}) else kop
    return tabel.rename(columns=namen)


def _is_heel(waarde: Any) -> bool:
    if isinstance(waarde, (bool, str)) or not isinstance(waarde, numbers.Real):
        return False
    return float(waarde).is_integer()


def nuttige_status(gegevens: pd.DataFrame, status: str | None) -> str | None:
    """The status column when any row is not plainly published, else nothing."""
    if status is None or set(statuskolom(gegevens, status)) <= {"gepubliceerd"}:
        return None
    return status

"""Input of charts: reading and checking the rows of a table, and formatting values.

Input that cannot be drawn raises ``ValueError`` in Dutch, with its column and row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..basis.tekst import LEEMTEN, NIET_GEVONDEN, VOORVOEGSEL, getal, groot_bedrag, met_teken

GEPUBLICEERD = "gepubliceerd"
# Statuses that are drawn hatched, to show that the value is not exact.
ONZEKER = ("circa", "ondergrens", "voorlopig")
Accent = str | Sequence[str] | None


@dataclass(frozen=True)
class Rij:
    """One value with its label; ``waarde`` is ``None`` if it is not published.

    ``gid`` is the id of its mark in the SVG: the anchor of its row, or else its line in the table
    of the figure.
    """

    label: str
    waarde: float | None
    status: str = GEPUBLICEERD
    gid: str | None = None

    @property
    def getal(self) -> float:
        """The value to draw; an unpublished one is drawn as zero."""
        return 0.0 if self.waarde is None else self.waarde


@dataclass(frozen=True)
class Opmaak:
    eenheid: str = ""
    decimalen: int = 0
    teken: bool = False

    def __call__(self, waarde: float, _plaats: int = 0) -> str:
        """Number as shown in the drawing: only % and € are repeated with every value.

        The second argument makes it an axis formatter: ``FuncFormatter(Opmaak("euro"))``.
        """
        if self.eenheid == "euro" and abs(waarde) >= 1_000_000:
            return groot_bedrag(waarde, max(1, self.decimalen))
        vast = self.eenheid if self.eenheid in ("%", "euro") else ""
        schrijf = met_teken if self.teken else getal
        return schrijf(waarde, self.decimalen, vast)

    @property
    def in_woord(self) -> str:
        """The unit for a heading, ", in vormingen"; a symbol is with every number already."""
        return "" if self.eenheid in ("", "%", "euro") else f", in {self.eenheid}"

    def rij(self, rij: Rij) -> str:
        """Number with its status: "ca. 46", "≥ 46", "niet gevonden"."""
        if rij.waarde is None:
            return LEEMTEN[rij.status]["nl"] if rij.status in LEEMTEN else rij.status
        tekst = VOORVOEGSEL.get(rij.status, "") + self(rij.waarde)
        return f"{tekst} (voorlopig)" if rij.status == "voorlopig" else tekst

    def zin(self, rij: Rij) -> str:
        """A row for the alternative text."""
        return f"{rij.label}: {self.rij(rij)}"


def eis_kolommen(gegevens: pd.DataFrame, *kolommen: str | None) -> None:
    """Reject anything but a non-empty table with these columns."""
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
    """Whether a cell is empty (None, NaN, NA, NaT, an empty text)."""
    if isinstance(waarde, str):
        return not waarde.strip()
    return waarde is None or (pd.api.types.is_scalar(waarde) and bool(pd.isna(waarde)))


def getallen(gegevens: pd.DataFrame, kolom: str) -> list[float]:
    """A column as finite numbers; anything else is rejected with its location."""
    return [als_getal(w, kolom, i) for i, w in zip(gegevens.index, gegevens[kolom], strict=True)]


def als_getal(waarde: Any, kolom: str, rij: object) -> float:
    plaats = f"kolom {kolom!r}, rij {rij}"
    if leeg(waarde):
        raise ValueError(f"Lege waarde in {plaats}: geef status {NIET_GEVONDEN!r} of laat ze weg.")
    if isinstance(waarde, (bool, str, complex)) or not hasattr(waarde, "__float__"):
        raise ValueError(f"Geen getal in {plaats}: {waarde!r}.")
    if not math.isfinite(float(waarde)):
        raise ValueError(f"Geen eindig getal in {plaats}: {waarde!r}.")
    return float(waarde)


def teksten(gegevens: pd.DataFrame, kolom: str) -> list[str]:
    """A column as non-empty texts; whole numbers (years) without a fraction."""
    for rij, waarde in zip(gegevens.index, gegevens[kolom], strict=True):
        if leeg(waarde):
            raise ValueError(f"Lege tekst in kolom {kolom!r}, rij {rij}.")
    return [w.strip() if isinstance(w, str) else str(w).removesuffix(".0") for w in gegevens[kolom]]


def rijen(gegevens: pd.DataFrame, label: str, waarde: str, negatief: bool = False) -> list[Rij]:
    """Validated rows of a table as labels with values.

    The optional columns "status" and "anker" give the certainty of a value and the row it comes
    from.
    """
    eis_kolommen(gegevens, label, waarde)
    uit = []
    kolommen = (
        gegevens.index,
        teksten(gegevens, label),
        gegevens[waarde],
        of_anders(gegevens, "status", GEPUBLICEERD),
        of_anders(gegevens, "anker", ""),
    )
    for lijn, (plek, naam, inhoud, staat, anker) in enumerate(zip(*kolommen, strict=True)):
        weg = leeg(inhoud) and staat.startswith("niet")
        hoeveel = None if weg else als_getal(inhoud, waarde, plek)
        if hoeveel is not None and hoeveel < 0 and not negatief:
            raise ValueError(
                f"Negatieve waarde {hoeveel:g} in kolom {waarde!r}, rij {plek}: dat kan hier niet."
            )
        uit.append(Rij(naam, hoeveel, staat, merk(anker, lijn)))
    return uit


def merk(anker: str, lijn: int) -> str:
    """Id of a mark; ``vlak.beschrijf`` renumbers the lines of several charts in one figure."""
    return f"rij-{anker}" if anker else f"lijn-{lijn}"


def of_anders(gegevens: pd.DataFrame, kolom: str | None, anders: str) -> list[str]:
    """Texts of a column; ``anders`` for empty cells, or for all if there is no such column."""
    if not kolom or kolom not in gegevens:
        return [anders] * len(gegevens)
    return [anders if leeg(waarde) else str(waarde) for waarde in gegevens[kolom]]


def accenten(accent: Accent, labels: Iterable[str]) -> set[str]:
    """Labels to highlight; raises ``ValueError`` if one of them does not exist."""
    gevraagd = {accent} if isinstance(accent, str) else set(accent or ())
    vreemd = gevraagd - set(labels)
    if vreemd:
        raise ValueError(f"Het accent {sorted(vreemd)[0]!r} staat niet in de tabel.")
    return gevraagd


def lezerstabel(
    gegevens: pd.DataFrame, kolommen: Sequence[str | None], eenheid: str = "", waarde: str = ""
) -> pd.DataFrame:
    """The data of a chart, for download.

    The columns and their order do not depend on the rows: ``waarde`` is followed by its unit, and
    the status comes last, if the table has them.
    """
    houd = [kolom for kolom in dict.fromkeys(kolommen) if kolom]
    if eenheid:
        gegevens = gegevens.assign(eenheid=eenheid)
    if waarde and "eenheid" in gegevens and "eenheid" not in houd:
        houd.insert(houd.index(waarde) + 1, "eenheid")
    if "status" in gegevens:
        gegevens = gegevens.assign(status=of_anders(gegevens, "status", GEPUBLICEERD))
        houd.append("status")
    return gegevens[houd].reset_index(drop=True)


def met_koppen(tabel: pd.DataFrame, koppen: Mapping[str, str] | None) -> pd.DataFrame:
    """A table with headings for readers: the given ones, or its own; that of ``kort`` is "Naam"."""
    namen = {str(k): "naam" if k == "kort" else str(k).replace("_", " ") for k in tabel}
    gewoon = {kolom: naam[:1].upper() + naam[1:] for kolom, naam in namen.items()}
    return tabel.rename(columns={**gewoon, **(koppen or {})})

"""Read the Data Package in ``data/`` as typed pandas tables.

``data/datapackage.json`` is the only schema: column names, types, keys and rules. This package
reads strictly (``bestand``); ``keuring`` validates what was read.
"""

from __future__ import annotations

import difflib
import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ..basis.myst import is_sleutel
from .bestand import lees_beschrijving, lees_blad

# pandas types that can hold a missing value, by Table Schema type.
SOORTEN: dict[str, Any] = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
# A constant, as chapters need it thousands of times.
EIGEN_DATA = Path(__file__).resolve().parents[3] / "data"
NAKIJKEN = "Alle fouten tegelijk: kijk_na() uit jaarverslag.oefenen, of make check."


class OnbekendeTabel(KeyError):
    """The package has no such table."""

    def __str__(self) -> str:
        # KeyError shows the repr of its message.
        return str(self.args[0])


class OngeldigeTabel(ValueError):
    """A table that its schema does not allow."""


def datamap() -> Path:
    """Folder of the Data Package: next to the chapters, or where ``JAARVERSLAG_DATA`` points."""
    elders = os.environ.get("JAARVERSLAG_DATA")
    return Path(elders) if elders else EIGEN_DATA


def per_rij(tabel: pd.DataFrame) -> Iterator[Any]:
    """Rows with their columns by name; their types depend on the schema."""
    return iter(tabel.itertuples())


_caches: list[Callable[[], None]] = []


def onthoud(functie: Callable[..., Any]) -> Callable[..., Any]:
    """``functools.cache`` for a function of the tables, until ``vergeet``.

    Each package has its own answers: ``JAARVERSLAG_DATA`` may change meanwhile.
    """

    @functools.cache
    def van_pakket(plaats: str | None, *delen: Any) -> Any:
        return functie(*delen)

    @functools.wraps(functie)
    def vraag(*delen: Any) -> Any:
        return van_pakket(os.environ.get("JAARVERSLAG_DATA"), *delen)

    _caches.append(van_pakket.cache_clear)
    return vraag


def vergeet() -> None:
    """Clear all caches, after changing tables while a notebook runs."""
    for leeg in _caches:
        leeg()


@onthoud
def pakket() -> dict[str, Any]:
    """Descriptor of the Data Package as a dictionary (do not change it)."""
    pad = datamap() / "datapackage.json"
    if not pad.is_file():
        # The package may have been copied elsewhere, or the variable may be wrong.
        raise OngeldigeTabel(
            f"Geen tabellen in {str(pad.parent)!r}: laat de omgevingsvariabele JAARVERSLAG_DATA "
            "wijzen naar de map met datapackage.json."
        )
    beschrijving, fouten = lees_beschrijving(pad)
    if fouten:
        raise OngeldigeTabel(f"{fouten[0]} {NAKIJKEN}")
    bronnen = beschrijving.get("resources")
    for bron in bronnen if isinstance(bronnen, list) else ():
        # Callers of ``tabel`` rely on this, even when the package was not validated.
        namen = [bron.get("name"), bron.get("path")] if isinstance(bron, dict) else [bron]
        if not all(map(is_sleutel, namen)):
            raise OngeldigeTabel(f"{pad.name}: geen tabel in de datamap: {namen}. {NAKIJKEN}")
    return beschrijving


def verslagjaar() -> int:
    """The year this edition reports on; ``datapackage.json`` is the only place that sets it."""
    return int(pakket()["verslagjaar"])


def tabelnamen() -> list[str]:
    """Names of all tables in the package, in its order."""
    return [bron["name"] for bron in pakket()["resources"]]


def tabelbeschrijving(naam: str) -> dict[str, Any]:
    """Description of one table in the Data Package: title, path, schema (do not change it).

    Raises ``OnbekendeTabel`` (a ``KeyError``, in Dutch, nearest names first).
    """
    for bron in pakket()["resources"]:
        if bron["name"] == naam:
            return bron
    bekend = tabelnamen()
    lijkt = difflib.get_close_matches(str(naam), bekend, n=3, cutoff=0.5)
    bedoel = f"Bedoel je: {', '.join(lijkt)}? " if lijkt else ""
    raise OnbekendeTabel(
        f"De tabel {naam!r} bestaat niet. {bedoel}Deze tabellen zijn er: {', '.join(bekend)}."
    )


@onthoud
def _lees(naam: str) -> pd.DataFrame:
    return lees(datamap(), tabelbeschrijving(naam))


def lees(map_: Path, bron: dict[str, Any]) -> pd.DataFrame:
    """Read the file of one resource of a data package, typed by its schema.

    Raises ``OngeldigeTabel`` (in Dutch) when it does not fit, or when it is a register with
    personal data: no figure beats a wrong one.
    """
    blad = lees_blad(map_, bron)
    if blad.fouten or blad.cellen is None:
        raise OngeldigeTabel(f"{blad.fouten[0]} {NAKIJKEN}")
    return typeer(blad.cellen, bron)


def typeer(cellen: pd.DataFrame, bron: dict[str, Any]) -> pd.DataFrame:
    """Convert valid cells of text to the types of the schema."""
    tabel = pd.DataFrame(
        {v["name"]: _kolom(cellen[v["name"]], v["type"]) for v in bron["schema"]["fields"]}
    )
    # pandas keeps this through selections, so that ``aantal`` can link to the table.
    tabel.attrs["tabel"] = bron["name"]
    return tabel.reset_index(drop=True)


def _kolom(tekst: pd.Series, soort: str) -> pd.Series:
    """A text column as the type of the schema; an empty number is missing."""
    if soort not in SOORTEN:
        return tekst
    if soort == "boolean":
        return tekst.map({"true": True, "false": False, "": pd.NA}).astype("boolean")
    return pd.to_numeric(tekst.mask(tekst == "")).astype(SOORTEN[soort])


def tabel(naam: str) -> pd.DataFrame:
    """One table of the package, typed by its schema; empty text cells are ``""``.

    Returns a copy of shape (rows, columns of the schema), so that a chapter can change it freely.
    Raises ``OnbekendeTabel`` for an unknown table and ``OngeldigeTabel`` for an invalid one, in
    Dutch.
    """
    return _lees(naam).copy()


def bron(id: str) -> dict[str, Any]:
    """The row of a source (do not change it); raises ``KeyError`` if there is none."""
    rij = _per_id("bronnen", "id").get(id)
    if rij is None:
        raise KeyError(f"De bron {id!r} staat niet in de tabel bronnen.")
    return rij


def woord(eenheid: str, een: bool) -> str:
    """Singular or plural of a unit; a unit without words stays as it is."""
    rij = _per_id("eenheden", "eenheid").get(eenheid)
    return rij["enkelvoud" if een else "meervoud"] if rij else eenheid


@onthoud
def _per_id(naam: str, id: str) -> dict[str, dict[str, Any]]:
    return {rij[id]: rij for rij in _lees(naam).to_dict("records")}

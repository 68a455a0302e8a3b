"""Read the Data Package in ``data/`` as typed pandas tables.

``data/datapackage.json`` holds the only schema: column names, types, keys and rules. This
module reads, ``controle`` judges.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ..basis import sporen
from ..basis.persoonsgegevens import bestand_is_verdacht, verdachte_cellen, verdachte_kolommen
from ..basis.persoonsgegevens import wat as wat_het_is
from ..grootlezen import als_tekst, is_groot, lees_groot

# pandas types that can hold a missing value, by Table Schema type.
SOORTEN = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "year": "Int64",
}

# The header is row 1, as in a spreadsheet.
EERSTE_RIJ = 2
# Asked thousands of times in a chapter, and the same all along.
EIGEN_DATA = Path(__file__).resolve().parents[3] / "data"
NAKIJKEN = "Alle fouten tegelijk: python -m jaarverslag.controle, of make check."


class OnbekendeTabel(KeyError):
    """Asked for a table that the package does not hold."""

    def __str__(self) -> str:
        # KeyError would show the sentence between quotes, with its own quotes escaped.
        return str(self.args[0])


class OngeldigeTabel(ValueError):
    """A table that was edited into something its schema does not allow."""


def datamap() -> Path:
    """Folder of the Data Package: beside the chapters, or where ``JAARVERSLAG_DATA`` points."""
    elders = os.environ.get("JAARVERSLAG_DATA")
    return Path(elders) if elders else EIGEN_DATA


def per_rij(tabel: pd.DataFrame) -> Iterator[Any]:
    """Rows with their columns by name; the types of those are for the schema to say."""
    return iter(tabel.itertuples())


@sporen.onthoud
def _beschrijving(map_: Path) -> dict[str, Any]:
    pad = map_ / "datapackage.json"
    sporen.gelezen(pad)
    return json.loads(pad.read_text(encoding="utf-8"))


def pakket() -> dict[str, Any]:
    """Descriptor of the Data Package as a dictionary (do not change it)."""
    return _beschrijving(datamap())


def verslagjaar() -> int:
    """The year this edition reports on; it stands in ``datapackage.json`` and nowhere else."""
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
    lijkt = difflib.get_close_matches(naam, bekend, n=3, cutoff=0.5)
    bedoel = f"Bedoel je: {', '.join(lijkt)}? " if lijkt else ""
    raise OnbekendeTabel(
        f"De tabel {naam!r} bestaat niet. {bedoel}Deze tabellen zijn er: {', '.join(bekend)}."
    )


@sporen.onthoud
def _lees(map_: Path, naam: str) -> pd.DataFrame:
    return als_tekst(lees(map_, tabelbeschrijving(naam)))


@sporen.onthoud
def _lees_compact(map_: Path, naam: str, kolommen: tuple[str, ...] | None) -> pd.DataFrame:
    return lees(map_, tabelbeschrijving(naam), kolommen)


def compact(naam: str, kolommen: tuple[str, ...] | None = None) -> pd.DataFrame:
    """As ``tabel``, for large registers: no copy (so change nothing), text maybe as categories.

    ``kolommen`` says which columns are needed; others may be there too.
    """
    return _lees_compact(datamap(), naam, kolommen)


def lees(map_: Path, bron: dict[str, Any], kolommen: Collection[str] | None = None) -> pd.DataFrame:
    """Read the file of one resource of a data package, typed by its schema; see ``compact``.

    Raises ``OngeldigeTabel`` (in Dutch) when it does not fit, or when it is a register that holds
    personal data, whatever the columns asked for.
    """
    pad = map_ / bron["path"]
    sporen.gelezen(pad)
    groot = is_groot(pad)
    verdacht = is_register(bron) and (not groot or bestand_is_verdacht(pad))
    gelezen = lees_groot(pad, bron["schema"], None if verdacht else kolommen) if groot else None
    if gelezen is None:
        gelezen = _lees_tekst(map_, bron)
    elif verdacht:
        _weiger_persoonsgegevens(gelezen, bron["path"])
    # pandas carries this along through selections, so that a count knows what it counted.
    gelezen.attrs["tabel"] = bron["name"]
    return gelezen


def is_register(bron: dict[str, Any]) -> bool:
    """Whether a table is a register that staff keep, about people but never naming them."""
    return "register" in bron


def _weiger_persoonsgegevens(tabel: pd.DataFrame, bestand: str) -> None:
    for kolom in verdachte_kolommen(tabel.columns):
        # Neither a name nor a cell that is a datum itself is repeated: a log is no place for it.
        waar = bestand if wat_het_is(kolom) else f"{bestand}, kolom {kolom}"
        raise OngeldigeTabel(
            f"{waar}: dit lijkt een persoonsgegeven. Een register noemt niemand. {NAKIJKEN}"
        )
    for plaats, kolom, wat in verdachte_cellen(tabel):
        raise OngeldigeTabel(
            f"{bestand}, rij {plaats + EERSTE_RIJ}, kolom {kolom}: hier staat {wat}. "
            f"Een register noemt niemand. {NAKIJKEN}"
        )


def _lees_tekst(map_: Path, bron: dict[str, Any]) -> pd.DataFrame:
    velden = bron["schema"]["fields"]
    try:
        ruw = pd.read_csv(map_ / bron["path"], dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise OngeldigeTabel(f"{bron['path']}: het bestand ontbreekt in de datamap.") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise OngeldigeTabel(
            f"{bron['path']}: niet te lezen als CSV in UTF-8 met komma's. {NAKIJKEN}"
        ) from None
    verwacht = [veld["name"] for veld in velden]
    if is_register(bron):
        # Before any other rule, which would repeat the cell.
        _weiger_persoonsgegevens(ruw, bron["path"])
    if list(ruw.columns) != verwacht:
        raise OngeldigeTabel(
            f"{bron['path']}: de kolommen {', '.join(ruw.columns)} wijken af van het schema "
            f"{', '.join(verwacht)}. {NAKIJKEN}"
        )
    kolommen = {
        veld["name"]: _kolom(ruw[veld["name"]], veld["type"], bron["path"]) for veld in velden
    }
    return pd.DataFrame(kolommen)


def _kolom(tekst: pd.Series, soort: str, bestand: str) -> pd.Series:
    """Turn a column of text into the type of the schema; empty text of a number is missing.

    Raises ``OngeldigeTabel`` at the first cell that does not fit: no figure beats a wrong one.
    """
    if tekst.empty and soort in SOORTEN:
        return tekst.astype(SOORTEN[soort])
    if soort == "boolean":
        waarden = tekst.map({"true": True, "false": False, "": pd.NA})
        _eis(tekst, waarden.notna() | (tekst == ""), bestand, "true of false")
        return waarden.astype("boolean")
    if soort in SOORTEN:
        getallen = pd.to_numeric(tekst.mask(tekst == ""), errors="coerce")
        heel = SOORTEN[soort] == "Int64"
        past = getallen.notna() & ((getallen % 1 == 0) if heel else True)
        _eis(tekst, past | (tekst == ""), bestand, "geheel getal" if heel else "getal")
        return getallen.astype(SOORTEN[soort])
    return tekst


def _eis(tekst: pd.Series, past: pd.Series, bestand: str, wat: str) -> None:
    if past.all():
        return
    index = int(past.to_numpy().argmin())
    raise OngeldigeTabel(
        f"{bestand}, rij {index + EERSTE_RIJ}, kolom {tekst.name}: {tekst.iloc[index]!r} is geen "
        f"{wat}. {NAKIJKEN}"
    )


def vergeet() -> None:
    """Read everything anew: for who changes tables while a notebook runs."""
    sporen.vergeet()


def tabel(naam: str) -> pd.DataFrame:
    """One table of the package, typed by its schema; text cells that are empty hold ``""``.

    Returns a copy of shape (rows, columns of the schema), so that a chapter can change it freely.
    Raises ``OnbekendeTabel`` for an unknown table and ``OngeldigeTabel`` for one that was
    edited into an invalid state, in Dutch.
    """
    return _lees(datamap(), naam).copy()


def bron(id: str) -> dict[str, Any]:
    """The row of a source (do not change it); raises ``KeyError`` when there is no such source."""
    rij = _bronnen(datamap()).get(id)
    if rij is None:
        raise KeyError(f"De bron {id!r} staat niet in de tabel bronnen.")
    return rij


@sporen.onthoud
def _bronnen(map_: Path) -> dict[str, dict[str, Any]]:
    return {rij["id"]: rij for rij in _lees(map_, "bronnen").to_dict("records")}

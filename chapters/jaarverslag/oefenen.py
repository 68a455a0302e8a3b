"""For experiments: a copy of the tables to change, and the skeleton of a chapter."""

from __future__ import annotations

import contextlib
import csv
import inspect
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

import jaarverslag

from . import cijfers, formaten, gegevens, grafieken, keuring
from .basis.myst import Md, codeblok
from .weergave import Weergave

ROMMEL = "jaarverslag-proef-"
# Further options are in the docstring only.
MEESTE_KEUZES = 3
HOOFDSTUK = Path(__file__).with_name("hoofdstuk.txt")


@contextlib.contextmanager
def proefmap() -> Iterator[Path]:
    """Inside ``with proefmap():`` the tables are a copy; the real ones stay as they are."""
    vroeger = os.environ.get("JAARVERSLAG_DATA")
    with tempfile.TemporaryDirectory(prefix=ROMMEL) as naam:
        kopie = Path(naam) / "data"
        shutil.copytree(gegevens.datamap(), kopie)
        os.environ["JAARVERSLAG_DATA"] = str(kopie)
        try:
            yield kopie
        finally:
            del os.environ["JAARVERSLAG_DATA"]
            if vroeger is not None:
                os.environ["JAARVERSLAG_DATA"] = vroeger


def voeg_toe(tabel: str, **rij: object) -> None:
    """Add a row to a table of the ``proefmap``; columns that are not given stay empty.

    Raises ``ValueError`` outside a ``proefmap`` and for a column that the table does not have.
    """
    if ROMMEL not in str(gegevens.datamap()):
        raise ValueError("voeg_toe schrijft enkel in een kopie: gebruik het binnen proefmap.")
    kolommen = [veld["name"] for veld in formaten.velden(tabel)]
    onbekend = [kolom for kolom in rij if kolom not in kolommen]
    if onbekend:
        raise ValueError(
            f"De tabel {tabel!r} heeft geen kolom {', '.join(onbekend)}. "
            f"Wel: {', '.join(kolommen)}."
        )
    pad = gegevens.datamap() / gegevens.tabelbeschrijving(tabel)["path"]
    with pad.open("a", encoding="utf-8", newline="") as bestand:
        csv.writer(bestand, lineterminator="\n").writerow([rij.get(k, "") for k in kolommen])
    gegevens.vergeet()


def kijk_na() -> list[str]:
    """The problems of the tables, a Dutch sentence each; empty if they are valid."""
    return [str(fout) for fout in keuring.controleer(gegevens.datamap())]


def nieuw_hoofdstuk(titel: str, indicator: str) -> str:
    """Text of a new chapter with the skeleton that every chapter has, around one indicator.

    Raises ``OnbekendCijfer`` for an indicator that does not exist.
    """
    # Quoted: it comes from a table, and somebody will run this code.
    label = json.dumps(cijfers.cijfer(indicator).label, ensure_ascii=False)
    kort = gegevens.pakket()["organisatie"]["kort"]
    return HOOFDSTUK.read_text("utf-8").format(
        titel=titel, indicator=indicator, label=label, organisatie=kort
    )


def toon_code(code: str, taal: str) -> Weergave:
    """Show text as code, literally."""
    return Weergave(codeblok(code, taal))


def functies() -> pd.DataFrame:
    """All functions for a chapter: name, module and arguments (optional ones in italics)."""
    alle = [getattr(waar, naam) for waar in (jaarverslag, grafieken) for naam in waar.__all__]
    alle += [keuring.controleer, formaten.bestanden, formaten.toon_schema]
    rijen = [
        (Md("`{:sleutel}`").format(f.__name__), f.__module__.split(".")[1], _vraagt(f))
        for f in alle
        if inspect.isfunction(f)
    ]
    return pd.DataFrame(rijen, columns=["Functie", "Onderdeel", "Vraagt"])


def _vraagt(functie: Callable[..., Any]) -> Md:
    namen = inspect.signature(functie).parameters
    moet = [naam for naam, parameter in namen.items() if parameter.default is parameter.empty]
    mag = [Md("*{}*").format(naam) for naam in namen if naam not in moet]
    meer = ["…"] if len(mag) > MEESTE_KEUZES else []
    return Md(", ").join([*moet, *mag[:MEESTE_KEUZES], *meer]) or Md("niets")

"""How long a million register rows take, against the least that pandas can do with them.

    python tests/bench_registers.py [--rijen N] [--keren K]

For the registers of activities and of answers: the time of ``registers`` (read, refuse personal
data, compute every key figure of that register) over the time of ``pandas.read_csv`` plus one
``groupby`` on the same file. Both in one run, in turn, each pair in a fresh process state; the
median of the ratios counts. Not a test: a busy machine would make it fail.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "chapters"), str(ROOT / "tests")]

import voorbeeld  # noqa: E402
from jaarverslag import gegevens, registers  # noqa: E402

DOEL = 1.5
GROEPEN = {"activiteiten": ["soort", "thema"], "tevredenheid": ["aanbeveling"]}


def tijd(taak: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    taak()
    return time.perf_counter() - begin


def meet(map_: Path, keren: int) -> dict[str, list[tuple[float, float]]]:
    """Pairs of seconds, ours and that of pandas, for each register."""
    pakket = json.loads((map_ / "datapackage.json").read_text(encoding="utf-8"))
    bronnen = {bron["name"]: bron for bron in pakket["resources"]}
    leeg = {naam: gegevens.lees(ROOT / "data", bronnen[naam]) for naam in registers.REGISTERNAMEN}
    activiteiten = gegevens.lees(map_, bronnen["activiteiten"])

    def wij(naam: str) -> object:
        tabellen = leeg | {"activiteiten": activiteiten} if naam == "tevredenheid" else leeg
        tabellen = tabellen | {naam: gegevens.lees(map_, bronnen[naam])}
        return registers.bereken_uit(tabellen, pakket["verslagjaar"])

    def pandas(naam: str) -> object:
        return pd.read_csv(map_ / bronnen[naam]["path"]).groupby(GROEPEN[naam]).size()

    paren = {}
    for naam in GROEPEN:
        # Once each to warm up the files.
        wij(naam), pandas(naam)
        paren[naam] = [
            (tijd(lambda naam=naam: wij(naam)), tijd(lambda naam=naam: pandas(naam)))
            for _ in range(keren)
        ]
    return paren


def main() -> int:
    vragen = argparse.ArgumentParser(description="Meet het lezen en rekenen van grote registers.")
    vragen.add_argument("--rijen", type=int, default=1_000_000)
    vragen.add_argument("--keren", type=int, default=5)
    vragen.add_argument("--map", type=Path, help="een pakket dat er al staat")
    keuze = vragen.parse_args()
    with tempfile.TemporaryDirectory() as tijdelijk:
        map_ = keuze.map or Path(tijdelijk)
        if keuze.map is None:
            voorbeeld.schrijf(map_, keuze.rijen)
        paren = meet(map_, keuze.keren)
    slechtste = 0.0
    for naam, tijden in paren.items():
        verhouding = statistics.median(wij / zij for wij, zij in tijden)
        slechtste = max(slechtste, verhouding)
        ons, hun = (statistics.median(kant) for kant in zip(*tijden, strict=True))
        print(f"{naam}: {ons:.2f} s tegen {hun:.2f} s, verhouding {verhouding:.2f} (doel {DOEL})")
    return 0 if slechtste <= DOEL else 1


if __name__ == "__main__":
    raise SystemExit(main())

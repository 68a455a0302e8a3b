"""How long a large register takes: check it, and compute every key figure from it.

    python tests/bench_registers.py [--rijen N]

Each step in a process of its own, over an invented package with so many activities and answers.
Not a test: a busy machine would make it fail. Exit status 1 when a step takes more than ten seconds
of the processor or a gigabyte.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
SECONDEN, MEGABYTES = 10.0, 1000


def stap(wat: str, map_: Path) -> None:
    """One step, in this process; says what it took."""
    sys.path.insert(0, str(CHAPTERS))
    from jaarverslag import cijfers, keuring

    begin, cpu = time.perf_counter(), time.process_time()
    if wat == "nakijken":
        fouten = keuring.controleer(map_)
        assert not fouten, fouten[:3]
    else:
        rijen = cijfers.register()
        assert rijen["waarde"].notna().any()
    duur, cpu = time.perf_counter() - begin, time.process_time() - cpu
    geheugen = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{wat}: {duur:.1f} s, {cpu:.1f} s van de processor, {geheugen:.0f} MB")
    raise SystemExit(0 if cpu <= SECONDEN and geheugen <= MEGABYTES else 1)


def main() -> int:
    vragen = argparse.ArgumentParser(description="Meet het nakijken en rekenen van een register.")
    vragen.add_argument("--rijen", type=int, default=100_000)
    vragen.add_argument("--stap", nargs=2, metavar=("STAP", "MAP"), help=argparse.SUPPRESS)
    keuze = vragen.parse_args()
    if keuze.stap:
        stap(keuze.stap[0], Path(keuze.stap[1]))
    sys.path[:0] = [str(CHAPTERS), str(ROOT)]
    from voorbeeld import maak

    with tempfile.TemporaryDirectory() as tijdelijk:
        maak.schrijf(Path(tijdelijk), keuze.rijen)
        omgeving = {**os.environ, "JAARVERSLAG_DATA": tijdelijk}
        opdracht = [sys.executable, __file__, "--stap"]
        return max(
            subprocess.run([*opdracht, wat, tijdelijk], env=omgeving, check=False).returncode
            for wat in ("nakijken", "rekenen")
        )


if __name__ == "__main__":
    raise SystemExit(main())

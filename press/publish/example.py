"""Build the example edition: the same book over invented figures, beside the real one.

    python -m press voorbeeld

The sources are copied to ``_build/voorbeeld/boek``, with a data package of invented figures
(``voorbeeld/maak.py``) in the place of the real one; its ``organisatie`` says whose name gives way
in the text. That copy publishes itself, with its own ``_build``: nothing of it can reach the real
book. What it published then takes its place in ``_build/voorbeeld/html`` and ``.../pdf``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from press import fingerprint
from press.project import EXAMPLE as PLACE
from press.project import EXAMPLE_BOOK as BOOK
from press.project import EXAMPLE_PLACE, ROOT
from press.publish.place import only_one_build, swap, workplace
from press.say import Refused, say

KINDS = ("html", "pdf")
GENERATOR = ROOT / "voorbeeld" / "maak.py"
# A run of the copy starts from nothing that points at the real one.
POINTERS = ("JAARVERSLAG_DATA", "JAARVERSLAG_EXPORT", "JAARVERSLAG_ADRES")


def copy_sources() -> None:
    """Lay out the copy anew; what it built before stays, so that the next build goes on from it."""
    BOOK.mkdir(parents=True, exist_ok=True)
    for old in BOOK.iterdir():
        if old.is_file():
            old.unlink()
        elif old.name != "_build":
            shutil.rmtree(old)
    without = shutil.ignore_patterns(*fingerprint.NOT_COPIED)
    shutil.copytree(ROOT, BOOK, ignore=without, dirs_exist_ok=True)


def run(folder: Path, *command: str, **ends: Any) -> subprocess.Popen[str]:
    """Start Python on something that must not find the real book."""
    surroundings = {name: value for name, value in os.environ.items() if name not in POINTERS}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=surroundings,
        text=True,
        encoding="utf-8",
        **ends,
    )


def invent() -> None:
    """Write the package of invented figures into the copy."""
    with run(ROOT, str(GENERATOR), str(BOOK / "data"), stderr=subprocess.PIPE) as process:
        _, wrong = process.communicate()
    if process.returncode:
        raise Refused(*wrong.splitlines(), "Het verzonnen datapakket is niet in orde.")


def build() -> None:
    """Let the copy publish itself; what it says goes on, but for where its own output stands."""
    with run(BOOK, "-m", "press", *KINDS, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            if not line.startswith(EXAMPLE_PLACE[0]):
                say(line.rstrip())
    if process.returncode:
        raise Refused("Het voorbeeld is niet gemaakt; wat er stond, is onveranderd.")


def put_in_place() -> list[Path]:
    """Show what the copy published; its own output stays where its next build expects it."""
    with workplace(PLACE) as (scratch, aside):
        # Both are copied before either is shown: a full disk leaves what stood there.
        for kind in KINDS:
            shutil.copytree(BOOK / "_build" / kind, scratch / kind)
        for kind in KINDS:
            swap(scratch / kind, PLACE / kind, aside)
    return [PLACE / "html" / "index.html", *sorted((PLACE / "pdf").glob("*.pdf"))]


def main(arguments: list[str]) -> int:
    with only_one_build(PLACE):
        copy_sources()
        invent()
        build()
        for place in put_in_place():
            say(os.path.relpath(place, Path.cwd()))
    return 0

"""Build the example edition: the same book with invented figures, next to the real one.

    python -m press voorbeeld

The sources are copied to ``_build/voorbeeld/boek``, with a data package of invented figures
(``voorbeeld/maak.py``) instead of the real one; its ``organisatie`` says which name to replace in
the text. The copy builds itself in its own ``_build``, so that nothing of it can end up in the real
book. The result is copied to ``_build/voorbeeld/html`` and ``.../pdf``.
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
# Variables that would make a build of the copy use the real data.
POINTERS = ("JAARVERSLAG_DATA", "JAARVERSLAG_EXPORT", "JAARVERSLAG_ADRES")


def copy_sources() -> None:
    """Copy the sources again; the ``_build`` of the copy stays, for an incremental build."""
    BOOK.mkdir(parents=True, exist_ok=True)
    for old in BOOK.iterdir():
        if old.is_file():
            old.unlink()
        elif old.name != "_build":
            shutil.rmtree(old)
    without = shutil.ignore_patterns(*fingerprint.NOT_COPIED)
    shutil.copytree(ROOT, BOOK, ignore=without, dirs_exist_ok=True)


def run(folder: Path, *command: str, **ends: Any) -> subprocess.Popen[str]:
    """Start Python without the variables that point at the real data."""
    environment = {name: value for name, value in os.environ.items() if name not in POINTERS}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
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
    """Build the copy, and pass on its messages except the paths of its own output."""
    with run(BOOK, "-m", "press", *KINDS, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            if not line.startswith(EXAMPLE_PLACE[0]):
                say(line.rstrip())
    if process.returncode:
        raise Refused("Het voorbeeld is niet gemaakt; wat er stond, is onveranderd.")


def put_in_place() -> list[Path]:
    """Copy the output; the original stays where the next build of the copy expects it."""
    with workplace(PLACE) as (scratch, aside):
        # Both are copied before either is replaced, so that a full disk changes nothing.
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

"""Fingerprints of content: of files, folders and the environment that a build works in.

A fingerprint depends on content and names only, never on a moment or on where the project stands.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from press.project import ROOT

# Settings of one run, which no page depends on.
OF_THE_RUN = frozenset({
    "JAARVERSLAG_BEWAARD", "JAARVERSLAG_GECONTROLEERD", "JAARVERSLAG_KERNELS",
    "JAARVERSLAG_UITGEVOERD", "JAARVERSLAG_VERWARM",
})  # fmt: skip
SETTINGS = frozenset({"LANG", "LC_ALL", "MPLBACKEND", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "TZ"})
NOT_OURS = frozenset({"_build", "__pycache__", "export", "notebooks", "node_modules"})
# Made by a build, or the environment itself: patterns of what a copy of the project does without.
NOT_COPIED = (
    *sorted(NOT_OURS), "dist", ".git", ".venv", ".*_cache", ".hypothesis", ".ipynb_checkpoints",
)  # fmt: skip


def of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_text(text: str) -> str:
    return of_bytes(text.encode())


def of_file(path: Path) -> str:
    """Of the content; empty when there is no such file."""
    return of_bytes(path.read_bytes()) if path.is_file() else ""


def of_names(folder: Path) -> str:
    """Of the names in a folder, but for hidden files and copies that editors leave."""
    names = sorted(item.name for item in folder.iterdir()) if folder.is_dir() else []
    seen = [name for name in names if not (name.startswith((".", "__pycache__")) or "~" in name)]
    return of_text("\n".join(seen))


def of_trees(places: Iterable[Path], root: Path = ROOT) -> str:
    """Of all files in and below ``places``, with their paths from ``root``; made ones left out."""
    lines = [f"{os.path.relpath(file, root)} {of_file(file)}" for file in files_of(places)]
    return of_text("\n".join(sorted(lines)))


def files_of(places: Iterable[Path]) -> list[Path]:
    found = []
    for place in places:
        if place.is_file():
            found.append(place)
        for folder, below, names in os.walk(place):
            below[:] = [name for name in below if name not in NOT_OURS and name[0] != "."]
            # Sphinx makes a .mo of each .po that it finds.
            found += [Path(folder, name) for name in names if not name.endswith(".mo")]
    return found


@cache
def of_installed() -> str:
    """Of Python and the name and version of everything installed."""
    folders = [Path(folder) for folder in sys.path if folder]
    names = {path.name for folder in folders if folder.is_dir()
             for path in folder.glob("*.dist-info")}  # fmt: skip
    return of_text("\n".join([sys.version, sys.platform, *sorted(names)]))


def of_settings(environment: dict[str, str] | None = None) -> str:
    """Of the environment variables that pages may depend on."""
    wanted = {
        name: value.replace(f"{ROOT}{os.sep}", "")
        for name, value in (os.environ if environment is None else environment).items()
        if name in SETTINGS or (name.startswith("JAARVERSLAG_") and name not in OF_THE_RUN)
    }
    return of_text(json.dumps(wanted, sort_keys=True))

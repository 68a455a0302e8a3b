"""Fingerprints of content: of files, folders and the environment that a build works in.

A fingerprint depends on content and names only, never on mtimes or on where the project is.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from press.project import REPORT, ROOT, SWITCH, data_folder

NOT_OURS = frozenset({
    "_build", "__pycache__", "dist", "export", "notebooks", "node_modules", "sjablonen", "uitgaven",
})  # fmt: skip
# Backup copies of editors; and Sphinx makes a .mo of each .po that it finds.
TEMPORARY = ("~", ".swp", ".tmp", ".mo")
# Patterns that a copy of the project leaves out: generated files, caches and the environment.
NOT_COPIED = (
    *sorted(NOT_OURS), ".git", ".terug", ".venv", ".*_cache", ".hypothesis", ".ipynb_checkpoints",
)  # fmt: skip


def of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_text(text: str) -> str:
    return of_bytes(text.encode())


def of_json(content: object) -> str:
    return of_text(json.dumps(content, sort_keys=True, default=str))


def of_file(path: Path) -> str:
    """Fingerprint of a file; empty if it does not exist."""
    return of_bytes(path.read_bytes()) if path.is_file() else ""


def by_file(places: Iterable[Path], root: Path = ROOT) -> dict[str, str]:
    """Fingerprint of each of ``files_of(places)``, by its path relative to ``root``."""
    return {
        Path(os.path.relpath(file, root)).as_posix(): of_file(file) for file in files_of(places)
    }


def of_data() -> str:
    """Fingerprint of the tables, and of the package that reads and validates them."""
    return of_json(by_file([data_folder(), REPORT]))


def files_of(places: Iterable[Path]) -> list[Path]:
    """All files in or below ``places``, except generated files and temporary files of editors."""
    found = []
    for place in places:
        if place.is_file():
            found.append(place)
        for folder, below, names in os.walk(place):
            below[:] = [name for name in below if name not in NOT_OURS and name[0] != "."]
            found += [Path(folder, n) for n in names if n[0] != "." and not n.endswith(TEMPORARY)]
    return sorted(found)


@cache
def of_installed() -> str:
    """Fingerprint of Python and of the names and versions of all installed packages."""
    folders = [Path(folder) for folder in sys.path if folder]
    names = {path.name for folder in folders if folder.is_dir()
             for path in folder.glob("*.dist-info")}  # fmt: skip
    return of_json([sys.version, sys.platform, sorted(names)])


def of_settings() -> str:
    """Fingerprint of the environment variables that pages depend on; a build fixes the others."""
    ours = {
        name: value.replace(f"{ROOT}{os.sep}", "")
        for name, value in os.environ.items()
        if name.startswith("JAARVERSLAG_") and name != SWITCH
    }
    return of_json(ours)

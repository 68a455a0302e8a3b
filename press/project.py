"""The paths and names of all files, in this module only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from press import patches

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
REPORT = CHAPTERS / "jaarverslag"
FONTS = REPORT / "fonts"
EXPORT = ROOT / "figures" / "export"
BUILD, DIST = ROOT / "_build", ROOT / "dist"
# Published editions; no build and no `make clean` touches them.
EDITIONS = ROOT / "uitgaven"
# The public data package, where registers are private.
PUBLIC = BUILD / "openbaar"
LOG = BUILD / "bouw.log"
CONFIG, TOC, PACKAGE = "_config.yml", "_toc.yml", "data/datapackage.json"
CITATION, CHANGES = "CITATION.cff", "CHANGELOG.md"
# The part of the project that the book is made of.
SOURCES = (
    CITATION, CHANGES, CONFIG, TOC, "LICENSE", "chapters", "data",
    "figures", "press", "requirements.txt", "requirements-lab.txt",
)  # fmt: skip
# Set to "gewoon", each chapter is executed in a kernel of its own: to compare, or to debug forks.
SWITCH = "JAARVERSLAG_KERNELS"
# How the process that executes chapters reports: its results in this file in the scratch folder, or
# its errors on stdout after this prefix.
EXECUTED, REFUSED = "uitgevoerd.json", "Geweigerd: "
# Folders below BUILD that exist during one build only.
SCRATCH, ASIDE = ".werk-", ".oud-"
# The cache between builds, and the record of the sources of the last publication.
KEPT = BUILD / ".bewaard"
PUBLISHED = ".bewaard/gepubliceerd.json"
# The tables of the last good build, which `make terug` restores; `make clean` leaves them.
LAST_GOOD = ROOT / ".terug"
# The only place where invented figures are built, so that no setting can publish them.
EXAMPLE_PLACE = ("_build", "voorbeeld", "boek")
EXAMPLE, EXAMPLE_BOOK = ROOT.joinpath(*EXAMPLE_PLACE[:-1]), ROOT.joinpath(*EXAMPLE_PLACE)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the data package is; ``JAARVERSLAG_DATA`` may point elsewhere."""
    return Path(environment.get("JAARVERSLAG_DATA") or ROOT / "data")


def book_settings(root: Path = ROOT) -> dict[str, Any]:
    """``_config.yml`` as written, without defaults."""
    read: dict[str, Any] = yaml.safe_load((root / CONFIG).read_text(encoding="utf-8"))
    return read


def book_pages(root: Path = ROOT) -> list[str]:
    """Names of all pages in reading order."""
    return patches.pages_of(root / TOC)


def package(folder: Path | None = None) -> dict[str, Any]:
    """The data package, read without the report package: importing that takes a second.

    Raises ``OSError`` or ``json.JSONDecodeError`` when it cannot be read.
    """
    place = (folder or data_folder()) / "datapackage.json"
    described: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return described


def book_file(described: dict[str, Any], ending: str = ".pdf") -> str:
    """Name of a file with the whole book; the example is marked in the name."""
    mark = "voorbeeld-" if described.get("voorbeeld") else ""
    return f"{mark}jaarverslag-{described['verslagjaar']}{ending}"


def edition_day(described: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(described["bewerkingsdatum"]).replace(tzinfo=UTC)

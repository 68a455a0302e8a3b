"""The only module that knows the places of files and their names."""

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
# What was published stays here: no build and no `make clean` touches it.
EDITIONS = ROOT / "uitgaven"
# The package that goes out, where registers are private.
PUBLIC = BUILD / "openbaar"
LOG = BUILD / "bouw.log"
CONFIG, TOC, PACKAGE = "_config.yml", "_toc.yml", "data/datapackage.json"
CITATION, CHANGES = "CITATION.cff", "CHANGELOG.md"
# The part of the project that the book is made of.
SOURCES = (
    CITATION, CHANGES, CONFIG, TOC, "LICENSE", "chapters", "data",
    "figures", "press", "requirements.txt", "requirements-lab.txt",
)  # fmt: skip
# Set to "gewoon": each chapter is executed in a kernel of its own, to compare or to rule forks out.
SWITCH = "JAARVERSLAG_KERNELS"
# What executes chapters tells the other processes of a build: what it gave, in a file of the
# scratch folder, or in its output why there is nothing.
EXECUTED, REFUSED = "uitgevoerd.json", "Geweigerd: "
# Made and removed within one build, below BUILD.
SCRATCH, ASIDE = ".werk-", ".oud-"
# All that is kept between builds, and from what the last publication was made.
KEPT = BUILD / ".bewaard"
PUBLISHED = ".bewaard/gepubliceerd.json"
# The tables of the last good build, which `make terug` restores; `make clean` leaves them.
LAST_GOOD = ROOT / ".terug"
# Invented figures are built here and nowhere else: no setting can bring them into the real book.
EXAMPLE_PLACE = ("_build", "voorbeeld", "boek")
EXAMPLE, EXAMPLE_BOOK = ROOT.joinpath(*EXAMPLE_PLACE[:-1]), ROOT.joinpath(*EXAMPLE_PLACE)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the data package is; ``JAARVERSLAG_DATA`` may point elsewhere."""
    return Path(environment.get("JAARVERSLAG_DATA") or ROOT / "data")


def book_settings(root: Path = ROOT) -> dict[str, Any]:
    """``_config.yml``, as its author wrote it."""
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
    """Name of a file that holds the whole book; one of invented figures says so in its name."""
    mark = "voorbeeld-" if described.get("voorbeeld") else ""
    return f"{mark}jaarverslag-{described['verslagjaar']}{ending}"


def edition_day(described: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(described["bewerkingsdatum"]).replace(tzinfo=UTC)

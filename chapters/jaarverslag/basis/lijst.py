"""Read the CSV files that the code keeps next to itself: rules, words, recipes."""

from __future__ import annotations

import csv
from pathlib import Path


def rijen(pad: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column name, as text."""
    with pad.open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand))

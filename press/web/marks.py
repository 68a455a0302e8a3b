"""Position and meaning of the marks in a chart, for readers who point at one.

The id of a mark in the SVG is the anchor of its row, or else its line in the table of the figure.
The marks of the wide and the narrow drawing are listed below the figure. Screen readers read that
list; ``figuur.js`` overlays it on the image for mouse, touch and arrow keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .figures import EXPORT
from .tables import in_words, line_id

if TYPE_CHECKING:
    from lxml.etree import _Element

ROW, LINE = "rij-", "lijn-"
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
Box = tuple[float, float, float, float]


def boxes(drawing: Path) -> dict[str, list[str]]:
    """Id of each mark -> left, top, width and height of its marks, in thousandths of the drawing.

    Matplotlib writes absolute coordinates; a marker is a shape that ``use`` puts somewhere.
    """
    from lxml import etree

    root = etree.parse(drawing).getroot()
    wide, tall = (float(part) for part in root.get("viewBox").split()[2:])
    shapes = {path.get("id"): path for path in root.iter(f"{SVG}path") if path.get("id")}
    found: dict[str, list[str]] = {}
    for group in root.iter(f"{SVG}g"):
        name = group.get("id") or ""
        box = _around(group, shapes) if name.startswith((ROW, LINE)) else None
        if box:
            left, top, right, bottom = box
            parts = (left / wide, top / tall, (right - left) / wide, (bottom - top) / tall)
            place = " ".join(str(round(1000 * part)) for part in parts)
            found.setdefault(name, []).append(place)
    return found


def _around(group: _Element, shapes: dict[str, _Element]) -> Box | None:
    points: list[tuple[float, float]] = []
    for part in group.iter(f"{SVG}path", f"{SVG}use"):
        if part.tag == f"{SVG}use":
            shape = shapes[part.get(LINK).removeprefix("#")]
            x, y = float(part.get("x", 0)), float(part.get("y", 0))
            points += [(x + dx, y + dy) for dx, dy in _points(shape)]
        elif part.getparent().tag != f"{SVG}defs":
            points += _points(part)
    if not points:
        return None
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def _points(path: _Element) -> list[tuple[float, float]]:
    numbers = [float(number) for number in NUMBER.findall(path.get("d"))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@dataclass(frozen=True)
class Mark:
    """A mark: its box in the wide and in the narrow drawing, the URL of its row, and its text."""

    wide: str
    narrow: str
    row: str
    name: str
    rest: str


def listed(srcdir: Path, name: str, address_of: dict[str, str]) -> list[Mark]:
    """The marks of a figure, in the order of the drawing."""
    from jaarverslag.cijferrijen import in_het_kort

    folder = srcdir / EXPORT
    wide, narrow = (boxes(folder / f"{name}{kind}.svg") for kind in ("", "-smal"))
    texts: dict[str, tuple[str, str, str]] = {}
    for row, what in in_het_kort().items():
        address = f"{address_of[what.blad]}#{what.anker}"
        texts[f"{ROW}{row}"] = (address, f"{what.naam}: {what.waarde}", what.uitleg)
    if any(mark.startswith(LINE) for mark in wide):
        for number, (title, rest) in enumerate(in_words(folder / f"{name}.csv")):
            texts[f"{LINE}{number}"] = (f"#{line_id(name, number)}", title, rest)
    return [
        Mark(place, small, *texts[mark])
        for mark, places in wide.items()
        if mark in texts
        for place, small in zip(places, narrow.get(mark, places), strict=False)
    ]

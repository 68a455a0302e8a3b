"""Characters missing from the fonts of the book: a reader would see a box instead."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from ..gegevens.bestand import ZACHT_KOPPELTEKEN, Fout, Regel, celfouten
from .schema import Tabellen

FONTS = Path(__file__).resolve().parents[1] / "fonts"


@functools.cache
def _getekend() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    tekens = [set(TTFont(pad, lazy=True).getBestCmap()) for pad in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*tekens))) | {ZACHT_KOPPELTEKEN}


def ontbreekt(tekst: str) -> Regel | None:
    """The rule that a text breaks if a font cannot show it."""
    for teken in "" if tekst.isascii() else tekst:
        if teken not in _getekend():
            return f"geen letterteken voor {teken!r} (U+{ord(teken):04X})", "schrijf het anders"
    return None


def tekenfouten(tabellen: Tabellen) -> Iterator[Fout]:
    for cellen in tabellen.values():
        for kolom in cellen.columns:
            yield from celfouten(cellen, kolom, ontbreekt)

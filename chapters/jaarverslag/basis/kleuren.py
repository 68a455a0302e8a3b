"""The colours of charts, web pages and PDF, as they stand in ``tokens.json``.

Without matplotlib: who makes pages asks for colours too, and should not wait a second for it.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any


@functools.cache
def tokens() -> dict[str, Any]:
    """Design tokens: ``kleur.<naam>.licht``, ``kleur.<naam>.donker`` and ``letter``."""
    return json.loads(Path(__file__).parents[1].joinpath("tokens.json").read_text(encoding="utf-8"))


def kleur(naam: str, donker: bool = False) -> str:
    """Hex code of a colour token; raises ``KeyError`` for an unknown name."""
    kleuren = tokens()["kleur"]
    if naam not in kleuren:
        raise KeyError(f"De kleur {naam!r} bestaat niet. Kies uit: {', '.join(kleuren)}.")
    return kleuren[naam]["donker" if donker else "licht"]


def meng(voor: str, achter: str, deel: float) -> str:
    """Mix two hex colours: ``deel`` 1 is all ``voor``, 0 is all ``achter``.

    Charts use mixes instead of transparency, which PDF/A allows but printers render unevenly.
    """
    paren = zip(bytes.fromhex(voor[1:]), bytes.fromhex(achter[1:]), strict=True)
    return "#" + "".join(f"{round(deel * v + (1 - deel) * a):02x}" for v, a in paren)


def tint(naam: str, deel: float) -> str:
    """A colour token thinned with the page colour."""
    return meng(kleur(naam), kleur("pagina"), deel)

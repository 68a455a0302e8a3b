"""The colours of charts, web pages and PDF, from ``tokens.json``.

Without matplotlib: the page builders use colours too, and its import takes a second.
"""

from __future__ import annotations

import functools
import json
import re
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

    Charts use mixes instead of transparency: PDF/A allows it, but printers render it unevenly.
    """
    paren = zip(bytes.fromhex(voor[1:]), bytes.fromhex(achter[1:]), strict=True)
    return "#" + "".join(f"{round(deel * v + (1 - deel) * a):02x}" for v, a in paren)


def tint(naam: str, deel: float) -> str:
    """A tint: a colour token mixed with the page colour."""
    return meng(kleur(naam), kleur("pagina"), deel)


@functools.cache
def donkere_kleuren() -> dict[str, str]:
    """Dark-mode counterpart of every light colour: tokens and their tints. A dark-mode colour in a
    light drawing becomes the light one, which preserves contrast.
    """
    paren = tokens()["kleur"]
    pagina = paren["pagina"]
    kleuren = {paar["licht"].lower(): paar["donker"].lower() for paar in paren.values()}
    kleuren["#000000"] = paren["inkt"]["donker"].lower()
    for paar in paren.values():
        kleuren.setdefault(paar["donker"].lower(), paar["licht"].lower())
    for paar in paren.values():
        for honderdsten in range(1, 100):
            deel = honderdsten / 100
            verdund = (meng(paar[hoe], pagina[hoe], deel) for hoe in ("licht", "donker"))
            kleuren.setdefault(*verdund)
    return kleuren


def in_het_donker(svg: str) -> str:
    """The same drawing in dark mode."""
    kleuren = donkere_kleuren()
    return re.sub(r"#[0-9a-f]{6}\b", lambda code: kleuren.get(code[0], code[0]), svg)

"""From register to key figure: what each indicator counts, and its formula in words."""

from __future__ import annotations

from pathlib import Path

from ..basis import lijst

Recept = dict[str, str]


def rijen(naam: str) -> list[Recept]:
    return lijst.rijen(Path(__file__).with_name(f"{naam}.csv"))


# A row per indicator. ``soort``, ``domein``, ``doelgroep`` and ``open_aanbod`` filter activities
# (for reach: a sum of months or a state), ``maat`` is what is added up, ``delen`` the breakdown.
RECEPTEN = rijen("recepten")
REGISTER_VAN = {rij["indicator"]: rij["register"] for rij in RECEPTEN}


def recepten(**waar: str) -> dict[str, Recept]:
    """The rows with these values, by indicator."""
    return {rij["indicator"]: rij for rij in RECEPTEN if waar.items() <= rij.items()}

"""Whether the tables are sound; what is wrong is said in Dutch by the report's own validator."""

from __future__ import annotations

# Kind of the error with which Sphinx stops for it.
BAD_DATA = "Fout in de gegevens"


def problems() -> list[str]:
    from jaarverslag import gegevens, keuring

    return [str(problem) for problem in keuring.controleer(gegevens.datamap())]

"""Validate the tables with the report's own validator, whose errors are in Dutch."""

from __future__ import annotations

from press import fingerprint, kept
from press.say import Refused

# Category of the error with which Sphinx stops.
BAD_DATA = "Fout in de gegevens"


def problems() -> list[str]:
    from jaarverslag import gegevens, keuring

    return [str(problem) for problem in keuring.controleer(gegevens.datamap())]


def stop_if_unsound() -> None:
    """Validate the tables, unless they are unchanged since they were valid; raises ``Refused``."""
    kept.made(f"gegevens in orde: {fingerprint.of_data()}", _validate)


def _validate() -> bytes:
    if found := problems():
        count = "1 fout" if len(found) == 1 else f"{len(found)} fouten"
        raise Refused(*found, f"{count} in de gegevens.")
    return b"ja"

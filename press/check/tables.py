"""Whether the tables are sound; what is wrong is said in Dutch by the report's own validator."""

from __future__ import annotations

from press import fingerprint, kept
from press.say import Refused

# Kind of the error with which Sphinx stops for it.
BAD_DATA = "Fout in de gegevens"
# Set by whoever judged them a moment ago in this process.
judged = False


def problems() -> list[str]:
    from jaarverslag import gegevens, keuring

    return [str(problem) for problem in keuring.controleer(gegevens.datamap())]


def stop_if_unsound() -> None:
    """Tables that were sound and did not change are not judged again; raises ``Refused``."""
    kept.made(f"gegevens in orde: {fingerprint.of_data()}", _judge)


def _judge() -> bytes:
    if found := problems():
        count = "1 fout" if len(found) == 1 else f"{len(found)} fouten"
        raise Refused(*found, f"{count} in de gegevens.")
    return b"ja"

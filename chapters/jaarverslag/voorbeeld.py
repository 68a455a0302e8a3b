"""The mark of an edition with invented figures, on everything that may be seen separately.

A data package with ``"voorbeeld": true`` in its description is an example. Every chart, caption,
page, file name and title is then marked; in the real edition nothing is.
"""

from __future__ import annotations

from . import gegevens

WOORD = "Voorbeeldcijfers"
ORGANISATIE = "Voorbeeldorganisatie"
UITLEG = f"Alle cijfers over de {ORGANISATIE} zijn verzonnen."
VOORVOEGSEL = "voorbeeld-"


def is_voorbeeld() -> bool:
    """Whether the figures of the current data package are invented."""
    return gegevens.pakket().get("voorbeeld") is True


def bestandsnaam(naam: str) -> str:
    """Name of a file to download: "voorbeeld-…" when its figures are invented."""
    return f"{VOORVOEGSEL}{naam}" if is_voorbeeld() else naam


def gemerkt(tekst: str) -> str:
    """A title or caption, marked when its figures are invented."""
    # An Md stays one, and is not escaped.
    return type(tekst)("{}: {}").format(WOORD, tekst) if is_voorbeeld() else tekst

"""Record newly published figures, so that none can change in silence.

python -m press vast
"""

from __future__ import annotations

import sys

from jaarverslag import correcties, gegevens


def main(arguments: list[str]) -> int:
    try:
        print(f"{correcties.leg_vast(gegevens.datamap())} cijfers vastgelegd.")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0

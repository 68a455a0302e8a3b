"""Make subsets of the fonts for the web book, once for all builds: press/web/letters/.

python tests/letters.py         after a change of the fonts or of ``CHARACTERS``
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from fontTools import subset as cutting
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from press.project import FONTS
from press.web.style import READY, WEB_FONTS

# Latin, Latin-1, Latin Extended-A, punctuation, euro, arrows, minus and comparison signs.
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), 0x202F, 0x2030, 0x2032, 0x2033,
    0x2039, 0x203A, 0x2044, 0x20AC, *range(0x2190, 0x2194), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265,
]  # fmt: skip


def subset(source: Path, target: Path) -> None:
    """Write the subset of ``source`` with ``CHARACTERS`` as WOFF2, reproducibly."""
    options = cutting.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "mark", "tnum", "lnum", "onum", "ccmp", "locl"]
    options.name_IDs = ["*"]  # the licence of the fonts asks to keep their names
    options.hinting = False
    options.desubroutinize = True
    font = TTFont(source, recalcTimestamp=False)
    cutter = cutting.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def name_of(source: Path) -> str:
    """Name of a subset font, with a fingerprint: browsers may cache it for ever."""
    content = source.read_bytes() + bytes(json.dumps(CHARACTERS), "ascii")
    return f"{source.stem.lower()}-{hashlib.sha256(content).hexdigest()[:10]}.woff2"


def main() -> None:
    for old in READY.glob("*.woff2"):
        old.unlink()
    for _, file, _, _ in WEB_FONTS:
        subset(FONTS / file, READY / name_of(FONTS / file))


if __name__ == "__main__":
    main()

"""Cut the fonts down to what the web book needs, once for all builds: press/web/letters/.

python tests/letters.py         after a change of the fonts or of ``style.CHARACTERS``
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset as cutting
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from press.project import FONTS
from press.web.style import CHARACTERS, LETTERS, READY, web_name


def subset(source: Path, target: Path) -> None:
    """Cut ``source`` down to ``CHARACTERS`` and compress it; the same bytes each time."""
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


def main() -> None:
    for old in READY.glob("*.woff2"):
        old.unlink()
    for _, file, _, _ in LETTERS:
        subset(FONTS / file, READY / web_name(FONTS / file))


if __name__ == "__main__":
    main()

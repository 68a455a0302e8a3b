"""Write several files of the project as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write(root: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write all files, or none when one of them cannot be written."""
    partial = {root / name: root / f"{name}.nieuw" for name in texts}
    try:
        for place, new in partial.items():
            text = texts[place.relative_to(root).as_posix()]
            new.write_bytes(text.encode() if isinstance(text, str) else text)
        for place, new in partial.items():
            new.replace(place)
    finally:
        for new in partial.values():
            new.unlink(missing_ok=True)

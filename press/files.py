"""Write several files of the project as one."""

from __future__ import annotations

from pathlib import Path


def write(root: Path, texts: dict[str, str]) -> None:
    """Write all files, or none when one of them cannot be written."""
    partial = {root / name: root / f"{name}.nieuw" for name in texts}
    try:
        for place, new in partial.items():
            text = texts[place.relative_to(root).as_posix()]
            new.write_text(text, encoding="utf-8", newline="")
        for place, new in partial.items():
            new.replace(place)
    finally:
        for new in partial.values():
            new.unlink(missing_ok=True)

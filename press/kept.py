"""A cache of whatever is expensive to make, from one build to the next.

The key of an entry is everything that it was made from, so a change gives a new entry; entries that
the last build did not use are removed. Nothing is cached until ``keep_in`` has set a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from press import fingerprint

_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    global _folder
    _folder = folder


def get(made_from: str) -> bytes | None:
    """The cached content, if its checksum is right: a full disk may have cut it short."""
    place = _place(made_from)
    try:
        checksum, content = place.read_bytes().split(b"\n", 1) if place else (b"", b"")
        if not place or checksum.decode() != fingerprint.of_bytes(content):
            return None
        os.utime(place)  # used by this build
    except (OSError, ValueError):
        return None
    return content


def put(made_from: str, content: bytes) -> bytes:
    if place := _place(made_from):
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"{place.name}.{os.getpid()}")
        partial.write_bytes(fingerprint.of_bytes(content).encode() + b"\n" + content)
        partial.replace(place)
    return content


def made(made_from: str, make: Callable[[], bytes]) -> bytes:
    """The cached result of ``make``, or a new one; ``made_from`` is all that it depends on."""
    content = get(made_from)
    if content is None:
        content = put(made_from, make())
    return content


def sweep(since: float) -> None:
    """Remove the entries not used since then, in seconds of the system's clock."""
    for file in _folder.iterdir() if _folder and _folder.is_dir() else ():
        if file.stat().st_mtime < since:
            file.unlink()


def _place(made_from: str) -> Path | None:
    name = fingerprint.of_text(f"{made_from} {fingerprint.of_installed()}")
    return _folder / name if _folder else None

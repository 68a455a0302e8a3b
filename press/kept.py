"""What takes long to make, kept from one build to the next by all that it was made from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from press import fingerprint

# Set by whoever publishes; without it everything is made anew.
BESIDE = "JAARVERSLAG_BEWAARD"
NAME = ".gemaakt"
_used: set[str] = set()


def remembered(made_from: str, make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, or what it gave before; ``made_from`` tells all that it depends on."""
    folder = _folder()
    if folder is None:
        return make()
    name = fingerprint.of_text(f"{made_from} {fingerprint.of_installed()}")
    _used.add(name)
    try:
        checksum, content = (folder / name).read_bytes().split(b"\n", 1)
        # A full disk or a pulled plug may have left half a file.
        if checksum == _checksum(content):
            return content
    except (OSError, ValueError):
        pass
    content = make()
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.{os.getpid()}"
    partial.write_bytes(_checksum(content) + b"\n" + content)
    partial.replace(folder / name)
    return content


def forget_others() -> None:
    """Remove what nobody asked for in this process: it was made from something that changed."""
    folder = _folder()
    for file in folder.iterdir() if folder and folder.is_dir() else ():
        if file.name not in _used:
            file.unlink()


def _folder() -> Path | None:
    kept = os.environ.get(BESIDE)
    return Path(kept).with_name(NAME) if kept else None


def _checksum(content: bytes) -> bytes:
    return fingerprint.of_bytes(content).encode()

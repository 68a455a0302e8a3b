"""Refuse a notebook whatever a cache of its outputs could not notice to have changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OUTSIDE = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system",
    "socket.connect", "subprocess.Popen",
})  # fmt: skip
READING = frozenset({"open", "os.listdir", "os.scandir"})


def refuse_untracked(untracked: Callable[[Path], bool]) -> None:
    """From now on this process can use no other program, no network, and no ``untracked`` file.

    It relies on Python's audit events. An audit hook cannot be removed, so this is for short-lived
    processes.
    """

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in OUTSIDE:
            raise PermissionError(f"een cel gebruikt geen netwerk of ander programma ({event})")
        if event in READING and isinstance(args[0], (str, bytes, os.PathLike)):
            path = Path(os.path.abspath(os.fsdecode(args[0])))  # noqa: PTH100 (links stay links)
            if untracked(path):
                raise PermissionError(f"een cel leest niets van een ander hoofdstuk ({path.name})")

    sys.addaudithook(hook)

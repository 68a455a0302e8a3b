"""Watch what a process writes, and whether it depends on anything that cannot be tracked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class Watch:
    """From now on: the files written below ``made``, and the first untracked dependency.

    ``untracked`` is set by reading a file for which ``unseen`` holds or one below ``made`` that
    another notebook wrote, by writing elsewhere in the watched folders, and by using another
    program or the network. It relies on Python's audit events. An audit hook cannot be removed, so
    this is for short-lived processes.
    """

    WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    NOT_FOLLOWED = frozenset({
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system",
        "socket.connect", "subprocess.Popen",
    })  # fmt: skip
    CHANGING = frozenset({
        "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate",
        "sqlite3.connect",
    })  # fmt: skip

    def __init__(
        self, inside: Iterable[Path], outside: Iterable[Path], made: Path,
        unseen: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.written: set[str] = set()
        self.untracked = ""
        self._inside = tuple(f"{folder}{os.sep}" for folder in inside)
        self._outside = tuple(f"{folder}{os.sep}" for folder in outside)
        self._made = f"{made}{os.sep}"
        self._unseen = unseen
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            self._wrote(path) if flags & self.WRITING else self._read(path)
        elif event in ("os.listdir", "os.scandir"):
            self._read(args[0])
        elif event in self.CHANGING:
            self._changed(event, args)
        elif event in self.NOT_FOLLOWED:
            self.untracked = self.untracked or event

    def _read(self, path: Any) -> None:
        name = self._followed(path)
        of_another = f"{name}{os.sep}".startswith(self._made) and name not in self.written
        if name and (of_another or self._unseen(name)):
            self.untracked = self.untracked or name

    def _wrote(self, path: Any) -> None:
        name = self._followed(path)
        if f"{name}{os.sep}".startswith(self._made):
            self.written.add(name)
        elif name:
            self.untracked = self.untracked or name

    def _changed(self, event: str, args: tuple[Any, ...]) -> None:
        path, folder = args[0], args[-1]
        if event in ("os.remove", "os.rmdir") and folder != -1:
            path = Path(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(path))  # noqa: PTH115
        for name in (path, args[1]) if event in ("os.link", "os.rename", "os.symlink") else (path,):
            self._wrote(name)

    def _followed(self, path: Any) -> str:
        """The whole path of a file in the watched folders; empty for all others."""
        if not isinstance(path, (str, bytes, os.PathLike)) or path == ":memory:":
            return ""  # a descriptor, whose opening was noted, or a database in memory
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (pathlib would be slow here)
        inside = f"{name}{os.sep}".startswith(self._inside) and "__pycache__" not in name
        return name if inside and not name.startswith(self._outside) else ""

"""Which files a process uses: Python itself tells, so nobody declares them and none is missed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import get_ident
from typing import Any


class Watch:
    """From here on: paths of files read, folders listed, and files written below ``made``.

    A library may tell by two events that a question to it begins and ends; what is read in between
    is behind the answer, so the question is noted instead. ``astray`` is the first thing that
    cannot be followed: a file written elsewhere in the watched folders, another program, the
    network. A hook cannot be removed: for processes that end soon.
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
        questions: tuple[str, str],
    ) -> None:  # fmt: skip
        self.read: set[str] = set()
        self.listed: set[str] = set()
        self.asked: set[tuple[Any, ...]] = set()
        self.written: set[str] = set()
        self.astray = ""
        self._inside = tuple(f"{folder}{os.sep}" for folder in inside)
        self._outside = tuple(f"{folder}{os.sep}" for folder in outside)
        self._made = f"{made}{os.sep}"
        self._begins, self._answered = questions
        self._depth: dict[int, int] = {}  # of questions within questions, by thread
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            self._wrote(path) if flags & self.WRITING else self._used(self.read, path)
        elif event == self._begins:
            self._depth[get_ident()] = self._depth.get(get_ident(), 0) + 1
        elif event == self._answered:
            self._depth[get_ident()] -= 1
            if not self._depth[get_ident()]:
                self.asked.add(args)
        elif event in ("os.listdir", "os.scandir"):
            # Importing lists folders; what is imported was read.
            if "importlib" not in sys._getframe(1).f_code.co_filename:
                self._used(self.listed, args[0])
        elif event in self.CHANGING:
            self._changed(event, args)
        elif event in self.NOT_FOLLOWED:
            self.astray = self.astray or event

    def _used(self, kind: set[str], path: Any) -> None:
        name = self._followed(path)
        if f"{name}{os.sep}".startswith(self._made):
            # What it wrote itself depends on nothing else.
            self.astray = self.astray or ("" if name in self.written else name)
        elif name and not self._depth.get(get_ident()):
            kind.add(name)

    def _wrote(self, path: Any) -> None:
        name = self._followed(path)
        if f"{name}{os.sep}".startswith(self._made):
            self.written.add(name)
        elif name:
            self.astray = self.astray or name

    def _changed(self, event: str, args: tuple[Any, ...]) -> None:
        path, folder = args[0], args[-1]
        if event in ("os.remove", "os.rmdir") and folder != -1:
            path = Path(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(path))  # noqa: PTH115
        for name in (path, args[1]) if event in ("os.link", "os.rename", "os.symlink") else (path,):
            self._wrote(name)

    def _followed(self, path: Any) -> str:
        """The whole path of a file in the watched folders; empty for all others."""
        if not isinstance(path, (str, bytes, os.PathLike)) or path == ":memory:":
            return ""  # a descriptor, whose opening was seen, or a database that is no file
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (pathlib would be slow here)
        inside = f"{name}{os.sep}".startswith(self._inside) and "__pycache__" not in name
        return name if inside and not name.startswith(self._outside) else ""

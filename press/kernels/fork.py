"""Run jobs in forks of this process, a few at a time, and leave no process behind."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


def why_not() -> str:
    """Why this process cannot be forked, in Dutch; empty when it can."""
    if not sys.platform.startswith("linux"):
        return "afsplitsen van een proces dat al veel inlas, kan alleen op Linux"
    # Threads do not survive a fork, and a lock that one of them held would never be released.
    if (threads := sum(1 for _ in Path("/proc/self/task").iterdir())) != 1:
        return f"het proces heeft {threads} threads"
    return ""


def end_with(parent: int) -> None:
    """From now on the system kills this process when its parent dies, where it supports that."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent had died already


def in_forks(
    work: Iterable[tuple[str, Callable[[], bytes]]], at_once: int
) -> Iterator[tuple[str, bytes | int]]:
    """Name and result of each job in order of completion; the exit status when it died.

    Jobs that still run are killed when the caller stops iterating.
    """
    fork = multiprocessing.get_context("fork")
    waiting, running = iter(work), dict[Any, tuple[str, ForkProcess, Connection]]()
    try:
        while True:
            for name, job in itertools.islice(waiting, at_once - len(running)):
                result, writer = fork.Pipe(duplex=False)
                process = fork.Process(target=_run, args=(job, writer, os.getpid()))
                process.start()
                # Only the fork can write now: when it dies, reading ends.
                writer.close()
                running[result] = name, process, result
            if not running:
                return
            for ready in wait(running):
                name, process, result = running.pop(ready)
                given: bytes | None = None
                with contextlib.suppress(EOFError, OSError):  # it died
                    given = result.recv_bytes()
                process.join()
                yield name, (process.exitcode or 1) if given is None else given
    finally:
        for _, process, _ in running.values():
            process.kill()
            process.join()


def _run(job: Callable[[], bytes], writer: Connection, parent: int) -> None:
    os.setsid()
    end_with(parent)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # output that bypasses Python belongs in the log
    writer.send_bytes(job())

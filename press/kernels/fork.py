"""Run jobs in forks of this process, a few at a time, and leave no process behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
FAILED = 1  # exit status of a job that raised


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
    work: Iterable[tuple[str, Callable[[], bytes]]], at_once: int, scratch: Path
) -> Iterator[tuple[str, bytes | int]]:
    """Name and result of each job in order of completion; the exit status when it died.

    Jobs that still run are killed when the caller stops iterating.
    """
    waiting, running = iter(work), dict[int, str]()
    try:
        while True:
            while len(running) < at_once and (piece := next(waiting, None)):
                name, job = piece
                running[_start(job, scratch / f"{name.replace('/', '-')}.result")] = name
            if not running:
                return
            # Its pid is not reused before it is reaped: this safely kills what it started itself.
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            pid = ended.si_pid if ended else 0
            _end_group(pid)
            _, status = os.waitpid(pid, 0)
            name = running.pop(pid)
            result = scratch / f"{name.replace('/', '-')}.result"
            yield name, os.waitstatus_to_exitcode(status) or result.read_bytes()
    finally:
        for pid in running:
            _end_group(pid)
            os.waitpid(pid, 0)


def _start(job: Callable[[], bytes], result: Path) -> int:
    parent = os.getpid()
    if pid := os.fork():
        return pid
    status = FAILED
    try:
        os.setsid()
        end_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)  # output that bypasses Python belongs in the log
        result.write_bytes(job())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        # A normal exit would take longer than most notebooks run.
        os._exit(status)


def _end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)

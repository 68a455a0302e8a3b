"""A process that has imported everything once, and forks a kernel whenever it is asked to.

Run by path, never imported, and with the standard library only until ``preload``:

    python server.py CONTROL_FD FOLLOWED MODULE ...

It is started in the working directory and with the environment of the kernels it will fork, so
that what it imports is what each of them would have imported itself. A forked child then runs
``python -m ipykernel_launcher`` the usual way; it only finds its modules already there.

FOLLOWED is a JSON object, ``{"inside": [folders], "outside": [folders]}``: uses of files inside the
first and outside the second are recorded, for who wants to know what a chapter was made from.

Protocol, one JSON object per packet. Control socket: ``{"argv": [...], "record": path or null}``
with one end of a socket pair of its own for that kernel. Kernel socket, from here: ``{"pid": n}``
or ``{"error": text}``, then ``{"exit": status}``; to here: ``{"signal": n}``. A closed kernel
socket means: kill that kernel. A closed control socket means that the build is over: kill all and
go.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident
from types import FrameType
from typing import Any

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
LAUNCHER = "ipykernel_launcher"
# Threads do not survive a fork, and a lock that one of them held would never be released.
ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
# What a kernel imports at its start. No context of ZeroMQ and no event loop is made by importing.
KERNEL_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "ipykernel.displayhook",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)
MOST_BYTES = 1 << 20


def preload(modules: list[str]) -> None:
    """Import what kernels and chapters import; call nothing, so that no style is set."""
    # Read at import: this process is the parent of all kernels.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    with only_here(**dict.fromkeys(ONE_THREAD, "1"), PYDEVD_DISABLE_FILE_VALIDATION="1"):
        _import_all(KERNEL_MODULES)
        # A kernel sets this before the first cell, so before matplotlib reads it.
        backend = os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
        with only_here(MPLBACKEND=backend):
            sys.path.insert(0, "")
            _import_all(modules)
            sys.path.pop(0)
    gc.collect()
    gc.freeze()  # the collector of a child would else touch, and so copy, every page


@contextlib.contextmanager
def only_here(**variables: str) -> Iterator[None]:
    """Set environment variables for a while; what imports themselves set stays, as in a kernel."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _import_all(modules: tuple[str, ...] | list[str]) -> None:
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            # The chapter that needs it will import it again and tell the author what is wrong.
            _forget(name.partition(".")[0])


def _forget(package: str) -> None:
    if package in sys.modules:
        return  # only the part that was asked for is missing
    for name in [name for name in sys.modules if name.startswith(f"{package}.")]:
        del sys.modules[name]


def count_threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


class Record:
    """Which files this process and its kernel used, one JSON line each: ``[kind, path]``.

    Kinds: ``r`` read, ``l`` listed, ``w`` written; others name what cannot be followed. What is
    read while importing counts for every kernel. The hook cannot be removed, only be silent.

    A library may tell more by events of its own: that it used a file which it keeps in memory
    (``.gelezen``), that only some rows count (``d``, ``.deel``) of what it reads now (``.stil``).
    """

    NOT_FOLLOWED = frozenset({
        "os.exec", "os.fork", "os.forkpty", "os.link", "os.posix_spawn", "os.remove", "os.rmdir",
        "os.spawn", "os.symlink", "os.system", "sqlite3.connect", "subprocess.Popen",
    })  # fmt: skip
    # Of all other events, thousands in a chapter, nothing is asked.
    HEARD = NOT_FOLLOWED | {
        "open", "os.listdir", "os.scandir", "os.rename",
        "jaarverslag.gelezen", "jaarverslag.deel", "jaarverslag.stil",
    }  # fmt: skip
    ABOUT_FILES = frozenset({"os.link", "os.remove", "os.rmdir", "os.symlink", "sqlite3.connect"})
    WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def __init__(self, inside: list[str], outside: list[str]) -> None:
        self._inside = tuple(f"{folder}{os.sep}" for folder in inside)
        self._outside = tuple(f"{folder}{os.sep}" for folder in outside)
        self._seen: dict[tuple[str, str], None] = {}
        self._file = -1
        self._quiet: dict[int, int] = {}  # by thread: how deep
        sys.addaudithook(self._hook)

    def begin(self, path: str | None) -> None:
        """From here on in a file; a kernel that ends leaves no buffer unwritten."""
        if path is None:
            self._inside = ()
            return
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._write("begin", "")
        for kind, name in list(self._seen):
            self._write(kind, name)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event not in self.HEARD:
            return
        if event == "open":
            path, _, flags = args
            self._note("w" if flags & self.WRITING else "r", path)
        elif event in ("os.listdir", "os.scandir"):
            # Imports list folders too; what they import is known otherwise.
            if "importlib" not in sys._getframe(1).f_code.co_filename:
                self._note("l", args[0])
        elif event == "os.rename":
            self._note("w", args[1])
        elif event == "jaarverslag.gelezen":
            self._note("r", args[0])
        elif event == "jaarverslag.deel":
            self._write_once("d", json.dumps(args))
        elif event == "jaarverslag.stil":
            self._quiet[get_ident()] = self._quiet.get(get_ident(), 0) + (1 if args[0] else -1)
        elif self._file >= 0:
            if event in self.ABOUT_FILES:
                folder = args[1] if event in ("os.remove", "os.rmdir") else -1
                self._note(event, args[0] if folder == -1 else _inside(folder, args[0]))
            else:
                self._write_once(event, repr(args[0] if args else ""))

    def _note(self, kind: str, path: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)) or path == ":memory:":
            return  # a descriptor, whose opening was seen, or a database that is no file
        if kind == "r" and self._quiet.get(get_ident()):
            return
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (pathlib would be slow here)
        if (
            name.startswith(self._inside)
            and not name.startswith(self._outside)
            and "__pycache__" not in name
        ):
            self._write_once(kind, name)

    def _write_once(self, kind: str, name: str) -> None:
        if (kind, name) not in self._seen:
            self._seen[kind, name] = None
            self._write(kind, name)

    def _write(self, kind: str, name: str) -> None:
        if self._file >= 0:
            os.write(self._file, f"{json.dumps([kind, name])}\n".encode())


def _inside(folder: int, name: str) -> str:
    return f"{os.readlink(f'/proc/self/fd/{folder}')}/{name}"  # noqa: PTH115


class Server:
    """Forks kernels, passes signals on to them and tells how they ended."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.kernels: dict[int, socket.socket] = {}
        self.pid = os.getpid()
        self.wake, self._alarm = socket.socketpair()
        for end in (self.wake, self._alarm):
            end.setblocking(False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.selector.register(self.wake, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, _note)
        signal.set_wakeup_fd(self._alarm.fileno())

    def serve(self) -> dict[str, Any] | None:
        """Work until the control socket closes (None), or be a new kernel (its wishes)."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    packet, fds = _receive(self.control)
                    if not packet:
                        self.end()
                        return None
                    if self.fork(socket.socket(fileno=fds[0])):
                        wishes: dict[str, Any] = json.loads(packet)
                        return wishes
                elif key.fileobj is self.wake:
                    with contextlib.suppress(BlockingIOError):
                        self.wake.recv(4096)
                    self.reap()
                elif key.data in self.kernels:
                    self.listen(key.data)

    def fork(self, channel: socket.socket) -> bool:
        """True in the child."""
        if (threads := count_threads()) != 1:
            _tell(channel, error=f"{threads} threads in the warm process")
            channel.close()
            return False
        pid = os.fork()
        if pid == 0:
            self.become_child(channel)
            return True
        self.kernels[pid] = channel
        self.selector.register(channel, selectors.EVENT_READ, pid)
        _tell(channel, pid=pid)
        return False

    def become_child(self, channel: socket.socket) -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.pid:
            os._exit(1)  # the server died before it could be watched
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for end in (self.control, self.wake, self._alarm, channel, *self.kernels.values()):
            end.close()

    def listen(self, pid: int) -> None:
        channel = self.kernels[pid]
        packet, _ = _receive(channel)
        if packet:
            _kill_group(pid, json.loads(packet)["signal"])
        else:
            self.selector.unregister(channel)  # else it stays readable until the child is reaped
            _kill_group(pid, signal.SIGKILL)

    def reap(self) -> None:
        for pid in list(self.kernels):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            # While the leader is not reaped its number is not reused: what it left behind goes too.
            _kill_group(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            channel = self.kernels.pop(pid)
            with contextlib.suppress(KeyError):
                self.selector.unregister(channel)
            _tell(channel, exit=os.waitstatus_to_exitcode(status))
            channel.close()

    def end(self) -> None:
        for pid in self.kernels:
            _kill_group(pid, signal.SIGKILL)
        for pid in self.kernels:
            os.waitpid(pid, 0)


def _note(number: int, frame: FrameType | None) -> None:
    """A handler must exist for the wake-up socket to be written."""


def _receive(end: socket.socket) -> tuple[bytes, list[int]]:
    """One packet and the descriptors that came with it; empty when the other side is gone."""
    try:
        packet, fds, _, _ = socket.recv_fds(end, MOST_BYTES, 1)
    except OSError:
        return b"", []
    return packet, fds


def _tell(channel: socket.socket, **message: int | str) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more
        channel.send(json.dumps(message).encode())


def _kill_group(pid: int, number: int) -> None:
    """Signal a kernel and what it started; ``pid`` is a child that is not reaped yet."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        os.kill(pid, number)  # so young that it has no group of its own yet


def run_kernel(argv: list[str]) -> None:
    """What ``python -m ipykernel_launcher ...`` does, minus the imports."""
    importlib.invalidate_caches()
    # Python reseeds `random` after a fork by itself; `uuid` and `secrets` ask the system.
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    sys.orig_argv[:] = argv
    sys.argv[:] = [LAUNCHER, *argv[argv.index(LAUNCHER) + 1 :]]
    if not sys.flags.safe_path:
        sys.path.insert(0, str(Path.cwd()))  # as -m does; the launcher takes it out again
    runpy.run_module(LAUNCHER, run_name="__main__", alter_sys=True)


class Leave:
    """The last of all exit handlers: go, without taking apart what thousands of imports made.

    That would take longer than most chapters run, and only copies pages of the server.
    """

    status = 0

    def __call__(self) -> None:
        for stream in (sys.__stdout__, sys.__stderr__):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(self.status)


def main() -> None:
    leave = Leave()
    atexit.register(leave)  # before any import registers something: handlers run last in, first out
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder of this file
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    record = Record(**json.loads(sys.argv[2]))
    preload(sys.argv[3:])
    wishes = Server(control).serve()
    if wishes is None:
        return
    leave.status = 1  # unless it ends well
    record.begin(wishes["record"])
    run_kernel(wishes["argv"])
    leave.status = 0


if __name__ == "__main__":
    main()

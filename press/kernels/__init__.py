"""Sphinx extension: notebooks run in real kernels that need not start up.

A plain kernel costs seconds before its first cell: it starts Python and imports IPython, pandas
and matplotlib, for each chapter anew. Here one process per build imports them once (``server.py``)
and forks a kernel for each chapter. myst-nb and nbclient notice nothing: a kernel provisioner, the
hook that jupyter_client has for this, starts and ends the processes.

Each kernel is forked from a process that imported and did nothing else, so no variable, style or
working directory of one chapter reaches another. What a kernel could have imported differently
(another folder, another environment, changed sources of our own) is never forked from the same
process. Where forking is no option, kernels start the plain way and the log says so.

    JAARVERSLAG_KERNELS=gewoon    plain kernels, to compare or to rule this out
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from press import project

from . import ahead, store
from . import server as server_module

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = "warm-provisioner"
SWITCH = "JAARVERSLAG_KERNELS"
SERVER = Path(server_module.__file__)
LAUNCHER = server_module.LAUNCHER
# Besides the kernel itself: what chapters import. A name that cannot be imported is passed over.
MODULES = (
    "numpy",
    "pandas",
    "matplotlib.figure",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
    "jaarverslag",
    "jaarverslag.overzichten",
    "jaarverslag.vooraf",  # the tables: each chapter reads them, and nearly all their rows
    "jsonschema",  # for the chapter that shows the data check
)
# Set by jupyter_client per launch; a kernel gets its own parent, so they tell nothing of imports.
NOT_OF_IMPORTS = ("JPY_PARENT_PID",)
SERVER_PATIENCE = 120.0
SHUTDOWN_PATIENCE = 1.0


class NoWarmKernel(Exception):
    """No kernel could be forked, for the reason given (in Dutch); a plain one can still start."""


def why_not() -> str:
    """Why kernels start the plain way on this machine or in this build; empty when they do not."""
    if os.environ.get(SWITCH) == "gewoon":
        return f"{SWITCH}=gewoon"
    if not sys.platform.startswith("linux"):
        return "afsplitsen van een warm proces kan alleen op Linux"
    return ""


class WarmProcess:
    """A forked kernel, with as much of ``subprocess.Popen`` as ``LocalProvisioner`` uses.

    The kernel is no child of this process: its server reaps it and tells the exit status.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._channel = channel

    def poll(self) -> int | None:
        return self._exit_status(0)

    def wait(self, timeout: float | None = None) -> int:
        status = self._exit_status(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(LAUNCHER, timeout or 0)
        return status

    def _exit_status(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._channel.settimeout(timeout)
            try:
                answer = _answer(self._channel)
            except (TimeoutError, BlockingIOError):
                return None
            # No last word: the server was killed, and the system killed the kernel with it.
            self.returncode = answer.get("exit", -signal.SIGKILL)
            self._channel.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To the kernel and the processes it started, unless it ended already."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._channel.send(json.dumps({"signal": int(number)}).encode())

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class WarmServer:
    """The process to fork from, for one interpreter, folder and environment."""

    def __init__(self, interpreter: list[str], folder: str, environment: dict[str, str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._folder = Path(folder)
        self._data = project.data_folder(environment)
        # Before the imports: what changes meanwhile then counts as changed, never as seen.
        self._sources = dict(self._own_sources())
        with theirs:
            # A session of its own: Ctrl-C goes to the build, and the build ends its kernels.
            self._process = subprocess.Popen(
                [*interpreter, str(SERVER), str(theirs.fileno()), followed(environment), *MODULES],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def _own_sources(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Time and size of the files of our own that the server read or may have read."""
        names = {module.partition(".")[0] for module in MODULES}
        places = [self._folder / name for name in names] + [self._data]
        alone = [self._folder / f"{name}.py" for name in names]
        for path in [*alone, *(path for place in places for path in place.rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                state = path.stat()
                yield str(path), (state.st_mtime_ns, state.st_size)

    def fresh(self) -> bool:
        return self._process.poll() is None and dict(self._own_sources()) == self._sources

    def fork(self, argv: list[str]) -> WarmProcess:
        """Start a kernel. The first call waits until the server has imported everything."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                record = store.RECORD.get()
                wishes = {"argv": argv, "record": str(record) if record else None}
                packet = json.dumps(wishes).encode()
                socket.send_fds(self._control, [packet], [theirs.fileno()])
            ours.settimeout(SERVER_PATIENCE)
            answer = _answer(ours)
        except OSError as error:
            ours.close()
            raise NoWarmKernel(f"het warme proces antwoordt niet ({error})") from error
        if "pid" not in answer:
            ours.close()
            raise NoWarmKernel(answer.get("error", "het warme proces is gestopt"))
        return WarmProcess(answer["pid"], ours)

    def close(self) -> None:
        """End the server and every kernel it still has, and leave no zombie."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def abandon(self) -> None:
        """In a fork of the build, which shares the server with its parent but may not use it."""
        self._control.close()
        self._process.returncode = 0  # not our child: nothing to wait for


def followed(environment: dict[str, str]) -> str:
    """Where uses of files are recorded: in the project and its data, not in what a kernel needs."""
    data = environment.get("JAARVERSLAG_DATA")
    own = [environment.get(name) for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR")]
    return json.dumps(
        {
            "inside": [str(store.ROOT), *([str(Path(data).resolve())] if data else [])],
            "outside": [sys.prefix, *(str(Path(folder).resolve()) for folder in own if folder)],
        }
    )


def _answer(channel: socket.socket) -> dict[str, Any]:
    try:
        packet = channel.recv(server_module.MOST_BYTES)
    except ConnectionError:
        packet = b""
    return json.loads(packet) if packet else {}


_servers: dict[tuple[Any, ...], WarmServer] = {}
_starting = threading.Lock()  # chapters run on several threads; one server serves them all
_outdated: list[WarmServer] = []  # they may have a kernel still


def server_for(argv: list[str], folder: str, environment: dict[str, str]) -> WarmServer:
    """The warm server whose imports are exactly those of this kernel; started when there is none.

    Libraries read the folder and the environment at import, and nobody knows which part: a kernel
    that differs in any of it gets another server. Within one book all chapters are the same.
    """
    interpreter = argv[: argv.index(LAUNCHER) - 1]
    environment = {k: v for k, v in environment.items() if k not in NOT_OF_IMPORTS}
    key = (tuple(interpreter), folder, frozenset(environment.items()))
    with _starting:
        if key in _servers and not _servers[key].fresh():
            _outdated.append(_servers.pop(key))
        if key not in _servers:
            _servers[key] = WarmServer(interpreter, folder, environment)
        return _servers[key]


def warm_up(folder: str) -> None:
    """Start the server that kernels of chapters in ``folder`` will ask for, before they do.

    For who knows that chapters must be executed, and has other things to import meanwhile.
    """
    if not why_not():
        server_for([sys.executable, "-m", LAUNCHER], folder, dict(os.environ))


def close_servers() -> None:
    for server in _all_servers():
        server.close()


def _abandon_servers() -> None:
    for server in _all_servers():
        server.abandon()


def _all_servers() -> Iterator[WarmServer]:
    while _servers:
        yield _servers.popitem()[1]
    while _outdated:
        yield _outdated.pop()


atexit.register(close_servers)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_servers)


# Below the ports that systems give to whoever asks for any, and above those with a fixed use.
QUIET_PORTS = range(10_000, 32_000)
_asked = itertools.count()


def quiet_port(ip: str) -> int:
    """A free port that nobody gets by chance before the kernel opens it, half a second later.

    Every process looks in a place of its own, so that two builds do not choose the same.
    """
    for _ in QUIET_PORTS:
        port = QUIET_PORTS[(os.getpid() * 149 + next(_asked)) % len(QUIET_PORTS)]
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind((ip, port))
            return port
    raise OSError("geen vrije poort voor een kernel")


class WarmProvisioner(LocalProvisioner):
    """Starts IPython kernels of this Python from a warm process, and all others the plain way."""

    # What a fork can honour; any other wish (pipes, an independent kernel) needs a plain start.
    KNOWN_WISHES = frozenset({"cwd", "env", "kernel_id", "extra_arguments"})

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager = self.parent
        if manager is not None and manager.cache_ports and not self.ports_cached:
            for channel in ("shell", "iopub", "stdin", "hb", "control"):
                setattr(manager, f"{channel}_port", quiet_port(manager.ip))
            self.ports_cached = True
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if not self._can_fork(cmd, kwargs):
            return await super().launch_kernel(cmd, **kwargs)
        folder = str(Path(kwargs.get("cwd") or "").resolve())
        try:
            process = server_for(cmd, folder, kwargs["env"]).fork(cmd)
        except (NoWarmKernel, OSError) as error:
            say(f"{error}; deze kernel start gewoon")
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = process.pid
        # Not the number of a group to signal from here: only the server knows if it still lives.
        self.pgid = None
        self.cwd = folder
        return self.connection_info

    def _can_fork(self, cmd: list[str], kwargs: dict[str, Any]) -> bool:
        wishes = {name for name, value in kwargs.items() if value is not None}
        return (
            not why_not()
            and wishes <= self.KNOWN_WISHES
            and "env" in wishes
            and cmd[0] == sys.executable
            and cmd.count(LAUNCHER) == 1
            and cmd[cmd.index(LAUNCHER) - 1] == "-m"
        )

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait here for a kernel that ends by itself; the manager would look every 0.1 s only."""
        process = self.process
        deadline = time.monotonic() + SHUTDOWN_PATIENCE
        while process and process.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(0.002)


def say(line: str) -> None:
    """One line in the log of the build. No warning: with -W those stop the build."""
    from sphinx.util import logging

    logging.getLogger(__name__).info("warme kernels: %s", line)


def install() -> None:
    """Make forked kernels the way jupyter_client starts kernels in this process.

    Its factory finds provisioners by the entry points of installed packages, which an extension of
    one book has not; the table that it keeps them in is a public attribute.
    """
    KernelProvisionerFactory.provisioners[NAME] = EntryPoint(
        NAME, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
    )
    KernelProvisionerFactory.instance().default_provisioner_name = NAME


def start(app: Sphinx) -> None:
    if reason := why_not():
        say(f"niet in gebruik ({reason}); elke kernel start gewoon, wat langer duurt")
    else:
        install()
        ahead.begin(app)


def stop(app: Sphinx, error: Exception | None) -> None:
    ahead.stop(app)
    close_servers()


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", start)
    app.connect("build-finished", stop)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

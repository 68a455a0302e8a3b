"""Find what the tests need of the system: Playwright's driver, a Chromium or Chrome, and nginx.

    python tests/tools.py

`make test` runs this first. Missing programs are installed if that needs no password; each one that
cannot be installed is reported in one line, and no test starts. A single test fails with the same
line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

CHROMES = (
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
# nginx lives where only root looks.
SERVERS = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
OWN_CHROME = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
LIBRARY = re.compile(r"loading shared libraries: ([^\s:]+)")


class NotFound(Exception):
    """Its text is the one line that says how to get the program."""


@dataclass(frozen=True)
class Tool:
    """A program: ways to start it, of which one must answer, and how to get it."""

    name: str
    commands: Callable[[], Iterable[list[str]]]
    package: str  # of Debian and Ubuntu
    otherwise: tuple[str, ...] = ()  # a command that brings it elsewhere


def _chromes() -> Iterable[list[str]]:
    yield from ([found, "--version"] for name in CHROMES if (found := shutil.which(name)))
    own = _run([sys.executable, "-c", OWN_CHROME])
    if own.returncode == 0 and shutil.which(own.stdout.strip()):
        yield [own.stdout.strip(), "--version"]


def _servers() -> Iterable[list[str]]:
    return ([found, "-v"] for name in SERVERS if (found := shutil.which(name)))


# The driver is a node that counts on libatomic.so.1; not every system holds it.
DRIVER = Tool("de driver van Playwright", lambda: [[*PLAYWRIGHT, "--version"]], "libatomic1")
CHROME = Tool("Chromium of Chrome", _chromes, "chromium", (*PLAYWRIGHT, "install", "chromium"))
NGINX = Tool("nginx", _servers, "nginx-light")


@cache
def find(tool: Tool) -> str:
    """The path of a program that runs here; raises ``NotFound``."""
    lacks = ""
    for command in tool.commands():
        answer = _run(command)
        if answer.returncode == 0:
            return command[0]
        if library := LIBRARY.search(answer.stderr):
            lacks = f" ({library[1]} ontbreekt)"
    raise NotFound(
        f"Niet gevonden, of het start niet: {tool.name}{lacks}. Installeer dat en probeer "
        f"opnieuw; Debian en Ubuntu: sudo apt install {tool.package}"
    )


def install(tool: Tool) -> None:
    """Debian's own package, only for root: nobody is asked for a password here."""
    print(f"Niet gevonden: {tool.name}. Installeren ...", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        get = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", tool.package]
        if _run(get).returncode and _run(["apt-get", "update", "-qq"]).returncode == 0:
            _run(get)
    if tool.otherwise and not _works(tool):
        _run(list(tool.otherwise))


def obtained(tool: Tool) -> str:
    """The path of a program, installed first if need be and if it can; raises ``NotFound``."""
    if not _works(tool):
        install(tool)
    return find(tool)


def _works(tool: Tool) -> bool:
    try:
        return bool(find(tool))
    except NotFound:
        return False


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command, env=env, capture_output=True, stdin=subprocess.DEVNULL, timeout=600,
            text=True, errors="replace", check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        return subprocess.CompletedProcess(command, 1, "", str(problem))


def main() -> int:
    missing = 0
    for tool in (DRIVER, CHROME, NGINX):
        try:
            obtained(tool)
        except NotFound as error:
            print(error, file=sys.stderr)
            missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main())

"""Find the programs that the browser tests need: a Chromium or Chrome, and nginx.

    python tests/tools.py

`make test` runs this first: what is missing gets installed where that is possible without a
question, else one line says how. The tests that need the program then fail with the same line.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHROMES = (
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
# nginx lives where only root looks.
SERVERS = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
NO_CHROME = (
    "Geen Chromium of Chrome gevonden, en er een installeren lukte niet: "
    "installeer er een (Debian en Ubuntu: sudo apt install chromium) en probeer opnieuw."
)
NO_NGINX = (
    "Geen nginx gevonden, en het installeren lukte niet: "
    "installeer het (Debian en Ubuntu: sudo apt install nginx-light) en probeer opnieuw."
)


class NotFound(Exception):
    """Its text is the one line that says how to get the program."""


def chrome() -> str:
    """The path of a browser, installed now when there was none."""
    with _one_at_a_time():
        found = _first(CHROMES) or _from_playwright()
        if not found and _apt("chromium"):
            found = _first(CHROMES)
        if not found and _run([sys.executable, "-m", "playwright", "install", "chromium"]):
            found = _from_playwright()
    if not found:
        raise NotFound(NO_CHROME)
    return found


def nginx() -> str:
    """The path of nginx, installed now when there was none."""
    with _one_at_a_time():
        found = _first(SERVERS)
        if not found and _apt("nginx-light"):
            found = _first(SERVERS)
    if not found:
        raise NotFound(NO_NGINX)
    return found


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two test processes may ask together; the package manager serves only one."""
    path = Path(tempfile.gettempdir()) / f"jaarverslag-tools-{os.getuid()}.slot"
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def _from_playwright() -> str | None:
    """The browser that Playwright would start by itself, if it was ever downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _apt(package: str) -> bool:
    """Debian's own package, only for root: nobody is asked for a password here."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return _run(install) or (_run(["apt-get", "update", "-qq"]) and _run(install))


def _run(command: list[str]) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    try:
        done = subprocess.run(
            command,
            env=env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=600,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    missing = 0
    for find in (chrome, nginx):
        try:
            find()
        except NotFound as error:
            print(error, file=sys.stderr)
            missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main())

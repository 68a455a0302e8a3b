"""Two clean builds give the same bytes, whatever the place, time and user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import writes
from klein_boek import Book, tiny_book


def published(book: Book) -> dict[str, Path]:
    build = book.root / "_build"
    places = [build / "html", *build.glob("html/**/*"), *build.glob("pdf/*")]
    return {path.relative_to(build).as_posix(): path for path in places}


def contents(book: Book) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in published(book).items() if path.is_file()}


def build_as(book: Book, place: Path, umask: int, *before: str, **env: str) -> None:
    """Build as a user with home and temporary folder in ``place``; nothing is written elsewhere."""
    place.mkdir()
    result = subprocess.run(
        [*before, sys.executable, "-m", "press", "html", "pdf"],
        cwd=book.root, env={**os.environ, **writes.watched(place), **env}, umask=umask,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert writes.strays(place, book.root) == set()


def offline() -> list[str]:
    """A command that runs another one without any network, where possible."""
    command = ["unshare", "--net"]
    if not shutil.which("unshare"):
        return []
    tried = subprocess.run([*command, sys.executable, "-c", ""], capture_output=True, check=False)
    return [] if tried.returncode else command


def test_another_place_moment_zone_language_and_user(tmp_path: Path) -> None:
    """The second build also has no network."""
    one, other = tiny_book(tmp_path / "boek"), tiny_book(tmp_path / "één ander" / "Verslag (kopie)")
    for path in other.root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    build_as(
        one, tmp_path / "thuis", 0o022, TZ="Pacific/Kiritimati", LANG="nl_BE.UTF-8", LC_ALL="C",
        USER="jan-van-hier", LOGNAME="jan-van-hier",
    )  # fmt: skip
    build_as(
        other, tmp_path / "chez moi", 0o077, *offline(), TZ="America/Adak", LANG="C",
        LC_ALL="C.UTF-8", USER="elise", LOGNAME="elise", PYTHONHASHSEED="7", SOURCE_DATE_EPOCH="1",
        MPLBACKEND="svg",
    )  # fmt: skip
    first, second = contents(one), contents(other)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    for private in (str(tmp_path), "Pacific/Kiritimati", "jan-van-hier"):
        assert not [name for name, content in first.items() if private.encode() in content]
    for name, path in published(other).items():
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), name


@pytest.mark.skipif(not offline(), reason="this machine cannot take a network away")
def test_the_network_is_really_gone() -> None:
    """Without this, the build above would prove nothing."""
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    result = subprocess.run(
        [*offline(), sys.executable, "-c", reach], capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in result.stderr

"""The publication folder: one build at a time, published atomically."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from press.project import ASIDE, BUILD, SCRATCH
from press.say import Refused

BUSY = "Er loopt al een bouw van dit boek"
# Constants of Linux for an atomic exchange.
AT_FDCWD, RENAME_EXCHANGE = -100, 2
TRIES = 50  # a tenth of a second apart


@contextlib.contextmanager
def only_one_build(place: Path = BUILD) -> Iterator[None]:
    """Two builds at once would mix their figures; the OS releases the lock of a killed build."""
    import fcntl

    place.mkdir(parents=True, exist_ok=True)
    with (place / ".slot").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Refused(
                f"{BUSY} (proces {lock.read().strip() or '?'}). Wacht tot die klaar is."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        recover(place)
        yield


@contextlib.contextmanager
def workplace(place: Path = BUILD) -> Iterator[tuple[Path, Path]]:
    """A scratch folder, and one for what gets replaced; both are removed afterwards."""
    scratch = place / f"{SCRATCH}{os.getpid()}"
    scratch.mkdir(parents=True)
    try:
        yield scratch, place / f"{ASIDE}{os.getpid()}"
    finally:
        with contextlib.suppress(OSError):  # the next build retries, and reports why
            recover(place)


def recover(place: Path = BUILD) -> None:
    """Restore what an interrupted swap had set aside, and clean up, also after a killed build."""
    for aside in sorted(place.glob(f"{ASIDE}*")):
        for old in aside.iterdir():
            if not (place / old.name).exists():
                old.rename(place / old.name)
    for left in [*place.glob(f"{SCRATCH}*"), *place.glob(f"{ASIDE}*")]:
        clear_away(left)


def clear_away(folder: Path) -> None:
    """Remove a folder in which a kernel that is shutting down may still write."""
    for _ in range(TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)
    shutil.rmtree(folder)  # raises what is in the way


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; false where the OS cannot.

    Between two renames there is no book, and a kill may come right then.
    """
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "renameat2"):  # Linux has it
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return not libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)


def swap(new: Path, place: Path, aside: Path) -> None:
    """Move ``new`` to ``place`` by renames; the old one goes to ``aside`` or the scratch folder.

    Whatever the umask of the build, the publication is readable for a web server or a copy.
    """
    for path in (new, *new.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    place.parent.mkdir(parents=True, exist_ok=True)
    if new.is_file():
        new.replace(place)
        return
    if place.exists() and exchange(new, place):
        return
    aside.mkdir(exist_ok=True)
    old = aside / place.name
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise

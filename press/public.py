"""The data package that goes out: the whole one, or what may be seen of it.

A build that has registers to keep works on a package made for it (``jaarverslag/openbaar.py``), in
``_build/openbaar``. The rows themselves are read here and nowhere further on.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from press.project import PUBLIC, data_folder, package
from press.say import Refused


def _kept_inside(data: Path) -> bool:
    """Whether a register holds rows that may not go out; looked at without the report package."""
    return any(
        table.get("register", {}).get("openbaar", "rij-per-rij") != "rij-per-rij"
        and len((data / table["path"]).read_bytes().splitlines()) > 1
        for table in package(data)["resources"]
    )


def package_of(data: Path, place: Path) -> Path:
    """The package that goes out: ``data`` itself, or one made anew in ``place``."""
    if not _kept_inside(data):
        return data
    from jaarverslag import openbaar

    shutil.rmtree(place, ignore_errors=True)
    try:
        openbaar.schrijf(data, place)
    except (ValueError, KeyError) as error:
        raise Refused(str(error)) from error
    return place


def enter() -> None:
    """From here on this process, and every one that it starts, reads only what goes out.

    The tables have to be sound.
    """
    if data_folder() == PUBLIC or not _kept_inside(data_folder()):
        return
    os.environ["JAARVERSLAG_DATA"] = str(package_of(data_folder(), PUBLIC))
    from jaarverslag import gegevens

    gegevens.vergeet()

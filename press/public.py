"""The data package that is published: the whole package, or only its public part.

When registers are private, a build works on a public copy (``jaarverslag/openbaar.py``) in
``_build/openbaar``, so that no later step can read their rows.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from press.project import PUBLIC, data_folder, package
from press.say import Refused


def _has_private_rows(data: Path) -> bool:
    """Whether a register has private rows; checked without importing the report package."""
    return any(
        table.get("register", {}).get("openbaar", "rij-per-rij") != "rij-per-rij"
        and len((data / table["path"]).read_bytes().splitlines()) > 1
        for table in package(data)["resources"]
    )


def package_of(data: Path, place: Path) -> Path:
    """The package to publish: ``data`` itself, or a new public copy in ``place``."""
    if not _has_private_rows(data):
        return data
    from jaarverslag import openbaar

    shutil.rmtree(place, ignore_errors=True)
    try:
        openbaar.schrijf(data, place)
    except (ValueError, KeyError) as error:
        raise Refused(str(error)) from error
    return place


def enter() -> None:
    """From here on, this process and its children read only the public package.

    The tables have to be valid.
    """
    if data_folder() == PUBLIC or not _has_private_rows(data_folder()):
        return
    os.environ["JAARVERSLAG_DATA"] = str(package_of(data_folder(), PUBLIC))
    from jaarverslag import gegevens

    gegevens.vergeet()

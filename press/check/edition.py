"""Year, version, date and corrections of the edition agree wherever they are mentioned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from press import project
from press.check import Problem
from press.project import CHANGES, CITATION, PACKAGE, ROOT

# In the change log, for an edition whose publication date is not known yet.
TO_COME = "in voorbereiding"


def problems(root: Path = ROOT) -> list[Problem]:
    """Every mention of a year, date or version that differs from the data package."""
    from jaarverslag.basis.tekst import datum

    package = project.package(root / "data")
    year = str(package["verslagjaar"])
    found = [
        Problem(PACKAGE, f"{field} is {package[field]!r}, maar het verslagjaar is {year}")
        for field in ("name", "title", "version")
        if year not in package[field]
    ]
    found += _citation_problems(root, package)
    heads = re.findall(r"^## (\S+) – (.+)$", (root / CHANGES).read_text(encoding="utf-8"), re.M)
    day = datum(package["bewerkingsdatum"])
    # Only the first number counts until the publication date is known.
    if heads[:1] not in ([(package["version"], day)], [(package["version"], TO_COME)]):
        text = f"bovenaan staat niet versie {package['version']} van {day}"
        found.append(Problem(CHANGES, f"{text}; make klaar schrijft dat"))
    return found


def _citation_problems(root: Path, package: dict[str, Any]) -> list[Problem]:
    from jaarverslag import citeren

    written = yaml.safe_load((root / CITATION).read_text(encoding="utf-8"))
    wanted = citeren.cff(package)
    mend = f"make editie JAAR={package['verslagjaar']} schrijft het opnieuw"
    return [
        Problem(CITATION, f"{name} past niet bij {PACKAGE}; {mend}")
        for name in {**wanted, **written}
        if written.get(name) != wanted.get(name)
    ]

"""One edition, told the same way everywhere: its year, its versions, its corrections.

python -m press vast        record newly published figures, so that none changes in silence
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import yaml

from press.check import Problem
from press.project import CHANGES, CITATION, CONFIG, PACKAGE, ROOT, book_settings
from press.say import Refused


def problems(root: Path = ROOT) -> list[Problem]:
    """Every place that names another year, date or version than the data package."""
    package = json.loads((root / PACKAGE).read_text(encoding="utf-8"))
    year = str(package["verslagjaar"])
    found = [
        Problem(PACKAGE, f"{field} is {package[field]!r}, maar het verslagjaar is {year}")
        for field in ("name", "title", "version")
        if year not in package[field]
    ]
    found += _citation_problems(root, package)
    settings = book_settings(root)
    config = settings["sphinx"]["config"]
    titles = {
        "title": settings["title"],
        "project": config["project"],
        "typst_data.title": config["typst_data"]["title"],
    }
    for name, title in titles.items():
        if "{jaar}" not in title and year not in title:
            found.append(Problem(CONFIG, f"{name} is {title!r}, maar het verslagjaar is {year}"))
    readme = (root / "README.md").read_text(encoding="utf-8")
    for other in sorted(set(re.findall(r"jaarverslag-(\d{4})\.pdf", readme)) - {year}):
        text = f"jaarverslag-{other}.pdf, maar het verslagjaar is {year}"
        found.append(Problem("README.md", text))
    heads = re.findall(r"^## (\S+) – ", (root / CHANGES).read_text(encoding="utf-8"), re.M)
    if heads[:1] != [package["version"]]:
        found.append(Problem(CHANGES, f"bovenaan staat niet versie {package['version']}"))
    return found


def _citation_problems(root: Path, package: dict[str, Any]) -> list[Problem]:
    from jaarverslag import citeren

    stands = yaml.safe_load((root / CITATION).read_text(encoding="utf-8"))
    wanted = citeren.cff(package)
    mend = f"make editie JAAR={package['verslagjaar']} schrijft het opnieuw"
    return [
        Problem(CITATION, f"{name} past niet bij {PACKAGE}; {mend}")
        for name in {**wanted, **stands}
        if stands.get(name) != wanted.get(name)
    ]


def correction_problems(root: Path = ROOT) -> list[Problem | str]:
    """Published figures change only with a correction; a correction has a page and a version."""
    from jaarverslag import correcties
    from jaarverslag.basis.tekst import datum

    data = root / "data"
    found: list[Problem | str] = list(map(str, correcties.verzwegen_wijzigingen(data)))
    found += [
        Problem(correcties.VINGERAFDRUK, f"{anchor} is gepubliceerd, niet vastgelegd (make vast)")
        for anchor in correcties.niet_vastgelegd(data)
    ]
    log = (root / CHANGES).read_text(encoding="utf-8")
    with (data / "correcties.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        day = datum(row["datum"])
        if not re.search(rf"^## \S+ – {re.escape(day)}$", log, re.M):
            found.append(Problem(CHANGES, f"geen versie van {day}, toch is toen iets gewijzigd"))
    return found


def record(arguments: list[str]) -> int:
    """Add new figures to the fingerprint of what was published."""
    from jaarverslag import correcties, gegevens

    try:
        print(f"{correcties.leg_vast(gegevens.datamap())} cijfers vastgelegd.")
    except ValueError as error:
        raise Refused(*str(error).splitlines()) from error
    return 0

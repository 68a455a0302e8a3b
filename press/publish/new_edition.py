"""Switch the repository to another reporting year, and list what an edition still needs.

    python -m press editie --jaar 2022 --datum 2023-05-11     make it the edition for 2022
    python -m press editie                                    list what this one still needs

The year is set in ``data/datapackage.json``; book, PDF, cover and file names derive from it. What
cannot be derived (the citation file, the change log) is rewritten here, all or nothing. It only
goes forward: ``make terug`` undoes it.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import yaml

from press.check.edition import TO_COME
from press.files import write
from press.intake import template
from press.project import CHANGES, CITATION, PACKAGE, ROOT, package
from press.say import Refused, reasons

# Years that can have a report: the support centre is not older, the future has no figures.
FIRST_YEAR = 1990
HEAD = re.compile(r"^## (\d{4}\.\d+\.\d+) – ", re.M)
OPEN = re.compile(r"^## Nog niet uitgegeven\n\n(.*?)(?=^## |\Z)", re.M | re.S)


# ---- to another year ----


def parse_year(text: str, today: dt.date) -> int:
    """The year in ``text``; raises ``Refused`` if it cannot be a reporting year."""
    if not re.fullmatch(r"\d{4}", text):
        raise Refused(f"JAAR={text}: dat is geen jaartal. Schrijf bijvoorbeeld JAAR=2022.")
    if not FIRST_YEAR <= int(text) <= today.year:
        raise Refused(f"JAAR={text}: een verslagjaar ligt tussen {FIRST_YEAR} en {today.year}.")
    return int(text)


def parse_day(text: str, year: int) -> str:
    """The publication date in ``text``; raises ``Refused`` if it is before the year began."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        hint = f"Schrijf ze als {year + 1}-05-12."
        raise Refused(f"DATUM={text}: dat is geen datum. {hint}") from None
    if not dt.date(year, 1, 1) <= day <= dt.date(year + 5, 12, 31):
        raise Refused(f"DATUM={text}: dat past niet bij een verslag over {year}.")
    return day.isoformat()


def changed(root: Path, year: int, day: str, today: dt.date) -> dict[str, str]:
    """New text of every file that has to change; empty if this is that edition already."""
    from jaarverslag import proza

    texts = {name: (root / name).read_text("utf-8") for name in (PACKAGE, CITATION, CHANGES)}
    package = json.loads(texts[PACKAGE])
    old = int(package["verslagjaar"])
    published = day or (package["publicatiedatum"] if old == year else "")
    if year != old:
        for name in ("name", "title"):
            package[name] = package[name].replace(str(old), str(year))
        package |= {"version": f"{year}.1.0", "verslagjaar": year, "peildatum": ""}
        package["bewerkingsdatum"] = today.isoformat()
    package["publicatiedatum"] = published
    # An edition is built before it appears: it then carries the publication date.
    package["bewerkingsdatum"] = max(package["bewerkingsdatum"], published)
    # That is also the reference date, unless another one was chosen.
    package["peildatum"] = package["peildatum"] or published
    new = edition_texts(root, package)
    for chapter in sorted((root / "chapters").glob("*.md")) if year > old else ():
        name, text = f"chapters/{chapter.name}", chapter.read_text(encoding="utf-8")
        texts[name], new[name] = text, proza.met_lege_blokken(text, year)
    return {name: text for name, text in new.items() if text != texts[name]}


def edition_texts(
    root: Path, package: dict[str, Any], news: str = "", published: bool = False
) -> dict[str, str]:
    """New text of every file that mentions the edition, for this package.

    The section of its version comes first in the change log. Once ``published`` it gets its date,
    and ``news`` or the unreleased entries; else it stays as it was.
    """
    from jaarverslag import citeren
    from jaarverslag.basis.tekst import datum

    log, version = (root / CHANGES).read_text(encoding="utf-8"), package["version"]
    if published and not news and (waiting := OPEN.search(log)):
        log, news = OPEN.sub("", log), waiting[1].strip()
    section = re.compile(rf"^## {re.escape(version)} – (.*)\n\n((?:(?!## ).*\n?)*)", re.M)
    found, log = section.search(log), section.sub("", log)
    day, told = found.groups() if found else (TO_COME, "" if news else f"- De editie {version}.")
    day = datum(package["bewerkingsdatum"]) if published else day
    told = "\n".join(filter(None, [news, told.strip()]))
    first = HEAD.search(log)
    place = first.start() if first else len(log)
    log = f"{log[:place]}## {version} – {day}\n\n{told}\n\n{log[place:]}"
    cff = yaml.safe_dump(citeren.cff(package), sort_keys=False, allow_unicode=True, width=90)
    mark = f"# Written by `make editie` from {PACKAGE}; `make check` compares them.\n"
    return {
        PACKAGE: json.dumps(package, ensure_ascii=False, indent=2) + "\n",
        CITATION: mark + cff,
        CHANGES: log.rstrip("\n") + "\n",
    }


def turn(root: Path, year_text: str, day_text: str) -> list[str]:
    """Make this the edition for another year; returns messages to print. Raises ``Refused``."""
    today = dt.date.today()
    year = parse_year(year_text, today)
    day = parse_day(day_text, year) if day_text else ""
    try:
        old = int(json.loads((root / PACKAGE).read_text(encoding="utf-8"))["verslagjaar"])
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{PACKAGE} is niet te lezen: {error}.") from error
    if year < old:
        hint = "`make terug` maakt een vergissing ongedaan."
        raise Refused(f"Deze editie gaat over {old}. {hint} README verbetert een oudere editie.")
    texts = changed(root, year, day, today)
    write(root, texts)
    if not texts:
        lines = [f"Dit is al de editie over {year}; er is niets veranderd."]
    else:
        lines = [f"Dit is nu de editie over {year}. Aangepast: {', '.join(texts)}."]
    if year != old:
        for place in template.offer(root / "data", root / template.PLACE.name, template.FIGURES):
            lines.append(
                f"De cijfers van {year} vult u in met {place}; lees ze in met make invoer."
            )
    return lines + [f"Nog te doen: {task}" for task in left_to_do(root)]


def left_to_do(root: Path) -> list[str]:
    """What only a human can fill in before an edition is complete."""
    from jaarverslag import uitgave

    package = json.loads((root / PACKAGE).read_text(encoding="utf-8"))
    year = package["verslagjaar"]

    def rows(name: str) -> list[dict[str, str]]:
        with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as table:
            return list(csv.DictReader(table))

    def of(name: str, column: str, when: int = year) -> list[dict[str, str]]:
        return [row for row in rows(name) if row[column].startswith(str(when))]

    tasks = []
    if not package["publicatiedatum"]:
        tasks.append(
            "geef de dag waarop het verslag verschijnt: "
            f"make editie JAAR={year} DATUM={year + 1}-05-12"
        )
    source = uitgave.verslag_id(package, year)
    if source not in (row["id"] for row in rows("bronnen")):
        tasks.append(f"zet het verslag zelf als bron {source} in data/bronnen.csv")
    there = {row["indicator"] for row in of("kerncijfers", "jaar")}
    there |= _computed(root / "data", package)
    if empty := _without_row(rows("indicatoren"), there, str(year)):
        tasks.append(f"voeg rijen voor {year} toe aan data/kerncijfers.csv: {'; '.join(empty)}")
    for name, what in (("uitgelicht", "kaarten"), ("tijdlijn", "gebeurtenissen")):
        if not of(name, "datum"):
            tasks.append(f"zet {what} van {year} in data/{name}.csv")
    if not there:
        tasks.append(f"kijk na of de auteurs in {PACKAGE} die van {year} zijn")
    if due := _due_series(rows("sector"), rows("reeksen"), year):
        tasks.append(f"zoek de sectorcijfers van {year} voor {'; '.join(due)}")
    ended = {row["id"] for row in rows("indicatoren") if "" < row["laatste_jaar"] < str(year)}
    for row in rows("koppelingen"):
        if row["indicator"] in ended:
            tasks.append(f"doel {row['doel']} wijst naar {row['indicator']}, dat ophield: kies er "
                         "een ander cijfer bij in data/koppelingen.csv")  # fmt: skip
    return tasks + passage_tasks(root, year) + period_tasks(root, package)


def _computed(data: Path, package: dict[str, Any]) -> set[str]:
    """Indicators of the reporting year that the registers give."""
    from jaarverslag import gegevens, registers

    described = {table["name"]: table for table in package["resources"]}
    kept = {name: gegevens.lees(data, described[name]) for name in registers.REGISTERNAMEN}
    rows = registers.bereken_uit(kept, package["verslagjaar"])
    return {*rows.loc[rows["jaar"] == package["verslagjaar"], "indicator"]}


def _without_row(indicators: list[dict[str, str]], there: set[str], year: str) -> list[str]:
    """Indicators due for a year without any row, not even one that says why."""
    asked = [r for r in indicators if r["eerste_jaar"] <= year <= (r["laatste_jaar"] or "9999")]
    return [row["label"] for row in asked if row["id"] not in there]


def _due_series(
    figures: list[dict[str, str]], series: list[dict[str, str]], year: int
) -> list[str]:
    """Series due for a year: those with at least two years, up to the one before it."""
    told: dict[str, set[str]] = {}
    for row in figures:
        told.setdefault(row["reeks"], set()).add(row["jaar"])
    recent = {
        name for name, years in told.items() if len(years) > 1 and max(years) == str(year - 1)
    }
    return [row["label"] for row in series if row["id"] in recent]


def passage_tasks(root: Path, year: int) -> list[str]:
    """Passages tied to one year that have to be rewritten, by chapter."""
    from jaarverslag import proza

    asked = {
        chapter.name: [str(p.regel) for p in proza.te_schrijven(chapter.read_text("utf-8"), year)]
        for chapter in sorted((root / "chapters").glob("*.md"))
    }
    what = f"schrijf de passages van {year} in chapters"
    return [f"{what}/{name}: regel {', '.join(at)}" for name, at in asked.items() if at]


def period_tasks(root: Path, package: dict[str, Any]) -> list[str]:
    """Chapters about one policy period: outside it, a human has to rewrite their text."""
    period, year = package.get("beleidsperiode", ""), package["verslagjaar"]
    if not re.fullmatch(r"\d{4}-\d{4}", period):
        return [f"zet de beleidsperiode in {PACKAGE}, zo: 2021-2025"]
    first, last = map(int, period.split("-"))
    if first <= year <= last:
        return []
    named = re.compile(rf"{first}[-–]{last}")
    chapters = sorted((root / "chapters").glob("*.md"))
    about = [path.name for path in chapters if named.search(path.read_text(encoding="utf-8"))]
    return [
        f"{year} valt buiten de beleidsperiode {period}: schrijf wat daarover gaat opnieuw in "
        f"{', '.join(about)}, en zet de nieuwe periode als beleidsperiode in {PACKAGE}"
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Maak er de editie van een ander jaar van.")
    parser.add_argument("--jaar", default="", help="het verslagjaar, bijvoorbeeld 2022")
    parser.add_argument("--datum", default="", help="de dag van uitgave, als jjjj-mm-dd")
    given = parser.parse_args(arguments)
    try:
        print(*turn(ROOT, given.jaar or str(package()["verslagjaar"]), given.datum), sep="\n")
    except (Refused, OSError) as problem:
        raise Refused(*reasons(problem), "Er is niets veranderd.") from problem
    return 0

"""Switch the repository to another reporting year, and list what an edition still needs.

    JAAR=2022 DATUM=2023-05-11 python -m press editie     make it the edition for 2022
    python -m press editie                                list what this one still needs

The year is set in ``data/datapackage.json``; book, PDF, cover and file names derive from it. What
cannot be derived (the citation file, the change log) is rewritten here, all or nothing. It only
goes forward: ``make terug`` undoes it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from press import project
from press.check.edition import TO_COME
from press.files import write
from press.intake import template
from press.project import CHANGES, CITATION, PACKAGE, ROOT
from press.say import STOPS, Refused, asked, reasons

HEAD = re.compile(r"^## (\d{4}\.\d+\.\d+) – ", re.M)
OPEN = re.compile(r"^## Nog niet uitgegeven\n\n(.*?)(?=^## |\Z)", re.M | re.S)


# ---- to another year ----


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
    day, items = found.groups() if found else (TO_COME, "" if news else f"- De editie {version}.")
    day = datum(package["bewerkingsdatum"]) if published else day
    items = "\n".join(filter(None, [news, items.strip()]))
    first = HEAD.search(log)
    place = first.start() if first else len(log)
    log = f"{log[:place]}## {version} – {day}\n\n{items}\n\n{log[place:]}"
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
    if not re.fullmatch(r"\d{4}", year_text) or int(year_text) > today.year:
        hint = f"Schrijf bijvoorbeeld JAAR={today.year - 1}."
        raise Refused(f"JAAR={year_text}: dat is geen jaartal dat al begon. {hint}")
    year = int(year_text)
    day = parse_day(day_text, year) if day_text else ""
    old = project.package(root / "data")["verslagjaar"]
    if year < old:
        hint = "`make terug` maakt een vergissing ongedaan."
        raise Refused(
            f"Deze editie gaat over {old}. {hint} Een oudere verbetert u volgens HANDLEIDING.md."
        )
    texts = changed(root, year, day, today)
    write(root, texts)
    lines = [f"Dit is al de editie over {year}; er is niets veranderd."]
    if texts:
        lines = [f"Dit is nu de editie over {year}. Aangepast: {', '.join(texts)}."]
    if year != old:
        for place in template.offer(root / "data", root / template.PLACE.name, template.FIGURES):
            lines.append(
                f"De cijfers van {year} vult u in met {place}; lees ze in met make invoer."
            )
    return lines + [f"Nog te doen: {task}" for task in left_to_do(root)]


# ---- what it still needs ----


def left_to_do(root: Path) -> list[str]:
    """What only a human can fill in before an edition is complete."""
    package = project.package(root / "data")
    return [*data_tasks(root, package), *chapter_tasks(root, package)]


def data_tasks(root: Path, package: dict[str, Any]) -> Iterator[str]:
    """Rows that this year still lacks, also those that only say why there is no figure."""
    from jaarverslag import registers, uitgave
    from jaarverslag.basis import lijst

    year = package["verslagjaar"]

    def rows(name: str) -> list[dict[str, str]]:
        return lijst.rijen(root / "data" / f"{name}.csv")

    if not package["publicatiedatum"]:
        day = f"{year + 1}-05-12"
        yield f"geef de dag waarop het verslag verschijnt: make editie JAAR={year} DATUM={day}"
    report = uitgave.verslag_id(package, year)
    if report not in (row["id"] for row in rows("bronnen")):
        yield f"zet het verslag zelf als bron {report} in data/bronnen.csv"
    filled = {row["indicator"] for row in rows("kerncijfers") if row["jaar"] == str(year)}
    computed = registers.bereken_in(root / "data", package)
    filled |= {*computed.loc[computed["jaar"] == year, "indicator"]}
    indicators = rows("indicatoren")
    ended = {row["id"] for row in indicators if "" < row["laatste_jaar"] < str(year)}
    due = [row for row in indicators if row["eerste_jaar"] <= str(year) and row["id"] not in ended]
    if empty := [row["label"] for row in due if row["id"] not in filled]:
        yield f"voeg rijen voor {year} toe aan data/kerncijfers.csv: {'; '.join(empty)}"
    for name, what in (("uitgelicht", "kaarten"), ("tijdlijn", "gebeurtenissen")):
        if not any(row["datum"].startswith(str(year)) for row in rows(name)):
            yield f"zet {what} van {year} in data/{name}.csv"
    if not filled:
        yield f"kijk na of de auteurs in {PACKAGE} die van {year} zijn"
    years = defaultdict(set)
    for row in rows("sector"):
        years[row["reeks"]].add(row["jaar"])
    # A series that ran until last year is expected to go on; a single figure is not.
    run_on = {name for name, of in years.items() if len(of) > 1 and max(of) == str(year - 1)}
    if missing := [row["label"] for row in rows("reeksen") if row["id"] in run_on]:
        yield f"zoek de sectorcijfers van {year} voor {'; '.join(missing)}"
    for row in rows("koppelingen"):
        if row["indicator"] in ended:
            yield (f"doel {row['doel']} wijst naar {row['indicator']}, dat ophield: kies er een "
                   "ander cijfer bij in data/koppelingen.csv")  # fmt: skip


def chapter_tasks(root: Path, package: dict[str, Any]) -> Iterator[str]:
    """Passages tied to this year still empty, and chapters about a policy period that ended."""
    from jaarverslag import proza

    year, period = package["verslagjaar"], package["beleidsperiode"]
    chapters = {path.name: path.read_text("utf-8") for path in (root / "chapters").glob("*.md")}
    for name, text in sorted(chapters.items()):
        if lines := ", ".join(str(passage.regel) for passage in proza.te_schrijven(text, year)):
            yield f"schrijf de passages van {year} in chapters/{name}: regel {lines}"
    first, last = period.split("-")
    if not int(first) <= year <= int(last):
        about = sorted(n for n, text in chapters.items() if re.search(f"{first}[-–]{last}", text))
        yield (f"{year} valt buiten de beleidsperiode {period}: schrijf wat daarover gaat opnieuw "
               f"in {', '.join(about)}, en zet de nieuwe periode als beleidsperiode in {PACKAGE}"
               )  # fmt: skip


def main(arguments: list[str]) -> int:
    try:
        year = asked("JAAR") or str(project.package()["verslagjaar"])
        print(*turn(ROOT, year, asked("DATUM")), sep="\n")
    except STOPS as problem:
        raise Refused(*reasons(problem), "Er is niets veranderd.") from problem
    return 0

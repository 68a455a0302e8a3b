"""Put editions side by side: ``uitgaven/<year>/``, a list of them, and links between them.

    python -m press uitgave
    MAP=elsewhere python -m press bewaar

Adds the last published book (``_build/html`` and its PDF) as the edition of its year to those
already there; no build and no ``make clean`` touches them. Every page gets links to the same page
of the other editions; they are plain relative links, so they work from disk, in any folder and
without JavaScript. The new set replaces the old one atomically, by renames.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from press import fingerprint, public
from press.identity import identity
from press.project import BUILD, EDITIONS, PUBLIC, ROOT, book_file, data_folder, package
from press.publish.edition import Edition, published, up_to_date
from press.publish.place import only_one_build, swap, workplace
from press.publish.ready import stop_if_not_ready
from press.say import Refused, agreed, asked, say

TEMPLATES = Environment(autoescape=True, loader=FileSystemLoader(Path(__file__).parent))
# Every page has this element, empty in a book on its own; see web/templates/layout.html.
SWITCH = re.compile(r'<nav class="uitgaven"[^>]*>.*?</nav>', re.S)


def gather(build: Path, place: Path, agreed: Callable[[str], bool]) -> list[Edition]:
    """Add the book in ``build`` to the editions in ``place``; returns them all, newest first.

    The newest version of a year is in a folder named after the year, the others after their
    version. An existing version is replaced only when ``agreed``. Raises ``Refused``.
    """
    current = published(build)
    with workplace(build) as (scratch, aside):
        fresh = scratch / place.name
        if place.is_dir():
            shutil.copytree(place, fresh)
        target = fresh / str(current.year)
        if target.is_dir() and (there := Edition.read(target)).number < current.number:
            target.rename(fresh / there.package["version"])
        elif target.is_dir() and there.number > current.number:
            target = fresh / current.package["version"]
        if target.is_dir():
            wrong = f"{place.name}/{target.name} bevat versie {current.package['version']} al"
            if not agreed(f"{wrong}. Vervangen?"):
                raise Refused(f"{wrong}. Vervangen kan met: make uitgave JA=1")
            shutil.rmtree(target)
        # Includes the PDF, which is next to the pages.
        shutil.copytree(current.html, target)
        _connect(fresh)
        swap(fresh, place, aside)
    return editions(place)


def editions(place: Path) -> list[Edition]:
    """All editions, newest first."""
    folders = place.glob("[0-9]" * 4 + "*")
    return sorted(map(Edition.read, folders), key=lambda e: e.number, reverse=True)


def _connect(place: Path) -> None:
    """Write the edition switcher into every page of every edition, and the page that lists them."""
    found = editions(place)
    for edition in found:
        for page in edition.html.rglob("*.html"):
            old = page.read_text(encoding="utf-8")
            new = SWITCH.sub(switch(edition, page, found), old)
            if new != old:
                page.write_text(new, encoding="utf-8")
    (place / "index.html").write_text(front_page(found), encoding="utf-8")


def switch(edition: Edition, page: Path, found: list[Edition]) -> str:
    """Links from a page to the same page of the other years; hidden if there are none."""
    links = []
    for other in sorted(found, key=lambda e: e.number):
        # An older version keeps its URL, but nothing links to it.
        if other == edition or other.html.name == str(other.year):
            there = other.html / page.relative_to(edition.html)
            goal = there if there.is_file() else other.html / "index.html"
            address = Path(os.path.relpath(goal, page.parent)).as_posix()
            links.append({"name": other.html.name, "here": other == edition,
                          "address": address, "elsewhere": goal != there})  # fmt: skip
    template = TEMPLATES.get_template("uitgavenkiezer.html")
    return template.render(links=links if len(found) > 1 else [])


def front_page(found: list[Edition]) -> str:
    """A self-contained page that lists the editions, newest first."""
    from jaarverslag.basis.kleuren import tokens
    from jaarverslag.basis.tekst import datum, getal

    from press.web.style import variables

    def item(edition: Edition) -> dict[str, str]:
        pdf = edition.file(".pdf")
        return {
            "folder": edition.html.name,
            "title": edition.title,
            "pdf": pdf,
            "size": getal((edition.html / pdf).stat().st_size / 1e6, 1, "MB"),
            "published": datum(edition.package["publicatiedatum"]),
            "version": edition.package["version"],
        }

    name = found[0].package["organisatie"]["naam"]
    template = TEMPLATES.get_template("uitgaven.html")
    return template.render(look=variables(tokens()), editions=map(item, found), organisation=name)


def main(arguments: list[str]) -> int:
    stop_if_not_ready()
    up_to_date(BUILD)
    with only_one_build():
        found = gather(BUILD, EDITIONS, agreed)
    say(f"{EDITIONS.name}/index.html: {', '.join(edition.html.name for edition in found)}")
    return 0


def keep(arguments: list[str]) -> int:
    """Copy the editions elsewhere, with the sources of this one, to continue from.

    Each version gets a folder of its own: nothing is overwritten.
    """
    chosen = Path(asked("MAP")).expanduser()
    if not chosen.name or chosen.resolve().is_relative_to(ROOT):
        raise Refused("Waarheen? Buiten deze map, bijvoorbeeld: make bewaar MAP=/media/schijf")
    found = identity(public.package_of(data_folder(), PUBLIC))
    place = chosen / f"{book_file(package(), '')}-{found.version}-{found.content}"
    if place.exists():
        raise Refused(f"{place} bestaat al: dat is deze uitgave. Er is niets veranderd.")
    shutil.copytree(ROOT, place / "bron", ignore=shutil.ignore_patterns(*fingerprint.NOT_COPIED))
    if EDITIONS.is_dir():
        shutil.copytree(EDITIONS, place / EDITIONS.name)
    say(f"Bewaard in {place}: de uitgaven, en in bron/ alles waaruit deze gemaakt is.")
    return 0

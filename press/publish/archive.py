"""Put editions side by side: ``_build/uitgaven/<year>/``, a list of them, and a way across.

    python -m press uitgave

Takes the book that was published last (``_build/html`` and its PDF) as the edition of its year,
beside those that are there already. Every page gets links to the same page of the other editions;
they are plain links in the page, so they work from a disk, from any folder and without JavaScript.
All or nothing: the new set takes the place of the old one by renames.
"""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path

from jinja2 import Environment

from press.project import BUILD
from press.publish.edition import Edition, published
from press.publish.place import only_one_build, swap, workplace
from press.say import say

LIST = Path(__file__).with_name("uitgaven.html")
PLACE = "uitgaven"
# The theme's template leaves this empty element on every page; see web/templates/layout.html.
SWITCH = re.compile(r'<nav class="uitgaven"[^>]*>.*?</nav>', re.S)
NO_SWITCH = '<nav class="uitgaven" aria-label="Uitgaven" hidden></nav>'


def gather(build: Path) -> list[Edition]:
    """Add the book in ``build`` to the editions beside it; returns them all, newest first."""
    current, place = published(build), build / PLACE
    with workplace(build) as (scratch, aside):
        fresh = scratch / PLACE
        fresh.mkdir()
        for old in sorted(place.glob("[0-9]" * 4)):
            if old.name != str(current.year):
                shutil.copytree(old, fresh / old.name)
        # With its PDF, which lies beside the pages.
        shutil.copytree(current.html, fresh / str(current.year))
        _connect(fresh)
        swap(fresh, place, aside)
    return editions(place)


def editions(place: Path) -> list[Edition]:
    """All editions in a folder, newest first."""
    folders = place.glob("[0-9]" * 4)
    return sorted((Edition.read(f) for f in folders), key=lambda e: e.year, reverse=True)


def pages(edition: Edition) -> list[Path]:
    return sorted(p for p in edition.html.rglob("*.html") if "_static" not in p.parts)


def _connect(place: Path) -> None:
    """Write the switch on every page of every edition, and the page that lists them."""
    found = editions(place)
    for edition in found:
        for page in pages(edition):
            old = page.read_text(encoding="utf-8")
            new = SWITCH.sub(switch(edition, page, found), old)
            if new != old:
                page.write_text(new, encoding="utf-8")
    (place / "index.html").write_text(front_page(found), encoding="utf-8")


def switch(edition: Edition, page: Path, found: list[Edition]) -> str:
    """Links from a page to the same page of the other editions; hidden where there are none."""
    if len(found) < 2:
        return NO_SWITCH
    inside = page.relative_to(edition.html)
    items = []
    for other in sorted(found, key=lambda e: e.year):
        if other.year == edition.year:
            items.append(f'<li><span aria-current="page">{other.year}</span></li>')
            continue
        there = other.html / inside
        same = there.is_file()
        goal = there if same else other.html / "index.html"
        link = os.path.relpath(goal, page.parent).replace(os.sep, "/")
        title = "" if same else ' title="Deze bladzijde bestaat daar niet: naar het begin"'
        items.append(f'<li><a href="{html.escape(link)}"{title}>{other.year}</a></li>')
    return (
        '<nav class="uitgaven" aria-label="Uitgaven"><span>Verslagjaar</span>'
        f"<ul>{''.join(items)}</ul></nav>"
    )


# ---- the list ----


def front_page(found: list[Edition]) -> str:
    """The page that lists the editions, newest first; it needs no other file."""
    from jaarverslag.basis.kleuren import tokens
    from jaarverslag.basis.tekst import datum, getal

    from press.web.style import variables

    def item(edition: Edition) -> dict[str, str]:
        pdf = edition.file(".pdf")
        return {
            "year": str(edition.year),
            "title": edition.title,
            "pdf": pdf,
            "size": getal((edition.html / pdf).stat().st_size / 1e6, 1, "MB"),
            "published": datum(edition.package["publicatiedatum"]),
            "version": edition.package["version"],
        }

    name = found[0].package["organisatie"]["naam"]
    look = "".join(_font_faces(found[0])) + variables(tokens())
    template = Environment(autoescape=True).from_string(LIST.read_text(encoding="utf-8"))
    return template.render(look=look, editions=map(item, found), organisation=name)


def _font_faces(newest: Edition) -> list[str]:
    """The letters of the newest edition, so that the list looks like the books."""
    faces = []
    for name, weight in (("regular", 400), ("bold", 700)):
        for file in newest.html.glob(f"_static/letters/sourcesans3-{name}-*.woff2"):
            url = file.relative_to(newest.html.parent).as_posix()
            faces.append(
                f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
                f'font-display:swap;src:url("{url}") format("woff2")}}\n'
            )
    return faces


def main(arguments: list[str]) -> int:
    with only_one_build():
        found = gather(BUILD)
    say(f"{BUILD.name}/{PLACE}/index.html: {', '.join(str(edition.year) for edition in found)}")
    return 0

"""Put editions side by side: ``_build/uitgaven/<year>/``, a list of them, and a way across.

    python -m press uitgave

Takes the book that was published last (``_build/html`` and its PDF) as the edition of its year,
beside those that are there already. Every page gets links to the same page of the other editions;
they are plain links in the page, so they work from a disk, from any folder and without JavaScript.
All or nothing: the new set takes the place of the old one by renames.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from press.project import ROOT
from press.say import Refused

PLACE = "uitgaven"
# The theme's template leaves this empty element on every page; see web/templates/layout.html.
SWITCH = re.compile(r'<nav class="uitgaven"[^>]*>.*?</nav>', re.S)
NO_SWITCH = '<nav class="uitgaven" aria-label="Uitgaven" hidden></nav>'


@dataclass(frozen=True)
class Edition:
    """One year's book: its folder, and what its own data package says of it."""

    folder: Path
    year: int
    title: str
    version: str
    published: str

    @property
    def pdf(self) -> Path:
        return self.folder / f"jaarverslag-{self.year}.pdf"

    @property
    def pages(self) -> list[Path]:
        return sorted(p for p in self.folder.rglob("*.html") if "_static" not in p.parts)


def read_edition(folder: Path) -> Edition:
    """The edition in ``folder``; raises ``Refused`` when it is no book of this kind."""
    described = folder / "data" / "datapackage.json"
    try:
        package = json.loads(described.read_text(encoding="utf-8"))
        year = int(package["verslagjaar"])
        return Edition(
            folder,
            year,
            f"Jaarverslag {year}",
            str(package["version"]),
            str(package["publicatiedatum"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{described}: niet te lezen als uitgave ({error}).") from error


def gather(build: Path) -> list[Edition]:
    """Add the book in ``build`` to the editions beside it; returns them all, newest first."""
    if not (build / "html" / "index.html").is_file():
        raise Refused("Er is nog geen webboek om toe te voegen. Doe eerst: make book")
    current = read_edition(build / "html")
    pdf = build / "pdf" / current.pdf.name
    if not pdf.is_file():
        raise Refused(f"De PDF {pdf.name} van deze uitgave ontbreekt. Doe eerst: make book")
    # Names that publish.py tidies up after a build that was killed.
    scratch, aside = build / f".werk-{os.getpid()}", build / f".oud-{os.getpid()}"
    fresh, place = scratch / PLACE, build / PLACE
    try:
        fresh.mkdir(parents=True)
        for old in sorted(place.glob("[0-9]" * 4)):
            if old.name != str(current.year):
                shutil.copytree(old, fresh / old.name)
        target = fresh / str(current.year)
        shutil.copytree(build / "html", target)
        shutil.copyfile(pdf, target / pdf.name)
        _connect(fresh)
        if place.exists():
            aside.mkdir()
            place.rename(aside / PLACE)
        fresh.rename(place)
    finally:
        for left in (scratch, aside):
            if left is aside and not place.exists() and (left / PLACE).exists():
                (left / PLACE).rename(place)
            shutil.rmtree(left, ignore_errors=True)
    return editions(place)


def editions(place: Path) -> list[Edition]:
    """All editions in a folder, newest first."""
    folders = place.glob("[0-9]" * 4)
    return sorted((read_edition(f) for f in folders), key=lambda e: e.year, reverse=True)


def _connect(place: Path) -> None:
    """Write the switch on every page of every edition, and the page that lists them."""
    found = editions(place)
    for edition in found:
        for page in edition.pages:
            old = page.read_text(encoding="utf-8")
            new = SWITCH.sub(lambda _, e=edition, p=page: switch(e, p, found), old)
            if new != old:
                page.write_text(new, encoding="utf-8")
    (place / "index.html").write_text(front_page(found), encoding="utf-8")


def switch(edition: Edition, page: Path, found: list[Edition]) -> str:
    """Links from a page to the same page of the other editions; hidden where there are none."""
    if len(found) < 2:
        return NO_SWITCH
    inside = page.relative_to(edition.folder)
    items = []
    for other in sorted(found, key=lambda e: e.year):
        if other.year == edition.year:
            items.append(f'<li><span aria-current="page">{other.year}</span></li>')
            continue
        there = other.folder / inside
        same = there.is_file()
        goal = there if same else other.folder / "index.html"
        link = os.path.relpath(goal, page.parent).replace(os.sep, "/")
        title = "" if same else ' title="Deze bladzijde bestaat daar niet: naar het begin"'
        items.append(f'<li><a href="{html.escape(link)}"{title}>{other.year}</a></li>')
    return (
        '<nav class="uitgaven" aria-label="Uitgaven"><span>Verslagjaar</span>'
        f"<ul>{''.join(items)}</ul></nav>"
    )


# ---- the list ----

PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jaarverslagen van Socius vzw</title>
<meta name="description" content="Alle uitgaven van dit jaarverslag, als webboek en als PDF.">
<style>
{tokens}
body{{margin:0 auto;max-width:42rem;padding:2rem 1rem;background:var(--papier);color:var(--inkt);
font:1.0625rem/1.6 "Source Sans 3",system-ui,sans-serif}}
h1{{font-size:1.9rem;line-height:1.2}}
ul{{list-style:none;padding:0}}
li{{border-top:1px solid var(--lijn);padding:1rem 0}}
h2{{font-size:1.3rem;margin:0}}
p{{margin:.25rem 0}}
a{{color:var(--petrol)}}
a:focus-visible{{outline:3px solid var(--koraal);outline-offset:2px}}
.klein{{color:var(--leisteen)}}
</style>
</head>
<body>
<main>
<h1>Jaarverslagen van Socius vzw</h1>
<p>Herbouwd uit publieke bronnen. Geen uitgave van Socius vzw of de Vlaamse overheid.</p>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""
ITEM = """<li>
<h2><a href="{year}/index.html">{title}</a></h2>
<p><a href="{year}/{pdf}">{title} als PDF</a> ({size})</p>
<p class="klein">Oorspronkelijk verslag: {published}. Versie {version}.</p>
</li>"""


def front_page(found: list[Edition]) -> str:
    """The page that lists the editions, newest first; it needs no other file."""
    from jaarverslag.basis.kleuren import tokens
    from jaarverslag.basis.tekst import datum, getal

    from press.web.style import variables

    items = [
        ITEM.format(
            year=edition.year,
            title=html.escape(edition.title),
            pdf=edition.pdf.name,
            size=getal(edition.pdf.stat().st_size / 1e6, 1, "MB"),
            published=datum(edition.published),
            version=html.escape(edition.version),
        )
        for edition in found
    ]
    letters = "".join(_font_faces(found[0])) if found else ""
    return PAGE.format(tokens=letters + variables(tokens()), items="\n".join(items))


def _font_faces(newest: Edition) -> list[str]:
    """The letters of the newest edition, so that the list looks like the books."""
    faces = []
    for name, weight in (("regular", 400), ("bold", 700)):
        for file in newest.folder.glob(f"_static/letters/sourcesans3-{name}-*.woff2"):
            url = file.relative_to(newest.folder.parent).as_posix()
            faces.append(
                f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};'
                f'font-display:swap;src:url("{url}") format("woff2")}}\n'
            )
    return faces


def main() -> int:
    from press.publish.book import only_one_build

    try:
        with only_one_build():
            found = gather(ROOT / "_build")
    except Refused as problem:
        print(*problem.args, sep="\n", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"Het bestandssysteem werkt niet mee: {problem}.", file=sys.stderr)
        return 1
    years = ", ".join(str(edition.year) for edition in found)
    print(f"_build/{PLACE}/index.html: {years}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

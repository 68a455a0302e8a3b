"""The list of chapters is made once for a folder, and carries the mark of each page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from conftest import Boek

from press.web.navigation import THIS_CHAPTER, Chapters, marked, unmarked

FIRST = '<li class="toctree-l1"><a class="reference internal" href="een.html">1. Een</a></li>'
SECOND = '<li class="toctree-l1"><a class="reference internal" href="twee.html">2. Twee</a></li>'
HERE = f"{THIS_CHAPTER}2. Twee</a></li>"
BEFORE = '<ul class="nav bd-sidenav">\n{}\n</ul>\n'
PLAIN = BEFORE.format(FIRST) + BEFORE.format(SECOND)
# As the theme writes it on the second page.
ON_TWO = BEFORE.format(FIRST) + BEFORE.replace("nav bd", "current nav bd").format(HERE)


def lists(made: list[str], pages: tuple[str, ...]) -> list[str]:
    """What pages show of a theme that gives ``made`` one after the other."""
    app: Any = SimpleNamespace(builder=SimpleNamespace(get_target_uri=lambda page: f"{page}.html"))
    waiting, shown, chapters = list(made), [], Chapters()
    for page in pages:
        context: dict[str, Any] = {}
        chapters.make_once(app, page, "page.html", context, None)
        # The theme comes after.
        context["generate_toctree_html"] = lambda **options: waiting.pop(0)
        shown.append(context["generate_chapters"](kind="sidebar", startdepth=0))
    return shown


def test_the_mark_comes_and_goes() -> None:
    assert unmarked(ON_TWO, "twee.html") == PLAIN
    assert marked(PLAIN, "twee.html") == ON_TWO
    assert marked(PLAIN, "zoek.html") == PLAIN


def test_the_theme_makes_the_list_once_for_a_folder() -> None:
    pages = ("hoofdstuk/twee", "hoofdstuk/zoek", "hoofdstuk/twee")
    assert lists([ON_TWO], pages) == [ON_TWO, PLAIN, ON_TWO]
    # From another folder, links to the same chapters are written otherwise.
    assert lists([ON_TWO, "anders"], ("hoofdstuk/twee", "twee")) == [ON_TWO, "anders"]


def test_a_list_with_chapters_below_chapters_stays_with_the_theme() -> None:
    nested = [ON_TWO.replace("l1", "l2"), PLAIN.replace("l1", "l2")]
    assert lists(nested, ("hoofdstuk/twee", "hoofdstuk/een")) == nested


def test_each_page_of_the_book_marks_itself(boek: Boek) -> None:
    for name, page in boek.pages.items():
        side = page.select_one("nav.bd-docs-nav")
        if side is not None and name.startswith("chapters/"):
            (here,) = side.select("li.current.active > a")
            assert (here["href"], here.get_text()) == ("#", page.h1.get_text()[:-1]), name
            assert len(side.select("ul.current")) == (name != "chapters/index.html"), name

"""Navigation: the chapters, the sections of a page, the next chapter."""

from __future__ import annotations

import itertools

from conftest import Boek, one_line

from press.project import book_pages


def test_each_page_lists_all_chapters_and_marks_itself(boek: Boek) -> None:
    for name, page in boek.pages.items():
        side = page.select("nav.hoofdstukken a")
        assert len(side) == len(book_pages()), name
        here = [link["href"] for link in side if link.get("aria-current") == "page"]
        assert here == ([] if name == "search.html" else ["#"]), name


def test_a_page_lists_its_own_sections(boek: Boek) -> None:
    for name, page in boek.pages.items():
        listed = [link["href"] for link in page.select("nav.inhoud a")]
        ids = [section["id"] for section in page.select("article section section[id]")]
        assert listed == [f"#{anchor}" for anchor in ids], name


def test_each_chapter_offers_the_next_with_its_finding(boek: Boek) -> None:
    order = ["index.html", *(f"{name}.html" for name in book_pages()[1:])]
    for here, after in itertools.pairwise(order):
        link = boek.pages[here].select_one("nav.verder a.volgende")
        assert link["href"].endswith(after.rpartition("/")[2]), here
        finding = boek.pages[after].select_one("p.bevinding")
        if finding:
            assert one_line(link.span.get_text())[:40] in one_line(finding.get_text()), here
    assert boek.pages[order[-1]].select_one("nav.verder a.volgende") is None

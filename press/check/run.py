"""Everything that needs no build: tables, chapters, edition, settings. Run by ``make check``."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from press.check import Problem, cells, edition, layout, prose, settings, tables
from press.check.chapter import Chapter, chapters
from press.project import CHAPTERS


def figure_problems(chapter: Chapter) -> Iterator[Problem]:
    """Figures and conditions in prose that no table knows."""
    from jaarverslag import proza

    try:
        proza.vul_in(proza.kies(chapter.source))
    except proza.ProzaFout as problem:
        for said in str(problem).splitlines():
            line, _, text = said.removeprefix("regel ").partition(": ")
            yield chapter.problem(int(line), text)


def chapter_problems(figures: bool = True) -> list[Problem]:
    """Every problem of every chapter, by chapter and line; ``figures``: the tables are sound."""
    read = chapters(CHAPTERS)
    found = [p for chapter in read for rule in (prose, cells) for p in rule.problems(chapter)]
    found += [*cells.double_names(read), *layout.problems(read)]
    found += [p for chapter in read if figures for p in figure_problems(chapter)]
    return sorted(found, key=lambda problem: (problem.place, problem.line, problem.text))


def main(arguments: list[str]) -> int:
    """Print every problem on a line of its own; exit status 1 when there is one."""
    # Sphinx takes as long to start as all the rest: both at once.
    with ThreadPoolExecutor(1) as beside:
        of_settings = beside.submit(settings.problems)
        found: list[Problem | str] = [*tables.problems()]
        # Sphinx reads the description too, and would say it again.
        described = not any(str(problem).startswith("datapackage.json") for problem in found)
        if sound := not found:
            found += [*edition.correction_problems(), *edition.problems()]
        found += [*chapter_problems(sound), *(of_settings.result() if described else ())]
    print(*(found or ["Alles in orde."]), sep="\n")
    return 1 if found else 0

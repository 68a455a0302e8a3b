"""Everything that needs no build: tables, chapters, edition. Run by ``make check``."""

from __future__ import annotations

from press.check import Problem, cells, edition, prose, tables
from press.check.chapter import chapters
from press.project import data_folder


def chapter_problems(valid: bool = True) -> list[Problem]:
    """Every problem in every chapter, by chapter and line; ``valid``: whether the tables are."""
    rules = (prose.problems, cells.problems, *((prose.passages,) if valid else ()))
    found = [problem for chapter in chapters() for rule in rules for problem in rule(chapter)]
    return sorted(found, key=lambda problem: (problem.place, problem.line, problem.text))


def problems() -> list[Problem | str]:
    from jaarverslag import correcties

    records = map(str, correcties.administratiefouten(data_folder()))
    found: list[Problem | str] = [*tables.problems(), *records]
    if valid := not found:
        unreported = map(str, correcties.verzwegen_wijzigingen(data_folder()))
        found += [*unreported, *edition.problems()]
    return [*found, *chapter_problems(valid)]


def main(arguments: list[str]) -> int:
    """Print one problem per line; exit status 1 if there are any."""
    found = problems()
    print(*(found or ["Alles in orde."]), sep="\n")
    return 1 if found else 0

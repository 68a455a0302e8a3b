"""The gate before publishing: check the repository, and assign version, date and record.

    [DATUM=2023-05-11] python -m press klaar

Nothing is written unless every check passes. Figures are added to ``data/vingerafdruk.csv``, the
edition to ``data/uitgaven.csv``; from then on a build of the same content is not a draft.
``dist`` and ``uitgave`` go through the same gate.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from press import project, public
from press.check import Problem, run
from press.files import write
from press.identity import FIGURES, RECORD, identity
from press.project import PUBLIC, ROOT
from press.publish.new_edition import edition_texts, left_to_do
from press.say import Refused, asked

UNCHANGED = "Er is niets veranderd."
Check = Callable[[], Iterable[Problem | str]]


def stop_if_not_ready() -> None:
    """Raise ``Refused`` unless this content went through the gate and every check passes."""
    wrong = [*map(str, run.problems())]
    if not wrong:
        public.enter()
    if (found := identity()).draft:
        why = "kreeg sindsdien andere inhoud" if found.taken else "ging nog niet door de controle"
        wrong.append(f"Dit is een ontwerp: versie {found.number} {why}. Doe eerst: make klaar")
    if wrong:
        raise Refused(*wrong, "Een ontwerp wordt niet uitgegeven.")


def raised(number: str, place: int) -> str:
    """The next version: 2021.1.0 becomes 2021.2.0 (place 1), or 2021.1.1 (place 2)."""
    parts = [int(part) for part in number.split(".")]
    return ".".join(map(str, [*parts[:place], parts[place] + 1, *[0] * (2 - place)]))


def write_if_sound(root: Path, texts: dict[str, str], check: Check) -> None:
    """Write all files, and restore the old ones if the check then finds a problem."""
    before = {name: (root / name).read_text(encoding="utf-8") for name in texts}
    write(root, texts)
    if wrong := [*map(str, check())]:
        write(root, before)
        raise Refused(*wrong, UNCHANGED)


def make_ready(root: Path, day: str, check: Check) -> list[str]:
    """Assign version, date and record; returns messages to print. Raises ``Refused``."""
    from jaarverslag import correcties

    def goes_out() -> Path:
        return public.package_of(root / "data", root / PUBLIC.relative_to(ROOT))

    found = identity(goes_out(), root)
    if not found.draft:
        return [f"Versie {found.number} van {found.day} is klaar; er is niets veranderd sindsdien."]
    package = project.package(root / "data")
    package["version"] = raised(found.number, 1) if found.taken else found.number
    package["bewerkingsdatum"] = day
    write_if_sound(root, edition_texts(root, package, published=True), check)
    data = goes_out()
    found = identity(data, root)
    record = (data / RECORD).read_text(encoding="utf-8")
    record += f"{found.number},{found.day},{found.content}\n"
    write(root / "data", {RECORD: record, FIGURES: correcties.vastgelegd(data)})
    tasks = [f"Let op: {task}" for task in left_to_do(root)]
    return [*tasks, f"Klaar: versie {found.number} van {found.day}."]


def main(arguments: list[str]) -> int:
    # An edition prepared early gets the date on which it will appear.
    usual = max(dt.date.today().isoformat(), project.package()["publicatiedatum"])
    day = asked("DATUM") or usual
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise Refused(f"DATUM={day}: schrijf de dag als {dt.date.today().isoformat()}.")
    print(*make_ready(ROOT, day, run.problems), sep="\n")
    return 0

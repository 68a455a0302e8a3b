"""Undo without git: restore the tables of the last good build.

    python -m press terug

Current and saved tables are swapped, so that a second undo reverts the first.
"""

from __future__ import annotations

from pathlib import Path

from press.files import write
from press.project import CHANGES, CITATION, LAST_GOOD, ROOT, data_folder, package
from press.say import Refused, agreed, say

OURS = (CITATION, CHANGES)


def _place(name: str) -> Path:
    return (ROOT if name in OURS else data_folder()) / name


def taken() -> dict[str, bytes]:
    """The files to restore later; the record of what was published is not undone.

    Called before a build narrows down to the public data (``public.enter``).
    """
    names = [*OURS, "datapackage.json", *(table["path"] for table in package()["resources"])]
    return {name: _place(name).read_bytes() for name in names if _place(name).is_file()}


def keep(good: dict[str, bytes]) -> None:
    """Save the tables of a good build."""
    LAST_GOOD.mkdir(mode=0o700, exist_ok=True)
    for old in LAST_GOOD.iterdir():
        if old.name not in good:
            old.unlink()
    write(LAST_GOOD, good)


def main(arguments: list[str]) -> int:
    if not LAST_GOOD.is_dir():
        raise Refused("Er is nog geen goede bouw om naar terug te gaan. Die komt er met: make book")
    then = {place.name: place.read_bytes() for place in LAST_GOOD.iterdir()}
    now = {name: _place(name).read_bytes() for name in then if _place(name).is_file()}
    changed = [name for name, content in then.items() if now.get(name) != content]
    if not changed:
        say("De tabellen zijn die van de laatste goede bouw.")
        return 0
    for name in sorted(changed):
        lines = set(now.get(name, b"").splitlines()) ^ set(then[name].splitlines())
        say(f"{name}: gewijzigde regels: {len(lines)}")
    if not agreed("Deze terugzetten zoals bij de laatste goede bouw?"):
        raise Refused("Er is niets veranderd. Zonder vraag: zet JA=1 achter de opdracht.")
    write(data_folder(), {name: then[name] for name in changed if name not in OURS})
    write(ROOT, {name: then[name] for name in changed if name in OURS})
    write(LAST_GOOD, {name: now[name] for name in changed if name in now})
    say("Teruggezet. Wat er stond, komt terug met nog eens: make terug")
    return 0

"""The files that a book is made from, and whether they changed since it was published."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from press import fingerprint
from press.project import BUILD, PUBLISHED, ROOT, SOURCES, data_folder

# In the scratch folder of a build: the sources that it started from.
FILE = "bronnen.json"
CHAPTER = re.compile(r"chapters/[^/]+\.md")
# Per file: its ctime, which no tool can set, and its size.
State = dict[str, list[int]]


@dataclass(frozen=True)
class Sources:
    """Every file of the project except what a build makes, by fingerprint."""

    files: dict[str, str]
    # Installed versions, settings, and where the project is: Sphinx keeps whole paths.
    around: str
    seen: State = field(repr=False)

    @classmethod
    def now(cls) -> Sources:
        places = _everything()
        # First, so that a file that changes meanwhile counts as changed.
        seen = state(fingerprint.files_of(places))
        around = [str(ROOT), fingerprint.of_installed(), fingerprint.of_settings()]
        return cls(fingerprint.by_file(places), fingerprint.of_json(around), seen)

    @classmethod
    def load(cls, place: Path) -> Sources:
        return cls(**json.loads(place.read_text(encoding="utf-8")))

    def save(self, place: Path) -> None:
        place.write_text(json.dumps(asdict(self)), encoding="utf-8")

    def without_chapters(self) -> str:
        """Fingerprint of everything except the text of chapters; their names are part of it."""
        rest = {n: "" if CHAPTER.fullmatch(n) else made for n, made in self.files.items()}
        return fingerprint.of_json([rest, self.around])

    def untouched(self) -> bool:
        """Whether no file was written since, not even with the same content."""
        return state(fingerprint.files_of(_everything())) == self.seen


def state(files: Iterable[Path]) -> State:
    found = {}
    for file in files:
        try:
            known = file.stat()
        except FileNotFoundError:  # since it was listed
            continue
        found[os.path.relpath(file, ROOT)] = [known.st_ctime_ns, known.st_size]
    return found


def _everything() -> list[Path]:
    """The files of the project, and the data folder wherever it is."""
    inside = [
        path
        for path in sorted(ROOT.iterdir())
        if path.name[0] != "." and path.name not in fingerprint.NOT_OURS
    ]
    data = data_folder()
    return inside if data.resolve().parent in (ROOT, *inside) else [*inside, data]


# ---- The last publication ----


def _record(sources: Sources, places: list[Path]) -> dict[str, Any]:
    files = {place: [place] if place.is_file() else place.rglob("*") for place in places}
    published = {os.path.relpath(place, BUILD): state(found) for place, found in files.items()}
    return {"from": sources.files, "around": sources.around, "published": published}


def note(sources: Sources, places: list[Path]) -> None:
    """Record what was published, and from which sources."""
    place = BUILD / PUBLISHED
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(_record(sources, places)), encoding="utf-8")


def same(sources: Sources, places: list[Path]) -> bool:
    """Whether the last publication is these places, from these sources, and is untouched."""
    return _noted(BUILD) == _record(sources, places)


def changed(build: Path) -> str:
    """The first file that is not what the publication was made of; empty when there is none."""
    then, now = _noted(build).get("from"), Sources.now().files
    if then is None:
        return PUBLISHED
    different = (name for name in sorted({**then, **now}) if then.get(name) != now.get(name))
    return next((name for name in different if name.partition("/")[0] in SOURCES), "")


def _noted(build: Path) -> dict[str, Any]:
    try:
        made: dict[str, Any] = json.loads((build / PUBLISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made

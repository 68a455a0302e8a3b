"""The last good build, kept so that the next one does only what changed.

Sphinx can go on where it stopped, but trusts moments and does not know what its extensions made of
other files. So it may go on only when everything it was set up from has the same content; chapters
and tables it then judges itself (``warm_kernels``, ``renew``). And when nothing at all changed, and
the publication stands as it was left, there is nothing to do.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from press import fingerprint
from press.project import ROOT

PLACE, FRESH = ".vorige", ".vorige-nieuw"
SOUND, MADE_OF = ".gegevens-in-orde", ".bronnen.json"
KEY, PUBLISHED = "opzet.txt", "gepubliceerd.json"
# What Sphinx and its extensions read when they start.
SET_UP = (
    "CITATION.cff", "_config.yml", "press", "_toc.yml", "chapters/jaarverslag", "figures",
)  # fmt: skip
# What a book is made of, apart from its data: named when one of them changed since.
SOURCES = ("_config.yml", "_toc.yml", "press", "chapters", "figures", "CITATION.cff")
# Written anew by each build, so that what lies there from before is never missed.
REMADE = ("figuren", "data", "notebooks")


def set_up(settings: dict[str, str], data: Path) -> str:
    """Fingerprint of what a build starts from. Sphinx keeps whole paths, so the place counts."""
    trees = fingerprint.of_trees([ROOT / name for name in SET_UP] + [data / "datapackage.json"])
    parts = [str(ROOT), trees, fingerprint.of_installed(), fingerprint.of_settings(settings)]
    return fingerprint.of_text("\n".join(parts))


def lay_out(build: Path, scratch: Path, key: str) -> bool:
    """Put the last build in ``scratch``, when it was set up from the same."""
    kept = build / PLACE
    try:
        if (kept / KEY).read_text(encoding="utf-8") != key:
            return False
    except OSError:
        return False
    # With their moments, which Sphinx looks at.
    for name in (".doctrees", "html"):
        shutil.copytree(kept / name, scratch / "_build" / name)
    for name in REMADE:
        shutil.rmtree(scratch / "_build" / "html" / name, ignore_errors=True)
    return True


def keep(build: Path, scratch: Path, key: str) -> None:
    """Remember the build in ``scratch`` before anything else is done to its pages."""
    fresh, kept = build / FRESH, build / PLACE
    shutil.rmtree(fresh, ignore_errors=True)
    for name in (".doctrees", "html"):
        shutil.copytree(scratch / "_build" / name, fresh / name)
    (fresh / KEY).write_text(key, encoding="utf-8")
    # First what vouches for the rest: killed in between, half a build may not pass for a whole one.
    (kept / KEY).unlink(missing_ok=True)
    shutil.rmtree(kept, ignore_errors=True)
    fresh.rename(kept)


# ---- Data that were found sound ----


def data_key(data: Path) -> str:
    """Fingerprint of the tables and of the rules that judge them."""
    trees = fingerprint.of_trees([data, ROOT / "chapters" / "jaarverslag"])
    return fingerprint.of_text(f"{data.resolve()} {trees} {fingerprint.of_installed()}")


def sound(build: Path, key: str) -> bool:
    place = build / SOUND
    return place.is_file() and place.read_text(encoding="utf-8") == key


def note_sound(build: Path, key: str) -> None:
    build.mkdir(parents=True, exist_ok=True)
    (build / SOUND).write_text(key, encoding="utf-8")


# ---- Nothing changed ----


def everything(settings: dict[str, str], data: Path) -> str:
    """Fingerprint of all that a book is made from; ``settings`` are those of whoever builds."""
    trees = fingerprint.of_trees([ROOT, data])
    asked = {name: value for name, value in settings.items() if name.startswith("JAARVERSLAG_")}
    parts = [str(ROOT), trees, fingerprint.of_installed(), fingerprint.of_settings(asked)]
    return fingerprint.of_text("\n".join(parts))


def note(build: Path, key: str, places: list[Path]) -> None:
    """Remember what was published, and from what."""
    (build / PLACE).mkdir(exist_ok=True)
    state = {"alles": key, "plaatsen": _names(build, places), "bestanden": _state(build, places)}
    (build / PLACE / PUBLISHED).write_text(json.dumps(state), encoding="utf-8")


def same(build: Path, key: str, places: list[Path]) -> bool:
    """Whether these places were published last, from the same, and stand there untouched."""
    try:
        state = json.loads((build / PLACE / PUBLISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return state == {
        "alles": key, "plaatsen": _names(build, places), "bestanden": _state(build, places),
    }  # fmt: skip


def sources(data: Path) -> dict[str, str]:
    """Fingerprint of each thing that a book is made of, by the name its maker knows."""
    found = {name: fingerprint.of_trees([ROOT / name]) for name in SOURCES}
    return {"data": fingerprint.of_trees([data], data), **found}


def note_sources(build: Path, made_of: dict[str, str]) -> None:
    """Remember what the publication was made of: a failed build later on does not change that."""
    (build / MADE_OF).write_text(json.dumps(made_of, indent=1), encoding="utf-8")


def changed_source(build: Path, data: Path) -> str:
    """The first thing that is no longer what the publication was made of, or an empty string."""
    try:
        then = json.loads((build / MADE_OF).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return MADE_OF
    return next((name for name, now in sources(data).items() if then.get(name) != now), "")


def _names(build: Path, places: list[Path]) -> list[str]:
    return [os.path.relpath(place, build) for place in places]


def _state(build: Path, places: list[Path]) -> dict[str, list[int]]:
    files = [
        file
        for place in places
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file()
    ]
    return {
        os.path.relpath(file, build): [file.stat().st_size, file.stat().st_mtime_ns]
        for file in files
    }

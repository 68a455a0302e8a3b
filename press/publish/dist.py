"""Collect the published book in ``dist/``: what a library, a board or a ministry keeps.

    python -m press dist

Nothing is built here: the files are those of the last publication, so that exactly what was checked
is delivered. The PDF, the web book, the data package and the notebooks are one file each, with the
citation files, the licence, a manifest and checksums. Output is reproducible.
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from press import fingerprint
from press.project import BUILD, CITATION, DIST, ROOT
from press.publish import bleed
from press.publish.edition import Edition, up_to_date
from press.publish.place import only_one_build, swap, workplace
from press.publish.ready import stop_if_not_ready
from press.say import Refused, say

MANIFEST, SUMS = "MANIFEST.json", "SHA256SUMS"
README = Path(__file__).with_suffix(".txt")
# On the site, this redirects data/ to the chapter about the data.
TO_PAGE = "index.html"


def zipped(folder: Path, top: str, without: Collection[str] = ()) -> bytes:
    """A folder as a zip, inside one top-level folder."""
    from jaarverslag.formaten import ingepakt

    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in without)
    return ingepakt({f"{top}/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in files})


def versions() -> dict[str, str]:
    """Installed versions of Python and every package in ``requirements.txt``."""
    names = re.findall(
        r"^([A-Za-z0-9][\w.-]*)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M
    )
    found = {"python": platform.python_version()}
    for name in sorted(names, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # for another platform only
            continue
    return found


def files(build: Path, edition: Edition) -> dict[str, bytes]:
    """The content of ``dist/`` by file name."""
    from jaarverslag import citeren

    from press.sphinx import exports

    endings = {"pdf": ".pdf", "short": "-hoofdpunten.pdf", "web": "-web.zip", "data": "-data.zip",
               "notebooks": "-notebooks.zip", "bib": ".bib"}  # fmt: skip
    names = {what: edition.file(ending) for what, ending in endings.items()}
    html, package = edition.html, edition.package
    found = {
        names["pdf"]: (build / "pdf" / names["pdf"]).read_bytes(),
        names["short"]: bleed.short(build / "typst" / edition.file(".typ")),
        names["web"]: zipped(html, edition.file("-web")),
        names["data"]: zipped(html / "data", edition.file("-data"), without=[TO_PAGE]),
        names["notebooks"]: (html / exports.PLACE / names["notebooks"]).read_bytes(),
        names["bib"]: f"{citeren.bibtex()}\n".encode(),
        CITATION: (ROOT / CITATION).read_bytes(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    readme = README.read_text("utf-8").format(
        title=edition.title, version=package["version"], **names
    )
    found["LEESMIJ.txt"] = readme.encode()
    manifest = {
        "titel": edition.title,
        "verslagjaar": package["verslagjaar"],
        "versie": package["version"],
        "bewerkingsdatum": package["bewerkingsdatum"],
        "bestanden": [
            {"naam": name, "bytes": len(content), "sha256": fingerprint.of_bytes(content)}
            for name, content in sorted(found.items())
        ],
        "programmas": versions(),
    }
    found[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    sums = [f"{fingerprint.of_bytes(found[name])}  {name}\n" for name in sorted(found)]
    found[SUMS] = "".join(sums).encode()
    return found


def gather(build: Path, target: Path) -> list[Path]:
    """Fill ``target`` with the publication in ``build``, atomically."""
    edition = up_to_date(build)
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise Refused(f"In {target.name}/ staan andere bestanden. Haal ze daar eerst weg.")
    content = files(build, edition)
    with workplace(build) as (scratch, aside):
        fresh = scratch / "dist"
        fresh.mkdir()
        for name, data in content.items():
            (fresh / name).write_bytes(data)
        swap(fresh, target, aside)
    return [target / name for name in sorted(content)]


def main(arguments: list[str]) -> int:
    stop_if_not_ready()
    with only_one_build():
        made = gather(BUILD, DIST)
    from jaarverslag.formaten import leesbare_grootte

    for path in made:
        say(f"{DIST.name}/{path.name} ({leesbare_grootte(path.stat().st_size)})")
    return 0

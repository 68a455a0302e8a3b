"""Gather the published book into ``dist/``: what a library, a board or a ministry keeps.

    python -m press dist

Nothing is built here: the files are those of the last publication, so that what was checked is what
is handed over. Each of the PDF, the web book, the data package and the notebooks is one file;
beside them stand the citation files, the licence, a manifest and their checksums. The same
publication gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import shutil
import sys
import zipfile
from collections.abc import Collection, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from press.project import BUILD, DIST, ROOT
from press.say import Refused

MANIFEST, SUMS = "MANIFEST.json", "SHA256SUMS"
# Says of a data package that its figures are invented: an example is not handed to anyone.
EXAMPLE = "voorbeeld"
README = """\
{title}, versie {version}

{pdf}
    het verslag als PDF, om te lezen, te drukken en te bewaren
{web}
    het webboek: uitpakken en index.html openen, ook zonder internet
{data}
    de gegevens: CSV met een beschrijving, Excel, SQLite en Parquet
{notebooks}
    de hoofdstukken als notebook, met gegevens en hulpfuncties
CITATION.cff, {bib}
    zo citeert u dit verslag
MANIFEST.json
    alle bestanden met hun controlegetal, en de programma's waarmee het boek gemaakt is

Nakijken of alles heel is: sha256sum -c SHA256SUMS
"""
# On the site this sends a reader of data/ to the chapter about the data.
TO_PAGE = "index.html"
KINDS = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
}


def published(build: Path) -> dict[str, Any]:
    """What the published data package says; raises ``Refused`` when there is no whole book."""
    described = build / "html" / "data" / "datapackage.json"
    if not (build / "html" / "index.html").is_file() or not described.is_file():
        raise Refused("Er is nog geen webboek gepubliceerd. Doe eerst: make book")
    package = json.loads(described.read_text(encoding="utf-8"))
    if package.get(EXAMPLE):
        raise Refused(
            "Dit boek staat op voorbeeldcijfers (datapackage.json, veld voorbeeld): "
            "daarvan komt geen uitgave."
        )
    pdf = build / "pdf" / f"jaarverslag-{package['verslagjaar']}.pdf"
    beside = build / "html" / pdf.name
    if not pdf.is_file():
        raise Refused(f"De PDF {pdf.name} is nog niet gepubliceerd. Doe eerst: make book")
    if not beside.is_file() or beside.read_bytes() != pdf.read_bytes():
        raise Refused(
            f"Het webboek en de PDF {pdf.name} komen niet uit dezelfde bouw. Doe eerst: make book"
        )
    return package


def changed_since(build: Path) -> str:
    """The first file or folder that is no longer what the book was made of.

    Compared by content: dates of files say nothing after a checkout. Chapters, helpers and data by
    the file, as they travel in the notebooks; settings, looks and builders by what they stand in.
    """
    from jaarverslag import gegevens

    from press.publish import previous
    from press.sphinx import exports

    kept = build / "html" / exports.PLACE / exports.zip_name()
    if not kept.is_file():
        return kept.name
    slugs = sorted(path.stem for path in kept.parent.glob("*.ipynb"))
    now = contents(exports.offline([s for s in slugs if (exports.CHAPTERS / f"{s}.md").is_file()]))
    then = contents(kept.read_bytes())
    different = (name for name in {**then, **now} if then.get(name) != now.get(name))
    file = next((name.partition("/")[2] for name in different), "")
    return file or previous.changed_source(build, gegevens.datamap())


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(folder: Path, top: str, without: Collection[str] = ()) -> bytes:
    """A folder as a zip with the same bytes each time, below one folder of its own."""
    from jaarverslag.formaten import ZIPDATUM

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in without):
            entry = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}", ZIPDATUM)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target.getvalue()


def versions() -> dict[str, str]:
    """Python and every program of ``requirements.txt``, as they are installed here."""
    names = re.findall(
        r"^([A-Za-z0-9][\w.-]*)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M
    )
    found = {"python": platform.python_version()}
    for name in sorted(names, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # for another system only
            continue
    return found


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files(build: Path, package: Mapping[str, Any]) -> dict[str, bytes]:
    """Everything that ``dist/`` holds, by name."""
    from jaarverslag import citeren

    from press.sphinx import exports

    year = package["verslagjaar"]
    book = f"jaarverslag-{year}"
    names = {
        "pdf": f"{book}.pdf",
        "web": f"{book}-web.zip",
        "data": f"{book}-data.zip",
        "notebooks": exports.zip_name(),
        "bib": f"{book}.bib",
    }
    html = build / "html"
    found = {
        names["pdf"]: (build / "pdf" / names["pdf"]).read_bytes(),
        names["web"]: zipped(html, f"{book}-web"),
        names["data"]: zipped(html / "data", f"{book}-data", without=[TO_PAGE]),
        names["notebooks"]: (html / exports.PLACE / names["notebooks"]).read_bytes(),
        names["bib"]: f"{citeren.bibtex()}\n".encode(),
        "CITATION.cff": (ROOT / "CITATION.cff").read_bytes(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    title = f"Jaarverslag {year}"
    found["LEESMIJ.txt"] = README.format(title=title, version=package["version"], **names).encode()
    manifest = {
        "titel": title,
        "verslagjaar": year,
        "versie": package["version"],
        "bewerkingsdatum": package["bewerkingsdatum"],
        "bestanden": [
            {
                "naam": name,
                "soort": KINDS.get(Path(name).suffix, "text/plain"),
                "bytes": len(content),
                "sha256": sha256(content),
            }
            for name, content in sorted(found.items())
        ],
        "programmas": versions(),
    }
    found[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    sums = [f"{sha256(content)}  {name}\n" for name, content in sorted(found.items())]
    found[SUMS] = "".join(sums).encode()
    return found


def gather(build: Path, target: Path) -> list[Path]:
    """Fill ``target`` with the publication in ``build``: all or nothing."""
    package = published(build)
    if changed := changed_since(build):
        raise Refused(
            f"{changed} is veranderd sinds de publicatie: het boek klopt er niet meer mee. "
            "Doe eerst: make book"
        )
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise Refused(f"In {target.name}/ staan andere bestanden. Haal ze daar eerst weg.")
    content = files(build, package)
    # Names that publish.py tidies up after a build that was killed.
    scratch = build / f".werk-{os.getpid()}"
    fresh, old = scratch / "dist", scratch / "oud"
    try:
        fresh.mkdir(parents=True)
        for name, data in content.items():
            (fresh / name).write_bytes(data)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(scratch, ignore_errors=True)
    return [target / name for name in sorted(content)]


def main() -> int:
    from press.publish.book import only_one_build

    try:
        with only_one_build():
            made = gather(BUILD, DIST)
    except Refused as problem:
        print(*problem.args, sep="\n", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError) as error:
        print(f"Het gepubliceerde boek is niet te lezen: {error}.", file=sys.stderr)
        return 1
    from jaarverslag.formaten import leesbare_grootte

    for path in made:
        print(f"{DIST.name}/{path.name} ({leesbare_grootte(path.stat().st_size)})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

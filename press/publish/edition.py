"""A published edition: the folder of a web book, and what its own data package says of it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.project import CHAPTERS, book_file
from press.publish import previous
from press.say import Refused


@dataclass(frozen=True)
class Edition:
    html: Path
    package: dict[str, Any]

    @classmethod
    def read(cls, html: Path) -> Edition:
        """Raises ``Refused`` when this is no book of this kind."""
        described = html / "data" / "datapackage.json"
        try:
            edition = cls(html, json.loads(described.read_text(encoding="utf-8")))
            # Whatever else a program needs of it is looked for now.
            _ = edition.year, edition.file(".pdf"), edition.package["publicatiedatum"]
            _ = edition.package["version"], edition.package["bewerkingsdatum"]
            return edition
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"{described}: niet te lezen als uitgave ({error}).") from error

    @property
    def year(self) -> int:
        return int(self.package["verslagjaar"])

    @property
    def title(self) -> str:
        return f"Jaarverslag {self.year}"

    def file(self, ending: str) -> str:
        """Name of a file of this edition."""
        return book_file(self.package, ending)


def published(build: Path) -> Edition:
    """The edition in ``build``; raises ``Refused`` unless web book and PDF are whole."""
    if not (build / "html" / "index.html").is_file():
        raise Refused("Er is nog geen webboek gepubliceerd. Doe eerst: make book")
    edition = Edition.read(build / "html")
    if edition.package.get("voorbeeld"):
        raise Refused(
            "Dit boek staat op voorbeeldcijfers (datapackage.json, veld voorbeeld): "
            "daarvan komt geen uitgave."
        )
    pdf = build / "pdf" / edition.file(".pdf")
    beside = edition.html / pdf.name
    if not pdf.is_file():
        raise Refused(f"De PDF {pdf.name} is nog niet gepubliceerd. Doe eerst: make book")
    if not beside.is_file() or beside.read_bytes() != pdf.read_bytes():
        raise Refused(
            f"Het webboek en de PDF {pdf.name} komen niet uit dezelfde bouw. Doe eerst: make book"
        )
    return edition


def up_to_date(build: Path) -> Edition:
    """The edition in ``build``; raises ``Refused`` when it is not made of what stands here now."""
    edition = published(build)
    if changed := _changed_since(build, edition):
        raise Refused(
            f"{changed} is veranderd sinds de publicatie: het boek klopt er niet meer mee. "
            "Doe eerst: make book"
        )
    return edition


def _changed_since(build: Path, edition: Edition) -> str:
    """The first file or folder that is no longer what the book was made of.

    Compared by content: dates of files say nothing after a checkout. Chapters, helpers and data by
    the file, as they travel in the notebooks; settings, looks and builders by what they stand in.
    """
    from jaarverslag import gegevens

    from press.sphinx import exports

    kept = edition.html / exports.PLACE / edition.file("-notebooks.zip")
    if not kept.is_file():
        return kept.name
    slugs = sorted(path.stem for path in kept.parent.glob("*.ipynb"))
    now = contents(exports.offline([s for s in slugs if (CHAPTERS / f"{s}.md").is_file()]))
    then = contents(kept.read_bytes())
    different = (name for name in {**then, **now} if then.get(name) != now.get(name))
    file = next((name.partition("/")[2] for name in different), "")
    return file or previous.changed_source(build, gegevens.datamap())


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}

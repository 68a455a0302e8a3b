"""A published edition: the folder of a web book, and its own data package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.project import book_file
from press.publish import sources
from press.say import Refused


@dataclass(frozen=True)
class Edition:
    html: Path
    package: dict[str, Any]

    @classmethod
    def read(cls, html: Path) -> Edition:
        """Raises ``Refused`` when the folder is not such a book."""
        described = html / "data" / "datapackage.json"
        try:
            edition = cls(html, json.loads(described.read_text(encoding="utf-8")))
            # Fail now if anything is missing that callers need.
            _ = edition.year, edition.file(".pdf"), edition.package["publicatiedatum"]
            _ = edition.number, edition.package["bewerkingsdatum"]
            return edition
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"{described}: niet te lezen als uitgave ({error}).") from error

    @property
    def year(self) -> int:
        return int(self.package["verslagjaar"])

    @property
    def number(self) -> tuple[int, ...]:
        """Its version, for comparison."""
        return tuple(map(int, self.package["version"].split(".")))

    @property
    def title(self) -> str:
        return f"Jaarverslag {self.year}"

    def file(self, ending: str) -> str:
        """Name of a file of this edition."""
        return book_file(self.package, ending)


def published(build: Path) -> Edition:
    """The edition in ``build``; raises ``Refused`` unless web book and PDF are complete."""
    if not (build / "html" / "index.html").is_file():
        raise Refused("Er is nog geen webboek gepubliceerd. Doe eerst: make book")
    edition = Edition.read(build / "html")
    if edition.package.get("voorbeeld"):
        raise Refused(
            "Dit boek staat op voorbeeldcijfers (datapackage.json, veld voorbeeld): "
            "daarvan komt geen uitgave."
        )
    pdf = build / "pdf" / edition.file(".pdf")
    copy = edition.html / pdf.name
    if not pdf.is_file():
        raise Refused(f"De PDF {pdf.name} is nog niet gepubliceerd. Doe eerst: make book")
    if not copy.is_file() or copy.read_bytes() != pdf.read_bytes():
        raise Refused(
            f"Het webboek en de PDF {pdf.name} komen niet uit dezelfde bouw. Doe eerst: make book"
        )
    return edition


def up_to_date(build: Path) -> Edition:
    """The edition in ``build``; raises ``Refused`` when the project changed since."""
    edition = published(build)
    if changed := sources.changed(build):
        raise Refused(
            f"{changed} is veranderd sinds de publicatie: het boek klopt er niet meer mee. "
            "Doe eerst: make book"
        )
    return edition

"""Which edition this is: its version, a fingerprint of its content, whether it was published.

``data/uitgaven.csv`` records the version, date and content of every edition that ``make klaar``
approved. Content without such a row is a draft, and its version says so: "2021.1.0+ontwerp".
Content is what readers see: tables, chapters, titles and order. Code is not part of it: computed
figures are recorded one by one (``jaarverslag/correcties.py``), and the manifest lists programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from press import fingerprint, project
from press.project import CONFIG, PACKAGE, ROOT, TOC, data_folder

RECORD, FIGURES = "uitgaven.csv", "vingerafdruk.csv"
DRAFT = "+ontwerp"


@dataclass(frozen=True)
class Identity:
    number: str
    day: str
    content: str
    draft: bool
    # Whether some content was published under this number.
    taken: bool

    @property
    def version(self) -> str:
        return self.number + DRAFT if self.draft else self.number

    @property
    def whole(self) -> str:
        return f"{self.version}, inhoud {self.content}"


def identity(data: Path | None = None, root: Path = ROOT) -> Identity:
    """The identity of the project now; an example is never published, and so never a draft."""
    data = data or data_folder()
    package = project.package(data)
    tables = [Path(PACKAGE).name, *(table["path"] for table in package["resources"])]
    chapters = sorted((root / "chapters").glob("*.md"))
    content = fingerprint.of_json(
        [
            fingerprint.by_file([data / name for name in tables], data),
            fingerprint.by_file([*chapters, root / CONFIG, root / TOC], root),
        ]
    )[:12]
    number, day = package.get("version", ""), package.get("bewerkingsdatum", "")
    record = data / RECORD
    rows = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    under = [row.split(",")[-1] for row in rows if row.split(",")[0] == number]
    draft = content not in under and package.get("voorbeeld") is not True
    return Identity(number, day, content, draft, bool(under))

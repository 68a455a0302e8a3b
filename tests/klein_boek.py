"""A small book, a few chapters of the real one, in a folder of its own: building takes seconds."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import copy_repository, publish, without_redirects

PAGES = (
    "vormingsaanbod", "evenementen", "onderzoek", "uitgelicht", "begrippen", "bronnen",
    "correcties", "data",
)  # fmt: skip


HEAD = (
    "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
    "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
)
# Two chapters that show what a book is made of: a value of a table, a chart, long text.
TINY = {
    "index": """# Hoofdpunten

```{code-cell} ipython3
:tags: [remove-input]
import matplotlib.pyplot as plt
from jaarverslag import tabel, toon_figuur, toon_tabel
from jaarverslag.grafieken import huisstijl, kop, staven

plt.style.use(huisstijl())
cijfers = tabel("kerncijfers")
rijen = cijfers[cijfers["indicator"] == "tevredenheid-vormingen"].dropna(subset="waarde")
rijen = rijen.assign(jaar=rijen["jaar"].astype(str))[["jaar", "waarde"]]
fig, ax = plt.subplots()
staven(rijen, "jaar", "waarde", eenheid="%", ax=ax)
kop(ax, "Tevreden over vormingen")
toon_figuur("proef", fig, "Tevredenheid.", BRON)
```

```{code-cell} ipython3
:tags: [remove-input]
toon_tabel("proeftabel", rijen, "Tevredenheid per jaar.", BRON)
```
""".replace("BRON", repr(["socius-jaarverslag-2021-hoogtepunten"])),
    "verhaal": "# Verhaal\n\nBegin van het verhaal.\n"
    + "".join(f"\n## Deel {letter}\n\n" + "Een zin die even duurt. " * 60 + "\n"
              for letter in "abcdefgh")
    + "\nEinde van het verhaal.\n",
    "bronnen": """# Bronnen

```{code-cell} ipython3
:tags: [remove-input]
from jaarverslag import tabel, toon_bronnenlijst

toon_bronnenlijst(tabel("bronnen"))
```
""",
}  # fmt: skip


@dataclass
class Build:
    """What one build did, and the files that it published."""

    executed: set[str]
    read: int
    stdout: str
    files: dict[str, str]
    mtimes: dict[str, int]


class Book:
    """A small book in a folder of its own, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    @property
    def kept(self) -> Path:
        return self.root / "_build" / ".bewaard"

    def executions(self) -> dict[str, tuple[Path, dict[str, Any]]]:
        """The cached outputs of each chapter: the file, and its content."""
        found = {}
        for file in self.kept.iterdir():
            with contextlib.suppress(pickle.UnpicklingError, ValueError, IndexError):
                made = pickle.loads(file.read_bytes().split(b"\n", 1)[1])
                if isinstance(made, dict) and "chapter" in made:
                    found[made["chapter"]] = file, made
        return found

    def build(self, **env: str) -> Build:
        result = publish(self.root, "html", **env)
        assert result.returncode == 0, result.stdout + result.stderr
        log = re.sub(r"\x1b\[[0-9;]*m", "", self._log())
        executed = re.search(r"^uitvoering:(.*)", log, re.M)
        read = re.search(r"(\d+) added, (\d+) changed", log)
        names = set(executed[1].split()) if executed else set()
        files = [path for path in sorted(self.html.rglob("*")) if path.is_file()]
        return Build(
            names,
            int(read[1]) + int(read[2]) if read else 0,
            result.stdout,
            {self._name(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
            {self._name(file): file.stat().st_mtime_ns for file in files},
        )

    def build_anew(self, **env: str) -> dict[str, str]:
        """The files of a clean build; the cache for the next build is restored afterwards."""
        aside = self.kept.rename(self.root.parent / "opzij")
        try:
            return self.build(**env).files
        finally:
            shutil.rmtree(self.kept, ignore_errors=True)
            aside.rename(self.kept)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, (file, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def _log(self) -> str:
        log = self.root / "_build" / "bouw.log"
        return log.read_text(encoding="utf-8") if log.is_file() else ""

    def _name(self, file: Path) -> str:
        return file.relative_to(self.html).as_posix()


def _may_lead_out(root: Path) -> None:
    """The page that draws the cover is not in this book, nor are the targets of many links."""
    without_redirects(root)
    config = (root / "_config.yml").read_text(encoding="utf-8")
    config = config.replace(", figures/export/omslag.svg", "")
    config = config.replace(
        "  config:\n", "  config:\n    suppress_warnings: [myst.xref_missing]\n"
    )
    (root / "_config.yml").write_text(config, encoding="utf-8")


def small_book(root: Path, first: str = "kerncijfers", pages: tuple[str, ...] = PAGES) -> Book:
    """The chapters ``first`` and ``pages`` of the real book, not yet built."""
    copy_repository(root)
    chapters = "".join(f"  - file: chapters/{page}\n" for page in pages)
    toc = f"format: jb-book\nroot: chapters/{first}\nchapters:\n{chapters}"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")
    _may_lead_out(root)
    return Book(root)


def tiny_book(root: Path) -> Book:
    """Two chapters of a few lines, not yet built: a clean build takes seconds."""
    copy_repository(root)
    for name, text in TINY.items():
        (root / "chapters" / f"{name}.md").write_text(HEAD + text, encoding="utf-8")
    chapters = "chapters:\n  - file: chapters/verhaal\n  - file: chapters/bronnen\n"
    toc = f"format: jb-book\nroot: chapters/index\n{chapters}"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")
    _may_lead_out(root)
    return Book(root)

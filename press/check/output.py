"""Look at the finished book the way a reader does: pages, words, links and pictures.

A log can be clean while a page is broken, so this reads what was written, not what was said.
Each function returns one Dutch line per problem, an empty list when the book is sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

# Python that leaked into the text, a hole left by a missing figure, or a lost reference.
LEAKS = {
    "Traceback": re.compile(r"Traceback \(most recent"),
    "np.": re.compile(r"\bnp\.\w+"),
    "<Figure": re.compile(r"<Figure|<Axes"),
    "Styler": re.compile(r"\bStyler\b"),
    "??": re.compile(r"\?\?"),
    "<NA>": re.compile(r"<NA>|\bNaN\b|\bnan\b"),
    "een rol die niet herkend is": re.compile(r"\{(?:cijfer|glue|numref|ref|term)[:\w]*\}`"),
    "een klasse die niet herkend is": re.compile(r"\{\.[a-z-]+\}"),
    "een leeg getal": re.compile(r"\(\s*\)|\bNone\b"),
}
ENGLISH_TITLES = {
    "Note", "Warning", "Tip", "Important", "Hint", "Caution", "Danger", "Attention", "Error",
    "See also",
}  # fmt: skip
# Cover art, and the small pictures whose title stands beside them.
DECORATION = {"omslag", "klein"}
# Source code may say what it likes; interface scripts and styles are not text.
NOT_PROSE = {"script", "style", "pre", "svg", "template"}
VOID = {"img", "br", "hr", "meta", "link", "input", "source", "wbr", "col", "area", "base", "embed"}


class Page(HTMLParser):
    """What one page holds: ids, links, pictures, and its text outside code."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.double_ids: set[str] = set()
        self.links: list[str] = []
        self.files: list[str] = []
        self.images: list[dict[str, str]] = []
        self.titles: list[str] = []
        self._text: list[str] = []
        self._stack: list[tuple[str, bool]] = []
        self._in_title = 0
        self.feed(path.read_text(encoding="utf-8"))
        self.text = "".join(self._text)

    @property
    def _silent(self) -> bool:
        return bool(self._stack) and self._stack[-1][1]

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks on which line a tag stands; counting lines takes a tenth of the time."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if found.get("id"):
            (self.double_ids if found["id"] in self.ids else self.ids).add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "img":
            self.images.append(found)
        for name in ("src", "srcset"):
            if tag in {"img", "script", "source", "iframe"} and found.get(name):
                self.files.append(found[name].split()[0])
        if tag == "link" and "href" in found and found.get("rel") != "canonical":
            self.files.append(found["href"])
        if tag not in VOID:
            classes = found.get("class", "").split()
            if "admonition-title" in classes:
                self.titles.append("")
                self._in_title = len(self._stack) + 1
            silent = self._silent or tag in NOT_PROSE or "cell_input" in classes
            self._stack.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._stack:
            opened, _ = self._stack.pop()
            if len(self._stack) < self._in_title:
                self._in_title = 0
            if opened == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.titles[-1] += data
        if not self._silent:
            self._text.append(data)


def toc_pages(toc: Path) -> list[str]:
    """Names of all pages in ``_toc.yml``, in order."""

    def walk(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node[key] for key in ("root", "file") if key in node]
            return own + [page for value in node.values() for page in walk(value)]
        if isinstance(node, list):
            return [page for item in node for page in walk(item)]
        return []

    return walk(yaml.safe_load(toc.read_text(encoding="utf-8")))


def check_html(folder: Path, toc: Path) -> list[str]:
    problems = [
        f"{name}.html: de bladzijde ontbreekt"
        for name in toc_pages(toc)
        if not (folder / f"{name}.html").is_file()
    ]
    pages = {path: Page(path) for path in sorted(folder.rglob("*.html")) if not _is_stock(path)}
    # Each page leads to each chapter: what a folder's links lead to is looked up once.
    found = cache(partial(_found, folder=folder.resolve()))
    for path, page in pages.items():
        name = path.relative_to(folder).as_posix()
        problems += [f"{name}: {problem}" for problem in _text_problems(page)]
        problems += [f"{name}: {problem}" for problem in _image_problems(page)]
        problems += [f"{name}: {problem}" for problem in _link_problems(path, page, pages, found)]
    return problems


def _is_stock(path: Path) -> bool:
    """The theme ships templates among its static files; they are not pages."""
    return "_static" in path.parts


def _text_problems(page: Page) -> list[str]:
    problems = []
    for name, pattern in LEAKS.items():
        found = pattern.search(page.text)
        if found:
            around = page.text[max(0, found.start() - 40) : found.end() + 40]
            problems.append(f"{name} in de tekst: «{' '.join(around.split())}»")
    problems += [
        f"Engelse titel van een kader: {title.strip()}"
        for title in page.titles
        if title.strip() in ENGLISH_TITLES
    ]
    problems += [f"het anker {double} staat er twee keer" for double in sorted(page.double_ids)]
    return problems


def _image_problems(page: Page) -> list[str]:
    problems = []
    for image in page.images:
        source = image.get("src", "")
        if "alt" not in image:
            problems.append(f"het beeld {source} heeft geen alternatieve tekst")
        elif not image["alt"].strip() and not DECORATION & set(image.get("class", "").split()):
            problems.append(f"het beeld {source} heeft een lege alternatieve tekst")
        elif image["alt"] and Path(image["alt"]).suffix in {".svg", ".png"}:
            problems.append(f"de alternatieve tekst van {source} is een bestandsnaam")
    return problems


def _link_problems(
    path: Path, page: Page, pages: dict[Path, Page], found: Callable[[Path, str], Path | None]
) -> list[str]:
    problems = []
    for link in dict.fromkeys(page.links + page.files):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if link in page.files and parts.scheme != "data":
                problems.append(f"haalt iets buiten de site: {link}")
            continue
        target = found(path.parent, unquote(parts.path)) if parts.path else path
        if target is None:
            problems.append(f"dode link {link}")
            continue
        anchor = unquote(parts.fragment)
        if anchor and target.suffix == ".html":
            other = pages.get(target) or pages.get(path.parent / target.name)
            if other and anchor not in other.ids and anchor != "top":
                problems.append(f"link naar een anker dat er niet is: {link}")
    return problems


def _found(place: Path, link: str, folder: Path) -> Path | None:
    """The file of the site that a link from a page in ``place`` leads to."""
    target = _target(link, place, folder)
    if target.is_dir():
        target /= "index.html"
    return target if target.is_file() and folder in target.parents else None


def _target(link: str, place: Path, folder: Path) -> Path:
    """One from the root of a host (the page for wrong addresses has them) counts when the site
    stands below some folder there.
    """
    if link.startswith("/"):
        parts = link.strip("/").split("/")
        places = [folder.joinpath(*parts[start:]) for start in range(len(parts))]
        return next((place.resolve() for place in places if place.is_file()), folder / "nergens")
    return (place / link).resolve()


def check_pdf(path: Path, toc: Path) -> list[str]:
    if not path.is_file():
        return [f"{path.name}: de PDF ontbreekt"]
    from pypdf import PdfReader

    problems = []
    reader = PdfReader(path)
    least = len(toc_pages(toc))
    if len(reader.pages) < least:
        problems.append(
            f"{path.name}: {len(reader.pages)} bladzijden, minder dan de {least} hoofdstukken"
        )
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode("utf-8") if "/Metadata" in root else ""
    for norm, pattern in {
        "PDF/UA-1": r"pdfuaid:part(?:>|=\")1",
        "PDF/A-3": r"pdfaid:part(?:>|=\")3",
        "niveau A van PDF/A-3": r"pdfaid:conformance(?:>|=\")A",
    }.items():
        if not re.search(pattern, metadata):
            problems.append(f"{path.name}: verklaart {norm} niet")
    if not str(root.get("/Lang", "")).startswith("nl"):
        problems.append(f"{path.name}: de taal is niet Nederlands")
    if not reader.outline:
        problems.append(f"{path.name}: geen bladwijzers")
    return problems

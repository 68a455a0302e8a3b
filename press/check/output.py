"""Check the finished book as a reader sees it: pages, words, links and images.

A log can be clean while a page is broken, so this reads the output, not the log.
Each function returns a list of problems, empty when the book is sound.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from press.check import Problem

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
    "een woord dat niet ingevuld is": re.compile(r"\{(?:organisatie|kort|plaats|jaar|makers)\}"),
    "een leeg getal": re.compile(r"\(\s*\)|\bNone\b"),
}
# Metadata that the PDF must carry.
NORMS = {
    "PDF/UA-1": ("pdfuaid:part", "1"),
    "PDF/A-3": ("pdfaid:part", "3"),
    "niveau A van PDF/A-3": ("pdfaid:conformance", "A"),
}
# Cover art, and the thumbnails that have their title next to them.
DECORATION = {"omslag", "klein"}
# Source code is exempt; interface scripts and styles are not text.
NOT_PROSE = "self::script or self::style or self::pre or self::svg or self::template"
CODE = "contains(concat(' ', @class, ' '), ' cell_input ')"
# Inline scripts, and what embeds another page. The book's own scripts are files.
RUNS = (
    "//iframe|//object|//embed|//base|//script[not(@src) and not(contains(@type, 'json'))]"
    "|//@*[starts-with(name(), 'on')]/.."
)
SCHEMES = {"", "http", "https", "mailto"}


class Page:
    """The content of one page: ids, links, images, and its text outside code."""

    def __init__(self, path: Path) -> None:
        root = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        ids = Counter(root.xpath("//@id"))
        self.ids = set(ids)
        self.double_ids = [name for name, count in ids.items() if count > 1]
        self.links: list[str] = root.xpath("//@href|//@action|//@formaction")
        self.running: list[str] = [element.tag for element in root.xpath(RUNS)]
        self.files: list[str] = root.xpath("//link[not(@rel='canonical')]/@href")
        for address in root.xpath("//*[self::img|self::script|self::source|self::iframe]/@src"
                                  "|//img/@srcset|//source/@srcset"):  # fmt: skip
            self.files += address.split()[:1]
        self.images = [dict(image.attrib) for image in root.iter("img")]
        for silent in root.xpath(f"//*[{NOT_PROSE} or {CODE}]"):
            silent.drop_tree()
        self.text: str = root.text_content()


def check_html(folder: Path) -> list[Problem]:
    found, folder = [], folder.resolve()
    files = [path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts]
    pages = {path: Page(path) for path in files}
    for path, page in pages.items():
        texts = [*_text_problems(page), *_image_problems(page),
                 *_link_problems(path, page, pages, folder)]  # fmt: skip
        found += [Problem(path.relative_to(folder).as_posix(), text) for text in texts]
    return found


def _text_problems(page: Page) -> Iterator[str]:
    for name, pattern in LEAKS.items():
        if found := pattern.search(page.text):
            around = page.text[max(0, found.start() - 40) : found.end() + 40]
            yield f"{name} in de tekst: «{' '.join(around.split())}»"
    for double in sorted(page.double_ids):
        yield f"het anker {double} staat er twee keer"
    for tag in page.running:
        yield f"iets dat in de bladzijde zelf draait: <{tag}>"


def _image_problems(page: Page) -> Iterator[str]:
    for image in page.images:
        source, alt = image.get("src", ""), image.get("alt")
        if alt is None:
            yield f"het beeld {source} heeft geen alternatieve tekst"
        elif not alt.strip() and not DECORATION & set(image.get("class", "").split()):
            yield f"het beeld {source} heeft een lege alternatieve tekst"
        elif Path(alt).suffix in {".svg", ".png"}:
            yield f"de alternatieve tekst van {source} is een bestandsnaam"


def _link_problems(path: Path, page: Page, pages: dict[Path, Page], folder: Path) -> Iterator[str]:
    for link in dict.fromkeys(page.links + page.files):
        parts = urlsplit(link)
        if link in page.links and parts.scheme not in SCHEMES:
            yield f"een link die niet naar een bladzijde leidt: {link}"
        if parts.scheme or parts.netloc:
            if link in page.files and parts.scheme != "data":
                yield f"haalt iets buiten de site: {link}"
            continue
        target = _target(path.parent, unquote(parts.path), folder) if parts.path else path
        if target is None:
            yield f"dode link {link}"
            continue
        anchor = unquote(parts.fragment)
        if target in pages and anchor not in {"", "top", *pages[target].ids}:
            yield f"link naar een anker dat er niet is: {link}"


def _target(place: Path, link: str, folder: Path) -> Path | None:
    """The file that a link from a page in ``place`` leads to, within the book.

    A link from the root of a host (as on the 404 page) counts when the site is in a folder below
    that root.
    """
    parts = link.strip("/").split("/")
    above = [folder.joinpath(*parts[start:]) for start in range(len(parts))]
    for target in above if link.startswith("/") else [place / link, place / link / "index.html"]:
        if target.is_file() and target.resolve().is_relative_to(folder):
            return target.resolve()
    return None


def check_pdf(path: Path) -> list[Problem]:
    return [Problem(path.name, text) for text in _pdf_problems(path)]


def _pdf_problems(path: Path) -> Iterator[str]:
    import pikepdf  # takes a tenth of a second

    if not path.is_file():
        yield "de PDF ontbreekt"
        return
    with pikepdf.open(path) as opened:
        metadata = opened.open_metadata()
        for norm, (name, value) in NORMS.items():
            if metadata.get(name) != value:
                yield f"verklaart {norm} niet"
        if not str(opened.Root.get("/Lang", "")).startswith("nl"):
            yield "de taal is niet Nederlands"
        if "/Outlines" not in opened.Root:
            yield "geen bladwijzers"

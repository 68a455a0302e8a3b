"""How setting the PDF grows with the book: N copies of every chapter of the last publication.

    python tests/bench_pdf.py 1 5 25

Not a test: it prints time, memory and the time per page against one copy. Each size runs in a
process of its own, so that the memory of one does not count for the next.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "_build" / "typst"
FONTS = ROOT / "chapters" / "jaarverslag" / "fonts"
# Labels and what leads to them: each copy gets its own.
NAMES = re.compile(r'\b(id"?|target|document): "chapters/')


def copies(source: str, count: int) -> str:
    """The book with its body ``count`` times, every copy with labels of its own."""
    start = source.index("\n", source.index("#b-document(")) + 1
    end = source.rindex("})")
    body = source[start:end]
    more = [NAMES.sub(rf'\1: "kopie{n}/', body) for n in range(1, count)]
    return source[:start] + "".join([body, *more]) + source[end:]


def measure(count: int) -> tuple[float, int, int]:
    """Seconds, megabytes and pages of a book of ``count`` copies."""
    import typst
    from pypdf import PdfReader

    (book,) = SOURCE.glob("jaarverslag-*.typ")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "bron")
        shutil.copytree(SOURCE, place)
        (place / book.name).write_text(copies(book.read_text("utf-8"), count), "utf-8")
        target = place / "boek.pdf"
        started = time.monotonic()
        typst.compile(
            str(place / book.name), output=str(target), root=str(place), font_paths=[str(FONTS)],
            ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1", "a-3a"], timestamp=0,
        )  # fmt: skip
        seconds = time.monotonic() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return seconds, memory, len(PdfReader(target).pages)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--een"]:
        print(*measure(int(arguments[1])))
        return
    first = None
    for count in arguments or ["1", "5"]:
        result = subprocess.run(
            [sys.executable, __file__, "--een", count], capture_output=True, text=True, check=True
        )
        seconds, memory, pages = (float(part) for part in result.stdout.split())
        per_page = seconds / pages
        first = first or per_page
        print(
            f"{count:>3} x: {pages:5.0f} pages, {seconds:6.1f} s, {memory:6.0f} MB, "
            f"{1000 * per_page:5.1f} ms a page, {per_page / first:4.2f} of the first",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])

"""Variants of the PDF, from the Typst source of the last publication.

    python -m press druk
    python -m press proef

For a printing house: pages with bleed, trim boxes and embedded fonts. Text and line breaks are
those of the published PDF; only what touches the edge of the paper extends beyond it. The short
version, for a board or a ministry, is included in ``dist/``. The proof, for readers before
publication, is marked as a draft, with numbered lines and room for notes.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.project import BUILD, FONTS, book_file, edition_day, package
from press.publish.edition import up_to_date
from press.publish.place import only_one_build, swap, workplace
from press.say import Refused, say

if TYPE_CHECKING:
    import pikepdf

BLEED = "3mm"
SHEET = 4  # pages per folded sheet
COLOURS = "Kleuren: RGB (sRGB). Vraag de drukker om ze naar zijn inkt en papier om te zetten."


def set_again(source: Path, inputs: dict[str, str], standards: list[Any], *, tags: bool) -> bytes:
    import typst
    from jaarverslag import gegevens

    if not source.is_file():
        raise Refused("De bron van de PDF ontbreekt. Doe eerst: make book")
    try:
        return typst.compile(
            str(source),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=standards,
            pdf_tags=tags,
            sys_inputs=inputs,
            timestamp=int(edition_day(gegevens.pakket()).timestamp()),
        )
    except typst.TypstError as error:
        raise Refused(f"De PDF kon niet opnieuw gezet worden: {error}") from error


def short(source: Path) -> bytes:
    """The highlights on four pages, from the same cells and as accessible as the full PDF."""
    from press.sphinx.edition import printed_metadata
    from press.typst.finish import finished

    pdf = set_again(source, {"kort": "ja"}, ["ua-1", "a-3a"], tags=True)
    return finished(pdf, printed_metadata(package()))


def bleeding(source: Path, target: Path) -> None:
    """Compile ``source`` with bleed: whole sheets, without links or attachments."""
    import pikepdf

    # PDF/A embeds all fonts and names the colour space.
    pdf = set_again(source, {"afloop": BLEED}, ["a-2b"], tags=False)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fill_sheets(opened)
        for page in opened.pages:
            # Typst writes the trim box. A missing bleed box means the same by the standard, but not
            # to every printer's software.
            page.bleedbox = page.mediabox
            if "/Annots" in page:
                del page.Annots
        opened.save(target, deterministic_id=True)


def fill_sheets(opened: pikepdf.Pdf) -> None:
    """Insert blank pages before the back cover until the book fills whole sheets."""
    import pikepdf

    last = opened.pages[-1]
    for _ in range(-len(opened.pages) % SHEET):
        white = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=last.mediabox, TrimBox=last.trimbox, Resources={}
        )
        opened.pages.insert(len(opened.pages) - 1, pikepdf.Page(white))


def proof(arguments: list[str]) -> int:
    with only_one_build(), workplace() as (scratch, aside):
        source = BUILD / "typst" / book_file(package(), ".typ")
        made = scratch / "proef.pdf"
        made.write_bytes(set_again(source, {"proef": "ja"}, [], tags=False))
        place = BUILD / "pdf" / book_file(package(), "-proef.pdf")
        swap(made, place, aside)
    say(os.path.relpath(place, Path.cwd()))
    return 0


def main(arguments: list[str]) -> int:
    with only_one_build(), workplace() as (scratch, aside):
        edition = up_to_date(BUILD)
        bleeding(BUILD / "typst" / edition.file(".typ"), scratch / "druk.pdf")
        place = BUILD / "pdf" / edition.file("-druk.pdf")
        swap(scratch / "druk.pdf", place, aside)
    say(os.path.relpath(place, Path.cwd()))
    say(COLOURS)
    return 0

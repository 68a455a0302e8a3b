"""The PDF for a printing house: every page with bleed, trim boxes set, letters embedded.

    python -m press druk

Sets the Typst source of the last publication once more, with a bleed. Text and line breaks are
those of the published PDF: only what touches the edge of the paper runs on beyond it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from press.project import BUILD, FONTS, edition_day
from press.publish.edition import up_to_date
from press.publish.place import only_one_build, swap, workplace
from press.say import Refused, say

if TYPE_CHECKING:
    import pikepdf

BLEED = "3mm"
SHEET = 4  # pages on a folded sheet
COLOURS = "Kleuren: RGB (sRGB). Vraag de drukker om ze naar zijn inkt en papier om te zetten."


def bleeding(source: Path, target: Path) -> None:
    """Set ``source`` with bleed: whole sheets, nothing to click, nothing that travels along."""
    import pikepdf
    import typst
    from jaarverslag import gegevens

    try:
        pdf = typst.compile(
            str(source),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            # The archive standard embeds all letters and names the colour space.
            pdf_standards=["a-2b"],
            pdf_tags=False,
            sys_inputs={"afloop": BLEED},
            timestamp=int(edition_day(gegevens.pakket()).timestamp()),
        )
    except typst.TypstError as error:
        raise Refused(f"De drukversie kon niet gemaakt worden: {error}") from error
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fill_sheets(opened)
        for page in opened.pages:
            # Typst writes the trim box; a bleed box that is not there means the same to a standard,
            # but not to every program of a printer.
            page.bleedbox = page.mediabox
            if "/Annots" in page:
                del page.Annots
        opened.save(target, deterministic_id=True)


def fill_sheets(opened: pikepdf.Pdf) -> None:
    """Add white pages inside the back cover until the book is whole sheets."""
    import pikepdf

    last = opened.pages[-1]
    for _ in range(-len(opened.pages) % SHEET):
        white = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=last.mediabox, TrimBox=last.trimbox, Resources={}
        )
        opened.pages.insert(len(opened.pages) - 1, pikepdf.Page(white))


def main(arguments: list[str]) -> int:
    with only_one_build(), workplace() as (scratch, aside):
        edition = up_to_date(BUILD)
        source = BUILD / "typst" / edition.file(".typ")
        if not source.is_file():
            raise Refused("De bron van de PDF ontbreekt. Doe eerst: make book")
        bleeding(source, scratch / "druk.pdf")
        place = BUILD / "pdf" / edition.file("-druk.pdf")
        swap(scratch / "druk.pdf", place, aside)
    say(os.path.relpath(place, Path.cwd()))
    say(COLOURS)
    return 0

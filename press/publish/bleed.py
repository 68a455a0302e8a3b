"""The PDF for a printing house: every page with bleed, trim boxes set, letters embedded.

    python -m press druk

Sets the Typst source of the last publication once more, with a bleed. Text and line breaks are
those of the published PDF: only what touches the edge of the paper runs on beyond it.
"""

from __future__ import annotations

import os
from pathlib import Path

from press.project import BUILD, FONTS, edition_day
from press.publish.edition import up_to_date
from press.publish.place import only_one_build, swap, workplace
from press.say import Refused, say

BLEED = "3mm"


def bleeding(source: Path, target: Path) -> None:
    """Set ``source`` with bleed and say on every page where it is cut and how far it runs."""
    import typst
    from jaarverslag import gegevens
    from pypdf import PdfReader, PdfWriter

    try:
        pdf = typst.compile(
            str(source),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            # The archive standard embeds all letters and names the colour space.
            pdf_standards=["a-3a"],
            sys_inputs={"afloop": BLEED},
            timestamp=int(edition_day(gegevens.pakket()).timestamp()),
        )
    except typst.TypstError as error:
        raise Refused(f"De drukversie kon niet gemaakt worden: {error}") from error
    target.write_bytes(pdf)
    writer = PdfWriter(clone_from=PdfReader(target))
    for page in writer.pages:
        # Typst writes the trim box; a bleed box that is not there means the same to a standard, but
        # not to every program of a printer.
        page.bleedbox = page.mediabox
    writer.write(target)


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
    return 0

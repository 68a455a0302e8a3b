"""The PDF for a printing house: every page with bleed, trim boxes set, letters embedded.

    python -m press druk

Sets the Typst source of the last publication once more, with a bleed. Text and line breaks are
those of the published PDF: only what touches the edge of the paper runs on beyond it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from press.project import BUILD, FONTS, edition_day
from press.publish import dist
from press.say import Refused

BLEED = "3mm"


def bleeding(source: Path, target: Path) -> None:
    """Set ``source`` with bleed and say on every page where it is cut and how far it runs."""
    import typst
    from jaarverslag import gegevens
    from pypdf import PdfReader, PdfWriter

    target.write_bytes(
        typst.compile(
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
    )
    writer = PdfWriter(clone_from=PdfReader(target))
    for page in writer.pages:
        # Typst writes the trim box; a bleed box that is not there means the same to a standard, but
        # not to every program of a printer.
        page.bleedbox = page.mediabox
    writer.write(target)


def main() -> int:
    from press.publish.book import only_one_build

    scratch = BUILD / f".werk-{os.getpid()}"
    try:
        with only_one_build():
            package = dist.published(BUILD)
            if changed := dist.changed_since(BUILD):
                raise Refused(f"{changed} is veranderd sinds de publicatie. Doe eerst: make book")
            book = f"jaarverslag-{package['verslagjaar']}"
            source = BUILD / "typst" / f"{book}.typ"
            if not source.is_file():
                raise Refused("De bron van de PDF ontbreekt. Doe eerst: make book")
            scratch.mkdir()
            bleeding(source, scratch / "druk.pdf")
            place = BUILD / "pdf" / f"{book}-druk.pdf"
            (scratch / "druk.pdf").replace(place)
    except Refused as problem:
        print(*problem.args, sep="\n", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        print(f"De drukversie kon niet gemaakt worden: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(os.path.relpath(place, Path.cwd()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The one way for text into a document: ``Md`` is MyST of our own, all other text is escaped.

As ``markupsafe.Markup`` does for HTML: an ``Md`` is written as a literal, and what ``format``,
``join`` and ``+`` put into it is escaped unless it is an ``Md`` itself. Ruff refuses an ``Md`` that
is not a literal (S704). So nothing that comes from a table can be a role, a link, HTML or a list.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Iterator
from typing import Any

# Every ASCII punctuation mark may be escaped in CommonMark, and no other sign means anything.
LEESTEKENS = str.maketrans({teken: f"\\{teken}" for teken in string.punctuation})
# Line ends and tabs; a no-break space is text.
# What may part words and lines; a space that may not break is text.
WITRUIMTE = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
# What may stand where MyST knows no escape: the name of a row, a page, a file.
CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
SLEUTEL = re.compile(r"[\w-][\w.-]*", re.ASCII)
ADRES = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][^\s\"<>\\^`{|}]*)?", re.IGNORECASE)


class Md(str):
    """MyST Markdown, to be kept as it is; text that is put into it is escaped."""

    def format(self, *delen: object, **namen: object) -> Md:
        """Fill in: ``Md("*{}*").format(titel)``.

        ``{:sleutel}`` is a name where MyST knows no escape (an anchor, say) and raises
        ``ValueError`` for anything else; ``{:yaml}`` is the value of an option of a directive.
        """
        return Md(_Invuller().vformat(self, delen, namen))

    def join(self, delen: Iterable[object]) -> Md:
        """Join parts, each escaped unless it is an ``Md``."""
        return Md(super().join(map(markdown, delen)))

    def __add__(self, ander: str) -> Md:
        return Md(super().__add__(markdown(ander)))

    def _repr_markdown_(self) -> str:
        return str(self)


class _Invuller(string.Formatter):
    def format_field(self, waarde: Any, soort: str) -> str:
        if isinstance(waarde, Md) and not soort:
            return waarde
        if soort == "yaml":
            # JSON quoting is valid YAML: the text may hold colons, quotes and hashes.
            return json.dumps(_op_een_regel(str(waarde)), ensure_ascii=False)
        if soort == "sleutel":
            if not is_sleutel(waarde):
                raise ValueError(
                    f"Geen sleutel van letters, cijfers, punten en streepjes: {waarde!r}"
                )
            return str(waarde)
        return markdown(format(waarde, soort) if soort else waarde)


def markdown(waarde: object) -> Md:
    """Anything as MyST: an ``Md`` as it is, a figure as the link to its row, text literally."""
    if isinstance(waarde, Md):
        return waarde
    als_markdown = getattr(waarde, "als_markdown", None)
    if isinstance(als_markdown, Md):
        return als_markdown
    return Md(_op_een_regel(str(waarde)).translate(LEESTEKENS))


def _op_een_regel(tekst: str) -> str:
    """A line end would end a row of a table or a list; spaces at the start would make code."""
    return WITRUIMTE.sub(" ", tekst).strip(" ")


def is_sleutel(waarde: object) -> bool:
    """Whether this can name a row, a page or a file without any escape, and leads nowhere else."""
    return isinstance(waarde, str) and SLEUTEL.fullmatch(waarde) is not None


def koppeling(tekst: object, adres: str) -> Md:
    """Link to an address on the web; what is not http or https stays text."""
    if not is_webadres(adres):
        return markdown(tekst)
    return Md("[{}](<{}>)").format(tekst, adres)


def is_webadres(adres: str) -> bool:
    """Whether this is the address of a page on the web, and not of a script or a file."""
    return ADRES.fullmatch(adres) is not None


def regels_en_code(tekst: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code."""
    code = ""
    for regel in tekst.split("\n"):
        hek = CODE.match(regel)
        yield regel, bool(code or hek)
        if hek:
            code = "" if code and hek[1].startswith(code) else code or hek[1]


def codeblok(code: str, taal: str) -> Md:
    """Text as code, literally; its fence is longer than any in the code."""
    langste = max([2, *map(len, re.findall(r"`+", code))])
    hek = "`" * (langste + 1)
    return Md(f"{hek}{taal}\n{code.rstrip()}\n{hek}\n")

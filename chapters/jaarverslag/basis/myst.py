"""The only way to put text into a document: ``Md`` is trusted MyST, all other text is escaped.

Like ``markupsafe.Markup`` for HTML: an ``Md`` is created from a literal, and what ``format``,
``join`` and ``+`` add to it is escaped unless it is an ``Md`` itself. Ruff rejects an ``Md`` that
is not a literal (S704). So no text from a table can become a role, a link, HTML or a list.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Iterator
from typing import Any

# CommonMark allows escaping any ASCII punctuation, and no other character is special.
LEESTEKENS = str.maketrans({teken: f"\\{teken}" for teken in string.punctuation})
# Breaking whitespace; a no-break space is text.
WITRUIMTE = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Allowed where MyST has no escapes: the name of a row, a page, a file.
SLEUTEL = re.compile(r"[\w-][\w.-]*", re.ASCII)
ADRES = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][^\s\"<>\\^`{|}]*)?", re.IGNORECASE)


class Md(str):
    """Trusted MyST Markdown; text inserted into it is escaped."""

    def format(self, *delen: object, **namen: object) -> Md:
        """Fill in: ``Md("*{}*").format(titel)``.

        ``{:sleutel}`` is a name where MyST has no escapes (such as an anchor) and raises
        ``ValueError`` for anything else; ``{:yaml}`` is the value of a directive option.
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
            # JSON quoting is valid YAML, whatever colons, quotes or hashes the text has.
            return json.dumps(_op_een_regel(str(waarde)), ensure_ascii=False)
        if soort == "sleutel":
            if not is_sleutel(waarde):
                raise ValueError(
                    f"Geen sleutel van letters, cijfers, punten en streepjes: {waarde!r}"
                )
            return str(waarde)
        return markdown(format(waarde, soort) if soort else waarde)


def markdown(waarde: object) -> Md:
    """Anything as MyST: an ``Md`` unchanged, a figure as a link to its row, text escaped."""
    if isinstance(waarde, Md):
        return waarde
    als_markdown = getattr(waarde, "als_markdown", None)
    if isinstance(als_markdown, Md):
        return als_markdown
    return Md(_op_een_regel(str(waarde)).translate(LEESTEKENS))


def _op_een_regel(tekst: str) -> str:
    """A line break would end a table row or list item; leading spaces would make code."""
    return WITRUIMTE.sub(" ", tekst).strip(" ")


def is_sleutel(waarde: object) -> bool:
    """Whether this is safe unescaped as the name of a row, a page or a file."""
    return isinstance(waarde, str) and SLEUTEL.fullmatch(waarde) is not None


def koppeling(tekst: object, adres: str) -> Md:
    """Link to a web address; anything but http or https stays text."""
    if not is_webadres(adres):
        return markdown(tekst)
    return Md("[{}](<{}>)").format(tekst, adres)


def is_webadres(adres: str) -> bool:
    """Whether this is a web address, rather than that of a script or a file."""
    return ADRES.fullmatch(adres) is not None


def regels_en_code(tekst: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a code block."""
    code = ""
    for regel in tekst.split("\n"):
        hek = CODE.match(regel)
        yield regel, bool(code or hek)
        if hek:
            code = "" if code and hek[1].startswith(code) else code or hek[1]


def codeblok(code: str, taal: str) -> Md:
    """A literal code block, with a fence longer than any in the code."""
    langste = max([2, *map(len, re.findall(r"`+", code))])
    hek = "`" * (langste + 1)
    return Md(f"{hek}{taal}\n{code.rstrip()}\n{hek}\n")

"""Parse a chapter into running text, code cells and directives, with their line numbers.

The Markdown goes through the same parser as for the book, so that the checks and the pages agree
on what is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from press.check import Problem
from press.patches import markdown_parser
from press.project import CHAPTERS, book_settings

CELL = "code-cell"
# Directives whose content is not running text.
NOT_TEXT = {"code", "code-block", "literalinclude", "math", "raw", "toctree"}
# Conditional passages: the condition follows the name and is not text.
PASSAGES = {"als", "anders"}
DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
OPTION = re.compile(r":[\w-]+:(\s|$)")


@dataclass(frozen=True)
class Cell:
    """The code of one cell without its options; ``line`` is where the code starts."""

    line: int
    code: str


@dataclass
class Chapter:
    """``prose`` holds lines of text without markup, roles, URLs and code."""

    name: str
    source: str
    prose: list[tuple[int, str]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    directives: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Chapter:
        chapter = cls(path.name, path.read_text(encoding="utf-8"))
        chapter._take(chapter.source, 1)
        return chapter

    def problem(self, line: int, text: str) -> Problem:
        return Problem(self.name, text, line)

    def _take(self, source: str, first: int) -> None:
        for token in parser().parse(source):
            line = first + (token.map[0] if token.map else 0)
            if token.type == "inline":
                self.prose += texts(token.children or [], line)
            elif token.type == "html_block":
                self.prose += [(line, re.sub(r"<[^>]*>", " ", token.content))]
            elif token.type in ("fence", "colon_fence"):
                self._take_directive(token, line)
            self.directives += [
                (line, child.type) for child in token.children or () if child.type == "image"
            ]

    def _take_directive(self, token: Token, line: int) -> None:
        found = DIRECTIVE.match(token.info.strip())
        if not found:
            return  # a listing
        name, argument = found.groups()
        options = count_options(token.content.splitlines())
        content = "".join(token.content.splitlines(keepends=True)[options:])
        if name == CELL:
            self.cells.append(Cell(line + 1 + options, content))
            return
        self.directives.append((line, name))
        if name not in PASSAGES:
            self._take(argument, line)
        if name not in NOT_TEXT:
            self._take(content, line + 1 + options)


def chapters(folder: Path = CHAPTERS) -> list[Chapter]:
    return [Chapter.read(path) for path in sorted(folder.glob("*.md"))]


@cache
def parser() -> MarkdownIt:
    return markdown_parser(book_settings()["parse"]["myst_enable_extensions"])


def texts(tokens: list[Token], line: int = 1) -> list[tuple[int, str]]:
    """The text a reader sees, line by line; a role, code or image becomes a space."""
    lines, address = [(line, "")], False
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            lines.append((lines[-1][0] + 1, ""))
        elif token.type.startswith("link_"):
            address = token.type == "link_open" and token.markup == "autolink"
        elif token.type == "image" or (token.type == "text" and not address):
            lines[-1] = (lines[-1][0], lines[-1][1] + token.content)
        elif not token.type.endswith(("_open", "_close")):
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} ")
    return lines


def text_of(markdown: str) -> str:
    """A sentence without its markup."""
    (inline,) = parser().parseInline(markdown)
    return " ".join(text for _, text in texts(inline.children or []))


def count_options(lines: list[str]) -> int:
    """Number of option lines at the start of a directive, including the blank line after them."""
    if lines and lines[0].strip() == "---":
        return next((n for n, line in enumerate(lines[1:], 2) if line.strip() == "---"), 0)
    count = next((n for n, line in enumerate(lines) if not OPTION.match(line)), len(lines))
    return count + (count > 0 and count < len(lines) and not lines[count].strip())

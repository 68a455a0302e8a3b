"""The list of chapters beside a page: made by the theme once per folder, not once per page.

It is the same on every page but for the mark on the page itself. The theme makes it anew each time
from the headings of all chapters, so that its cost grows with the square of the book.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# As the theme writes them: a chapter, the chapter of this page, and the list that each stands in.
CHAPTER = '<li class="toctree-l1"><a class="reference internal" href="{}">'
THIS_CHAPTER = (
    '<li class="toctree-l1 current active"><a class="current reference internal" href="#">'
)
LIST, THIS_LIST = '<ul class="nav bd-sidenav">', '<ul class="current nav bd-sidenav">'
# Below a chapter stand others: which of them the theme shows depends on the page.
NESTED = "toctree-l2"


def unmarked(chapters: str, address: str) -> str:
    """The list of a page without its mark; ``address`` is that of the page, from its own folder."""
    chapters = chapters.replace(THIS_CHAPTER, CHAPTER.format(escape(address)))
    return chapters.replace(THIS_LIST, LIST)


def marked(chapters: str, address: str) -> str:
    """The list with the mark on the page at ``address``; unchanged when it has no such page."""
    before, found, after = chapters.partition(CHAPTER.format(escape(address)))
    if not found:
        return chapters
    above, _, beside = before.rpartition(LIST)
    return f"{above}{THIS_LIST}{beside}{THIS_CHAPTER}{after}"


class Chapters:
    """The lists of one build, made by the theme for the first page of each folder."""

    def __init__(self) -> None:
        self.made: dict[tuple[object, ...], str] = {}

    def make_once(
        self, app: Sphinx, page: str, template: str, context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:  # fmt: skip
        folder, _, address = app.builder.get_target_uri(page).rpartition("/")

        def chapters(**options: Any) -> str:
            key = (folder, *sorted(options.items()))
            if key not in self.made:
                made = str(context["generate_toctree_html"](**options))
                if NESTED in made:
                    return made
                self.made[key] = unmarked(made, address)
            return marked(self.made[key], address)

        context["generate_chapters"] = chapters


def setup(app: Sphinx) -> None:
    # Before the theme: it draws the side bar a first time as soon as its own function is there.
    app.connect("html-page-context", Chapters().make_once, priority=400)

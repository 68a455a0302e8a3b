"""Navigation: the chapters by part, the sections of this page, and the next chapter.

The front page is at the root of the site: its name is ``chapters/index``, its URL ``/``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from press import patches
from press.sphinx import PerPage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

FRONT = "index"
# The lead of each chapter, shown at the bottom of the previous one.
LEADS: PerPage[str] = PerPage("aanhef")


def front_page_at_the_root(app: Sphinx) -> None:
    """Give the front page another URL and file, as Sphinx's ``dirhtml`` builder does."""
    builder: Any = app.builder
    if builder.name == "html":
        address, file, root = builder.get_target_uri, builder.get_outfilename, app.config.root_doc
        builder.get_target_uri = lambda page, typ=None: address(FRONT if page == root else page)
        builder.get_outfilename = lambda page: file(FRONT if page == root else page)


def remember_lead(app: Sphinx, doctree: nodes.document) -> None:
    from .sharing import description

    LEADS.of(app.env)[app.env.docname] = description(doctree)


def title_of(app: Sphinx, page: str) -> str:
    """ "4. Vormingsaanbod"; only chapters have a number."""
    number = app.env.toc_secnumbers.get(page, {}).get("", ())
    return " ".join([*(f"{part}." for part in number), app.env.titles[page].astext()])


def lead_on(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    root = app.config.root_doc
    context["chapters"] = [
        (part, [{"name": name, "title": title_of(app, name)} for name in names])
        for part, names in [("", [root]), *patches.parts(app.config)]
    ]
    below = re.search(r"</a>\s*(<ul>.*</ul>)\s*</li>\s*</ul>", context.get("toc") or "", re.S)
    context["this_page"] = below[1] if below else ""
    order = patches.book_order(app.config)
    after = order[order.index(page) + 1 :] if page in order else []
    context["next_lead"] = LEADS.of(app.env).get(after[0], "") if after else ""


def setup(app: Sphinx) -> None:
    LEADS.setup(app)
    app.connect("builder-inited", front_page_at_the_root)
    app.connect("doctree-read", remember_lead)
    app.connect("html-page-context", lead_on)

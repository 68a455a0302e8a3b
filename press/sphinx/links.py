"""Sphinx extension: keep the meaning and source of every linked number.

A ``Cijfer`` renders as a link with a title ("vormingen · 2021 · gepubliceerd · <publisher>").
MyST keeps titles on external links only; here they survive the resolution of references.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROW = re.compile(r"#[kst]-[a-z0-9-]+")


class PlainAddresses(SphinxTransform):
    """MyST escapes a URL for HTML, and docutils again: "&" would become "&amp;"."""

    default_priority = 860

    def apply(self, **kwargs: Any) -> None:
        for link in self.document.findall(nodes.reference):
            if "refuri" in link:
                link["refuri"] = unescape(link["refuri"])


class CarriedTitle(nodes.inline):
    """Holds the title of a link while its reference is resolved."""


class KeepTitles(SphinxTransform):
    """Wrap links to a row, before MyST turns them into cross-references without a title."""

    default_priority = 870  # MyST's own step is at 879

    def apply(self, **kwargs: Any) -> None:
        for link in list(self.document.findall(nodes.reference)):
            if link.get("reftitle") and ROW.fullmatch(link.get("refuri", "")):
                carrier = CarriedTitle("", "", title=link["reftitle"])
                link.replace_self(carrier)
                carrier += link


class GiveTitles(SphinxPostTransform):
    """Once references are resolved, move the title to the link and unwrap it."""

    default_priority = 15

    def run(self, **kwargs: Any) -> None:
        for carrier in list(self.document.findall(CarriedTitle)):
            for link in carrier.findall(nodes.reference):
                link["reftitle"] = carrier["title"]
            carrier.parent.replace(carrier, list(carrier.children))


def setup(app: Sphinx) -> None:
    app.add_transform(PlainAddresses)
    app.add_transform(KeepTitles)
    app.add_post_transform(GiveTitles)

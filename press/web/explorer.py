"""Filter, sort and export the rows on the page of key figures.

The page keeps its plain tables, which every number links to. Above them come a form and an empty
table that ``verkenner.js`` fills with the matching rows; without scripts neither shows. Both are in
the HTML, so that the layout does not shift when the script runs.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .cards import KEY_FIGURES
from .templates import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ORDERS = {
    "naam": "Kerncijfer, A tot Z",
    "-naam": "Kerncijfer, Z tot A",
    "domein": "Domein, A tot Z",
    "-domein": "Domein, Z tot A",
    "periode": "Oudste eerst",
    "-periode": "Nieuwste eerst",
    "waarde": "Laagste waarde eerst",
    "-waarde": "Hoogste waarde eerst",
    "status": "Status, A tot Z",
    "-status": "Status, Z tot A",
}
# Sortable columns: header -> name in the URL.
COLUMNS = {
    "Kerncijfer": "naam", "Domein": "domein", "Periode": "periode", "Waarde": "waarde",
    "Status": "status",
}  # fmt: skip


def rows() -> dict[str, dict[str, Any]]:
    """Anchor of a row -> what its cells lack: domain, bare value and unit, years."""
    from jaarverslag import gegevens
    from jaarverslag.cijfers import register
    from jaarverslag.tonen import json_waarde

    labels = gegevens.tabel("domeinen").set_index("id")["label"].to_dict()
    name = gegevens.pakket()["organisatie"]["kort"]
    found = {}
    for table, about in (("kerncijfers", name), ("sector", "de sector")):
        for row in gegevens.per_rij(register(table)):
            years = [int(year) for year in re.findall(r"\d{4}", str(row.periode))]
            found[row.anker] = {
                "over": about,
                "domein": labels.get(row.domein, row.domein),
                "waarde": json_waarde(row.waarde),
                "eenheid": row.eenheid,
                "status": row.status,
                "jaren": [min(years), max(years)] if years else [],
            }
    return found


def form(found: dict[str, dict[str, Any]]) -> str:
    """The form, the empty table and the data for the script."""
    spans = [range(row["jaren"][0], row["jaren"][1] + 1) for row in found.values() if row["jaren"]]
    return rendered(
        "verkenner.html",
        domains=list(dict.fromkeys(row["domein"] for row in found.values())),
        years=sorted(set(chain(*spans)), reverse=True),
        statuses=sorted({row["status"] for row in found.values()}),
        orders=ORDERS,
        columns=COLUMNS.items(),
        count=len(found),
        data=json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    )


def add_form(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if docname != KEY_FIGURES or app.builder.name != "html":
        return
    section = next(doctree.findall(nodes.section))
    first = section.first_child_matching_class(nodes.section)
    section.insert(first or len(section), nodes.raw("", form(rows()), format="html"))


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if page == KEY_FIGURES:
        app.add_js_file("verkenner.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", add_form)
    app.connect("html-page-context", add_script)

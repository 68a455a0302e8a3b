"""The page of key figures as something to search: filter, sort, take along what is shown.

The page itself stays what it is, plain tables that every number leads to. This puts a form above
them and an empty table that ``verkenner.js`` fills with the rows that fit; without scripts neither
shows. Both stand in the page from the start, so that nothing jumps when the script comes.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .cards import KEY_FIGURES
from .tables import in_blocks

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
# Header of a column, the name it has in the address, and whether it can be sorted by.
COLUMNS = (
    ("Kerncijfer", "naam", True),
    ("Domein", "domein", True),
    ("Periode", "periode", True),
    ("Waarde", "waarde", True),
    ("Status", "status", True),
    ("Definitie, noot en bron", "uitleg", False),
)


def rows() -> dict[str, dict[str, Any]]:
    """Anchor of a row -> what its cells do not say: domain, bare value and unit, years."""
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
    domains = list(dict.fromkeys(row["domein"] for row in found.values()))
    statuses = sorted({row["status"] for row in found.values()})
    years: set[int] = set()
    for row in found.values():
        if row["jaren"]:
            years |= set(range(row["jaren"][0], row["jaren"][1] + 1))
    fields = [
        _field("woorden", "Woorden", '<input type="search" name="woorden" id="v-woorden">'),
        _field("domein", "Domein", _select("domein", "Alle domeinen", domains)),
        _field("jaar", "Jaar", _select("jaar", "Alle jaren", sorted(years, reverse=True))),
        _field("status", "Status", _select("status", "Elke status", statuses)),
        _field("volgorde", "Volgorde", _select("volgorde", "Per hoofdstuk", ORDERS)),
    ]
    table = in_blocks(
        f'<table class="table"><thead><tr>{"".join(map(_header, COLUMNS))}</tr></thead>'
        "<tbody></tbody></table>"
    )
    data = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<form class="verkenner met-script" aria-label="De cijfers filteren" autocomplete="off">\n'
        f'<div class="velden">{"".join(fields)}</div>\n'
        f'<div class="knoppen"><p role="status" class="telling">{len(found)} rijen</p>'
        '<button type="submit">Filter</button>'
        '<button type="button" data-doe="csv">CSV</button>'
        '<button type="button" data-doe="excel">CSV voor Excel</button>'
        '<button type="button" data-doe="alles">Wis de filter</button></div>\n'
        "</form>\n"
        '<div class="tabelvak verkend" tabindex="0" role="region" aria-label="De gekozen cijfers"'
        f" hidden>{table}</div>\n"
        f'<script type="application/json" id="verkenner-gegevens">{data}</script>\n'
    )


def _field(name: str, label: str, control: str) -> str:
    return f'<div class="veld {name}"><label for="v-{name}">{label}</label>{control}</div>'


def _select(name: str, everything: str, values: Any) -> str:
    """A choice; ``values`` may be a dictionary with labels."""
    labels = values if isinstance(values, dict) else {value: value for value in values}
    options = "".join(
        f'<option value="{escape(str(value))}">{escape(str(label))}</option>'
        for value, label in labels.items()
    )
    return (
        f'<select name="{name}" id="v-{name}"><option value="">{everything}</option>'
        f"{options}</select>"
    )


def _header(column: tuple[str, str, bool]) -> str:
    title, name, sortable = column
    right = ' class="text-right"' if name == "waarde" else ""
    if not sortable:
        return f'<th scope="col"{right}>{title}</th>'
    button = f'<button type="button" data-sorteer="{name}">{title}</button>'
    return f'<th scope="col" aria-sort="none"{right}>{button}</th>'


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

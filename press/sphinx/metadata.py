"""Sphinx extension: describe the data for machines, from ``datapackage.json`` alone.

``data/csvw-metadata.json`` follows "CSV on the Web" (W3C); the front page carries a schema.org
``Report`` and ``Dataset`` as JSON-LD. The tables themselves are next to the description.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.patches import book_order
from press.project import book_file
from press.sphinx import after_web_book
from press.sphinx.edition import described, this_edition

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

PLACE = "data"
CSVW = "csvw-metadata.json"

# Where CSVW uses a different term from the Data Package.
DATATYPES = {"number": "decimal"}


# ---- CSV on the Web ----


def csvw(package: dict[str, Any]) -> dict[str, Any]:
    """The data package as a CSVW table group."""
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "dc:title": package["title"],
        "dc:description": package["description"],
        "dc:license": {"@id": package["licenses"][0]["path"]},
        "dc:modified": package["bewerkingsdatum"],
        "schema:version": package["version"],
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
        "tables": [_csvw_table(resource, paths) for resource in package["resources"]],
    }


def _csvw_table(resource: dict[str, Any], paths: dict[str, str]) -> dict[str, Any]:
    schema = resource["schema"]
    rules = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    required = {name for name, rule in rules.items() if rule.get("required")}
    table = {
        "columns": [_csvw_column(field, schema) for field in schema["fields"]],
        "foreignKeys": [
            {
                "columnReference": key["fields"],
                "reference": {
                    # An empty name means the table itself.
                    "resource": paths[key["reference"]["resource"] or resource["name"]],
                    "columnReference": key["reference"]["fields"],
                },
            }
            for key in schema.get("foreignKeys", [])
            # CSVW treats an empty reference as broken.
            if required.issuperset(key["fields"])
        ],
        **{name: schema[name] for name in ("primaryKey",) if name in schema},
    }
    return {
        "url": resource["path"],
        "dc:title": resource["title"],
        "dc:description": resource["description"],
        "tableSchema": table,
    }


def _csvw_column(field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    rules = field.get("constraints", {})
    datatype: dict[str, Any] = {"base": DATATYPES.get(field["type"], field["type"])}
    bounds = ("minimum", "maximum", "minLength", "maxLength")
    datatype |= {name: rules[name] for name in bounds if name in rules}
    if "enum" in rules:
        datatype["format"] = f"({'|'.join(re.escape(str(value)) for value in rules['enum'])})"
    elif "pattern" in rules:
        datatype["format"] = rules["pattern"].removeprefix("^").removesuffix("$")
    elif field["type"] == "boolean":
        datatype["format"] = "true|false"
    return {
        "name": field["name"],
        "titles": field["name"],
        "dc:title": field.get("title", field["name"]),
        "dc:description": field.get("description", ""),
        "datatype": datatype,
        "required": bool(rules.get("required")),
        "null": schema.get("missingValues", [""]),
    }


# ---- schema.org ----


def json_ld(
    package: dict[str, Any], up: str = "../", chapters: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """A ``Report`` and the ``Dataset`` behind it.

    ``up`` is the path from the page to the site's root, or the URL of the site. ``chapters`` are
    titles and paths from that root.
    """
    from jaarverslag import citeren, gegevens

    year, licence = str(package["verslagjaar"]), package["licenses"][0]["path"]
    makers = [{"@type": "Organization", "name": c["title"]} for c in package["contributors"]]
    shared = {
        "inLanguage": "nl-BE",
        "license": licence,
        "version": package["version"],
        "identifier": this_edition().content,
        "datePublished": package["bewerkingsdatum"],
        "temporalCoverage": year,
        "isAccessibleForFree": True,
        "creator": makers,
        "keywords": package["keywords"],
    }
    report = {
        "@type": "Report",
        "@id": "#verslag",
        "name": citeren.herbouw(package),
        "abstract": package["description"],
        **shared,
        "author": makers,
        "url": f"{up}index.html",
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": f"{up}{book_file(package)}",
        },
        "about": {"@type": "Organization", "name": package["organisatie"]["naam"]},
        "hasPart": [
            {"@id": "#gegevens"},
            *(
                {"@type": "Chapter", "name": title, "position": number, "url": f"{up}{address}"}
                for number, (title, address) in enumerate(chapters, start=1)
            ),
        ],
    }
    dataset = {
        "@type": "Dataset",
        "@id": "#gegevens",
        "name": package["title"],
        "description": package["description"],
        **shared,
        "url": f"{up}chapters/data.html",
        "isBasedOn": [
            {"@type": "CreativeWork", "name": s["title"], "url": s["path"]}
            for s in package["sources"]
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "propertyID": row.id,
                "name": row.label,
                "description": row.definitie,
                "unitText": row.eenheid,
            }
            for row in gegevens.per_rij(gegevens.tabel("indicatoren"))
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource["title"],
                "description": resource["description"],
                "encodingFormat": "text/csv",
                "contentUrl": f"{up}{PLACE}/{resource['path']}",
            }
            for resource in package["resources"]
        ],
    }
    if original := citeren.origineel(package):
        report["isBasedOn"] = {
            "@type": "Report",
            "name": original["titel"],
            "author": [citeren.schema_org(author) for author in original["auteurs"]],
            "url": original["url"],
            "datePublished": original["datum"],
            "publisher": {"@type": "Organization", "name": package["organisatie"]["naam"]},
        }
    return {"@context": "https://schema.org", "@graph": [report, dataset]}


def script(data: dict[str, Any]) -> str:
    """A script element for the head, which no table cell can close early."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return '<script type="application/ld+json">\n' + text + "\n</script>\n"


def describe_front_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if page != app.config.root_doc:
        return
    up = app.config.html_baseurl or "../" * page.count("/")
    chapters = [
        (app.env.titles[name].astext(), app.builder.get_target_uri(name))
        for name in book_order(app.config)
        if name != page
    ]
    text = script(json_ld(described(), up, chapters))
    context["metatags"] = context.get("metatags", "") + text


def write_csvw(app: Sphinx) -> None:
    """Write the description next to the tables, which ``exports`` writes."""
    target = Path(app.outdir) / PLACE
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps(csvw(described()), ensure_ascii=False, indent=2)
    (target / CSVW).write_text(f"{text}\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", describe_front_page, priority=950)
    after_web_book(app, write_csvw)

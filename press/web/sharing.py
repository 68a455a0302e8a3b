"""Metadata for search engines, shared links and feed readers; redirects, and the 404 page.

Only canonical URLs, preview images and the sitemap need the URL of the site. It comes from
``JAARVERSLAG_ADRES``, else from ``html: baseurl`` in the settings; without it they are left out.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from press.sphinx import after_web_book
from press.sphinx.edition import described

from . import figures
from .templates import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

SETTING = "JAARVERSLAG_ADRES"
FEED, SITEMAP = "wijzigingen.atom", "sitemap.xml"
LONGEST = 200  # characters of a description; search engines show no more
ENGLISH = "chapters/english-summary"
LOGGER = logging.getLogger(__name__)


# ---- The URL of the site ----


def set_address(app: Sphinx, config: Config) -> None:
    """Set the URL of the site: from the environment, else from the settings; "" if unknown."""
    config.html_baseurl = whole(os.environ.get(SETTING, "").strip() or config.html_baseurl or "")


def whole(address: str) -> str:
    """The URL of a site with a slash at the end; "" stays ""."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(
            f"{SETTING}: {address!r} is geen adres van een site. "
            "Schrijf het voluit, zoals https://voorbeeld.be/jaarverslag/."
        )
    return address.rstrip("/") + "/"


# ---- The head of each page ----


def plain_text(node: nodes.Node) -> str:
    """Text on one line; a no-break space stays, it keeps a number and its unit together."""
    return re.sub(r"[ \t\n]+", " ", node.astext().replace("\u00ad", "")).strip()


def description(doctree: nodes.document) -> str:
    """The finding of a page, else its first paragraph, as long as a search engine shows."""
    paragraphs = [n for n in doctree.findall(nodes.paragraph) if plain_text(n)]
    finding = [n for n in paragraphs if "bevinding" in n["classes"]]
    text = plain_text((finding or paragraphs)[0]) if paragraphs else ""
    if len(text) <= LONGEST:
        return text
    return text[: text.rfind(" ", 0, LONGEST - 1)].rstrip(",;:") + " …"


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["feed"] = relative_uri(app.builder.get_target_uri(page), FEED)
    if page == "search":
        context["described"] = {"description": f"Zoek in {app.config.project}."}
    if doctree is None or page not in app.env.found_docs:
        return
    from jaarverslag import voorbeeld

    title = voorbeeld.gemerkt(plain_text(app.env.titles[page]))
    summary = voorbeeld.gemerkt(description(doctree))
    context["described"] = {
        "description": summary,
        "og:site_name": app.config.html_title,
        "og:type": "website" if page == app.config.root_doc else "article",
        "og:title": title if page != app.config.root_doc else app.config.html_title,
        "og:description": summary,
        "og:locale": "en_GB" if page == ENGLISH else "nl_BE",
        **_address_tags(app, page),
    }
    if app.config.html_baseurl:
        context["pageurl"] = whole_address(app, page)


def whole_address(app: Sphinx, page: str) -> str:
    """The absolute URL of a page; that of the front page is the URL of the site."""
    root = page == app.config.root_doc
    return urljoin(app.config.html_baseurl, "" if root else app.builder.get_target_uri(page))


def _address_tags(app: Sphinx, page: str) -> dict[str, str]:
    """Tags that need absolute URLs: a relative one is worse than none."""
    base = app.config.html_baseurl
    if not base:
        return {}
    tags = {"og:url": whole_address(app, page), "twitter:card": "summary_large_image"}
    # The preview of a shared page is its first chart, or else that of the front page.
    charts = figures.on(app.env, page) or figures.on(app.env, app.config.root_doc)
    if charts:
        width, height = figures.drawings(app.srcdir, charts[0].name)[f"{charts[0].name}.svg"]
        tags |= {
            "og:image": urljoin(base, f"{figures.PLACE}/{charts[0].name}.png"),
            "og:image:width": str(2 * width),
            "og:image:height": str(2 * height),
            "og:image:alt": figures.title_of(app.env, charts[0]),
        }
    return tags


# ---- Sitemap and feed ----


def last_change() -> str:
    """Date of the last change that readers may want to know about."""
    from jaarverslag import gegevens

    days = [str(day) for day in gegevens.tabel("correcties")["datum"]]
    return max([gegevens.pakket()["bewerkingsdatum"], *days])


def feed(base: str, title: str) -> str:
    """The edition and its corrections, newest first; absolute URLs if the site's URL is known."""
    from jaarverslag import correcties, gegevens, uitgave

    package = described()
    name = package["name"]
    entries = [
        {
            # A draft of an edition is the same entry.
            "id": _identity(f"{name}/{gegevens.pakket()['version']}"),
            "title": f"{title}, versie {package['version']}",
            "day": package["bewerkingsdatum"],
            "text": package["description"],
            "page": "index.html",
        }
    ]
    table = gegevens.tabel("correcties").sort_values("datum", kind="stable")
    for row, message in zip(gegevens.per_rij(table), correcties.meldingen(), strict=True):
        anchor = message["anker"]
        entries.append(
            {
                "id": _identity(f"{name}/{row.datum}/{row.plaats}/{row.nieuw}"),
                "title": message["titel"],
                "day": str(row.datum),
                "text": message["zin"],
                "page": f"chapters/kerncijfers.html#{anchor}"
                if anchor
                else f"chapters/{row.hoofdstuk}.html",
            }
        )
    return rendered(
        FEED, base=base, title=title, id=_identity(name), updated=last_change(),
        makers=uitgave.makers(), licence=package["licenses"][0]["title"], entries=entries[::-1],
    )  # fmt: skip


def _identity(name: str) -> str:
    """A permanent id that does not depend on the URL of the site."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:jaarverslag:{name}").urn


# ---- Redirects and the 404 page ----


def mistakes(moves: dict[str, str], pages: Collection[str]) -> Iterator[str]:
    """What is wrong with the table of redirects, one Dutch line each."""
    for old, page in moves.items():
        if page not in pages:
            yield f"{old} leidt naar {page}, maar die bladzijde bestaat niet"
        if old.removesuffix(".html") in pages:
            yield f"{old} kan geen oud adres zijn: daar staat een bladzijde"
        if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*(\.html)?", old):
            yield f"{old} kan geen oud adres zijn: schrijf kleine letters, cijfers, - en /"


def check_redirects(app: Sphinx, env: BuildEnvironment) -> None:
    for mistake in mistakes(app.config.jaarverslag_omleidingen, env.found_docs):
        LOGGER.warning("_config.yml: jaarverslag_omleidingen: %s", mistake)


def write_redirects(app: Sphinx) -> None:
    # The front page moved to the root of the site; its old URL redirects there.
    places = {f"{app.config.root_doc}.html": app.config.root_doc}
    for old, page in app.config.jaarverslag_omleidingen.items():
        places[old if old.endswith(".html") else f"{old}/index.html"] = page
    for place, page in places.items():
        path = Path(app.outdir, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        redirect = rendered(
            "verhuisd.html",
            to=relative_uri(place, app.builder.get_target_uri(page)),
            place=place.removesuffix("/index.html"),
            book=app.config.project,
            canonical=whole_address(app, page) if app.config.html_baseurl else "",
            voorbeeld=app.config.html_context.get("voorbeeld"),
        )
        path.write_text(redirect, encoding="utf-8")


def not_found(app: Sphinx) -> str:
    """The 404 page; if the URL of the site is unknown, its links start at the root of the host."""
    pages = [
        (app.config.root_doc, "Hoofdpunten"),
        ("chapters/kerncijfers", "Alle cijfers"),
        ("chapters/figuren", "Alle figuren"),
        ("chapters/correcties", "Correcties"),
    ]
    return rendered(
        "404.html",
        root=urlsplit(app.config.html_baseurl).path,
        book=app.config.project,
        pages=[
            (app.builder.get_target_uri(page), name)
            for page, name in pages
            if page in app.env.found_docs
        ],
        voorbeeld=app.config.html_context.get("voorbeeld"),
    )


def write(app: Sphinx) -> None:
    base = app.config.html_baseurl
    write_redirects(app)
    files = {"404.html": not_found(app), FEED: feed(base, app.config.project)}
    if base:
        pages = [whole_address(app, page) for page in sorted(app.env.found_docs)]
        files[SITEMAP] = rendered(SITEMAP, addresses=pages, day=last_change())
        files["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(base, SITEMAP)}\n"
    else:
        LOGGER.info("Zonder adres (%s): geen sitemap en geen canonieke adressen.", SETTING)
    for name, content in files.items():
        Path(app.outdir, name).write_text(content, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.add_config_value("jaarverslag_omleidingen", {}, "html", types=(dict,))
    app.connect("config-inited", set_address)
    # After __init__ added the part of the book to the context.
    app.connect("html-page-context", describe, priority=940)
    # Early: a warning after the last page was written no longer fails the build.
    app.connect("env-check-consistency", check_redirects)
    after_web_book(app, write)

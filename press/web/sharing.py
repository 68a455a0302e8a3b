"""What others read of the book: search engines, people who share a page, feed readers, and who
follows a link to a page that moved or is not there.

Everything works without knowing where the book will stand, except what must name it: canonical
addresses, the picture of a shared page, and the sitemap. ``JAARVERSLAG_ADRES`` says where, or else
``html: baseurl`` in the settings; without it these are left out.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import uuid
from collections.abc import Collection
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from press import fingerprint, kept
from press.project import FONTS, REPORT
from press.sphinx import PerPage
from press.sphinx.edition import described

from .example import SHEET, banner, example
from .figures import LEVEL, batches, fewer_colours, opened

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

HERE = Path(__file__).resolve().parent
SETTING = "JAARVERSLAG_ADRES"
FEED, SITEMAP, PICTURES = "wijzigingen.atom", "sitemap.xml", "delen"
PICTURE_SIZE = (1200, 630)
MOST_WORDS = 200  # characters of a description; search engines show no more
ENGLISH = "chapters/english-summary"
# What the pages written in this run say of themselves.
SHARED: PerPage[dict[str, str]] = PerPage("gedeeld")
LOGGER = logging.getLogger(__name__)


# ---- Where the book stands ----


def set_address(app: Sphinx, config: Config) -> None:
    """The address of the site: from the environment, else from the settings; may be unknown."""
    config.html_baseurl = whole(os.environ.get(SETTING, "").strip() or config.html_baseurl or "")


def whole(address: str) -> str:
    """The address of a site with its slash at the end; "" stays ""."""
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(
            f"{SETTING}: {address!r} is geen adres van een site. "
            "Schrijf het voluit, zoals https://voorbeeld.be/jaarverslag/."
        )
    return address.rstrip("/") + "/"


# ---- In the head of each page ----


def plain_text(node: nodes.Node) -> str:
    """Text on one line; a no-break space stays, it keeps a number and its unit together."""
    return re.sub(r"[ \t\n]+", " ", node.astext().replace("\u00ad", "")).strip()


def description(doctree: nodes.document) -> str:
    """The finding of a page, else its first paragraph, as long as a search engine shows."""
    paragraphs = [n for n in doctree.findall(nodes.paragraph) if plain_text(n)]
    finding = [n for n in paragraphs if "bevinding" in n["classes"]]
    text = plain_text((finding or paragraphs)[0]) if paragraphs else ""
    if len(text) <= MOST_WORDS:
        return text
    return text[: text.rfind(" ", 0, MOST_WORDS - 1)].rstrip(",;:") + " …"


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    here = app.builder.get_target_uri(page)
    feed = relative_uri(here, FEED)
    context["metatags"] = context.get("metatags", "") + (
        f'<link rel="alternate" type="application/atom+xml" href="{feed}"'
        ' title="Uitgaven en correcties">\n'
    )
    if page == "search":
        context["metatags"] += meta({"description": f"Zoek in {app.config.project}."})
    if doctree is None or page not in app.env.found_docs:
        return
    from jaarverslag import voorbeeld

    title = voorbeeld.gemerkt(plain_text(app.env.titles[page]))
    said = voorbeeld.gemerkt(description(doctree))
    SHARED.of(app.env)[page] = {"titel": title, "zin": said, "deel": context.get("part") or ""}
    tags = {
        "description": said,
        "og:site_name": app.config.project,
        "og:type": "website" if page == app.config.root_doc else "article",
        "og:title": title if page != app.config.root_doc else app.config.project,
        "og:description": said,
        "og:locale": "en_GB" if page == ENGLISH else "nl_BE",
        **_address_tags(app, page, title),
    }
    context["metatags"] += meta(tags)
    if app.config.html_baseurl:
        context["pageurl"] = whole_address(app, page)


def whole_address(app: Sphinx, page: str) -> str:
    """Where a page stands, for who is elsewhere; the front page is the address of the site."""
    root = page == app.config.root_doc
    return urljoin(app.config.html_baseurl, "" if root else app.builder.get_target_uri(page))


def _address_tags(app: Sphinx, page: str, title: str) -> dict[str, str]:
    """Tags that must be whole addresses; a relative one would be worse than none."""
    base = app.config.html_baseurl
    if not base:
        return {}
    return {
        "og:url": whole_address(app, page),
        "og:image": urljoin(base, picture_of(page)),
        "og:image:width": str(PICTURE_SIZE[0]),
        "og:image:height": str(PICTURE_SIZE[1]),
        "og:image:alt": f"{app.config.project}: {title}",
        "twitter:card": "summary_large_image",
    }


def meta(tags: dict[str, str]) -> str:
    lines = [
        f'<meta {"property" if name.startswith("og:") else "name"}="{name}"'
        f' content="{escape(content, quote=True)}">\n'
        for name, content in tags.items()
    ]
    return "".join(lines)


# ---- The picture of a shared page ----


def picture_of(page: str) -> str:
    from jaarverslag import voorbeeld

    return f"{PICTURES}/{voorbeeld.bestandsnaam(page.rpartition('/')[2])}.png"


def draw(app: Sphinx) -> None:
    """A picture per page, as people see it where somebody shares the page."""
    from jaarverslag import gegevens

    outdir = Path(app.outdir)
    (outdir / PICTURES).mkdir(exist_ok=True)
    name = gegevens.pakket()["organisatie"]["naam"]
    book = {"verslag": app.config.project, "organisatie": name}
    cards = {page: {**card, **book} for page, card in SHARED.of(app.env).items()}
    for page, picture in pictures(cards).items():
        (outdir / picture_of(page)).write_bytes(picture)


def pictures(cards: dict[str, dict[str, str]]) -> dict[str, bytes]:
    """Drawn in one run of Typst; what was drawn before comes from the cache."""
    looks = [fingerprint.of_file(f) for f in (HERE / "deelbeeld.typ", REPORT / "tokens.json")]
    keys = {page: f"deelbeeld {LEVEL} {looks} {json.dumps(card)}" for page, card in cards.items()}
    made = {page: kept.get(key) for page, key in keys.items()}
    for some in batches([page for page, picture in made.items() if not picture]):
        for page, png in zip(some, _typeset([cards[page] for page in some]), strict=True):
            made[page] = kept.put(keys[page], fewer_colours(opened(png), 64))
    return {page: picture for page, picture in made.items() if picture}


def _typeset(cards: list[dict[str, str]]) -> list[bytes]:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        for name, content in (
            ("deelbeeld.typ", (HERE / "deelbeeld.typ").read_bytes()),
            ("tokens.json", (REPORT / "tokens.json").read_bytes()),
            ("kaarten.json", json.dumps(cards).encode()),
        ):
            Path(folder, name).write_bytes(content)
        made = typst.compile(
            str(Path(folder, "deelbeeld.typ")), root=folder, format="png", ppi=72,
            font_paths=[str(FONTS)], ignore_system_fonts=True,
        )  # fmt: skip
    return made if isinstance(made, list) else [made]


# ---- Sitemap and feed ----


def last_change() -> str:
    """Day of the last change that a reader may want to know of."""
    from jaarverslag import gegevens

    days = [str(day) for day in gegevens.tabel("correcties")["datum"]]
    return max([gegevens.pakket()["bewerkingsdatum"], *days])


def sitemap(addresses: list[str], day: str) -> str:
    places = "".join(
        f"<url><loc>{escape(address)}</loc><lastmod>{escape(day)}</lastmod></url>\n"
        for address in addresses
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
    )


def feed(base: str, title: str) -> str:
    """The edition and its corrections, newest first; whole addresses when the site's is known."""
    from jaarverslag import correcties, gegevens, uitgave

    package = described()
    table = gegevens.tabel("correcties").sort_values("datum", kind="stable")
    edition = f"{package['name']}/{gegevens.pakket()['version']}"  # a draft of it is the same one
    entries = [
        _entry(
            edition,
            f"{title}, versie {package['version']}",
            package["bewerkingsdatum"],
            package["description"],
            urljoin(base, "index.html"),
        )
    ]
    for row, message in zip(gegevens.per_rij(table), correcties.meldingen(), strict=True):
        anchor = f"#{message['anker']}" if message["anker"] else ""
        page = "kerncijfers" if anchor else row.hoofdstuk
        name = f"{package['name']}/{row.datum}/{row.plaats}/{row.nieuw}"
        entries.append(
            _entry(
                name,
                message["titel"],
                str(row.datum),
                message["zin"],
                urljoin(base, f"chapters/{page}.html{anchor}"),
            )
        )
    entries.reverse()
    self_link = f'<link rel="self" href="{escape(urljoin(base, FEED))}"/>\n' if base else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">\n'
        f"<id>{_identity(package['name'])}</id>\n"
        f"<title>{escape(title)}: uitgaven en correcties</title>\n"
        f"<updated>{escape(last_change())}T00:00:00Z</updated>\n"
        f"<author><name>{escape(uitgave.makers())}</name></author>\n"
        f"<rights>{escape(package['licenses'][0]['title'])}</rights>\n"
        f'{self_link}<link href="{escape(urljoin(base, "chapters/correcties.html"))}"/>\n'
        f"{''.join(entries)}</feed>\n"
    )


def _identity(name: str) -> str:
    """The same for ever, wherever the book stands."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:jaarverslag:{name}").urn


def _entry(name: str, title: str, day: str, text: str, page: str) -> str:
    return (
        f"<entry><id>{_identity(name)}</id><title>{escape(title)}</title>"
        f'<updated>{escape(day)}T00:00:00Z</updated><link href="{escape(page)}"/>'
        f'<summary type="text">{escape(text)}</summary></entry>\n'
    )


# ---- Pages for who comes in by an old or a wrong address ----


def moved(title: str, to: str, head: str = "") -> str:
    """A page that only leads on."""
    address = escape(to, quote=True)
    return (
        '<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="0; url={address}">\n'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body>\n{banner()}"
        f'<p>Deze bladzijde staat nu <a href="{address}">op een ander adres</a>.</p>\n'
        "</body>\n</html>\n"
    )


def mistakes(moves: dict[str, str], pages: Collection[str]) -> list[str]:
    """What is wrong with the table of redirects, one Dutch line each."""
    found = [
        f"{old} leidt naar {page}, maar die bladzijde bestaat niet"
        for old, page in moves.items()
        if page not in pages
    ]
    found += [
        f"{old} kan geen oud adres zijn: daar staat een bladzijde"
        for old in moves
        if old.removesuffix(".html") in pages
    ]
    found += [
        f"{old} kan geen oud adres zijn: schrijf kleine letters, cijfers, - en /"
        for old in moves
        if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*(\.html)?", old)
    ]
    return found


def check_redirects(app: Sphinx, env: BuildEnvironment) -> None:
    for mistake in mistakes(app.config.jaarverslag_omleidingen, env.found_docs):
        LOGGER.warning("_config.yml: jaarverslag_omleidingen: %s", mistake)


def write_redirects(app: Sphinx) -> None:
    outdir, base, book = Path(app.outdir), app.config.html_baseurl, app.config.project
    # The front page moved to the root of the site; its old address leads there.
    places = {f"{app.config.root_doc}.html": app.config.root_doc}
    for old, page in app.config.jaarverslag_omleidingen.items():
        if page in app.env.found_docs:
            places[old if old.endswith(".html") else f"{old}/index.html"] = page
    for place, page in places.items():
        target = app.builder.get_target_uri(page)
        to = relative_uri(place, target)
        title = f"{place.removesuffix('/index.html')} – {book}"
        head = ""
        if base:
            head = f'<link rel="canonical" href="{escape(whole_address(app, page))}">\n'
        (outdir / place).parent.mkdir(parents=True, exist_ok=True)
        (outdir / place).write_text(moved(title, to, head), encoding="utf-8")


def not_found(app: Sphinx) -> str:
    """A page that a server shows at any depth, so with whole addresses when the site's is known.

    Where the address is not known the links count from the root of the site.
    """
    base = app.config.html_baseurl
    folder = urlsplit(base).path if base else ""
    pages = [
        (app.config.root_doc, "Hoofdpunten"),
        ("chapters/kerncijfers", "Alle cijfers"),
        ("chapters/figuren", "Alle figuren"),
        ("chapters/correcties", "Correcties"),
    ]
    links = "".join(
        f'<li><a href="{escape(folder + app.builder.get_target_uri(page))}">{name}</a></li>\n'
        for page, name in pages
        if page in app.env.found_docs
    )
    sheet = f'<link rel="stylesheet" href="{escape(folder)}_static/{SHEET}">\n' if example() else ""
    return (
        '<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>Niet gevonden – {escape(app.config.project)}</title>\n"
        f'<link rel="stylesheet" href="{escape(folder)}_static/boek.css">\n{sheet}</head>\n'
        f'<body class="los">\n{banner()}<main id="main-content"><article class="bd-article">\n'
        f'<p class="deel">{escape(app.config.project)}</p>\n'
        "<h1>Deze bladzijde bestaat niet</h1>\n"
        "<p>Misschien is het adres fout overgenomen, of is de bladzijde verhuisd.</p>\n"
        f"<ul>\n{links}</ul>\n"
        f'<form action="{escape(folder)}search.html" method="get" role="search" class="zoek">\n'
        '<label for="q">Zoek in dit verslag</label>\n<input type="search" name="q" id="q">\n'
        '<button type="submit" class="knop">Zoek</button>\n</form>\n'
        "</article></main>\n</body>\n</html>\n"
    )


# ---- At the end ----


def write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != "html":
        return
    outdir, base = Path(app.outdir), app.config.html_baseurl
    draw(app)
    write_redirects(app)
    (outdir / "404.html").write_text(not_found(app), encoding="utf-8")
    (outdir / FEED).write_text(feed(base, app.config.project), encoding="utf-8")
    if not base:
        LOGGER.info("Zonder adres (%s): geen sitemap en geen canonieke adressen.", SETTING)
    else:
        pages = [whole_address(app, page) for page in sorted(app.env.found_docs)]
        day = last_change()
        text = sitemap(pages, day)
        (outdir / SITEMAP).write_text(text, encoding="utf-8")
        (outdir / "robots.txt").write_text(
            f"User-agent: *\nAllow: /\n\nSitemap: {urljoin(base, SITEMAP)}\n", encoding="utf-8"
        )


def setup(app: Sphinx) -> None:
    app.add_config_value("jaarverslag_omleidingen", {}, "html", types=(dict,))
    app.connect("config-inited", set_address)
    # After __init__ put the part of the book in the context.
    app.connect("html-page-context", describe, priority=940)
    # Early: what is said after the last page was written stops no build any more.
    app.connect("env-check-consistency", check_redirects)
    app.connect("build-finished", write)

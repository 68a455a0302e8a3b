"""Sphinx extension: which pages to write again besides those that were read again.

Sphinx writes what it read. But a page shows more than its own text: titles of other pages in its
navigation, numbers of figures elsewhere, corrections. These are compared with those of the build
before; a page whose surroundings changed is written again, and no other.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import addnodes

from press import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# These show what no cell of theirs read: sizes of downloads, every table of figures, all figures.
ALWAYS = ("chapters/index", "chapters/kerncijfers", "chapters/figuren")


def prepare(app: Sphinx) -> None:
    for name in ("refers_to", "indexed", "places", "surroundings"):
        if not hasattr(app.env, name):
            setattr(app.env, name, {})


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    targets = {node["reftarget"].lower() for node in doctree.findall(addnodes.pending_xref)}
    app.env.refers_to[app.env.docname] = targets
    # Sphinx forgets what stood in the index of a page that it does not write again.
    app.env.indexed[app.env.docname] = any(doctree.findall(addnodes.index))


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    env.refers_to.pop(docname, None)
    env.indexed.pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: Any) -> None:
    for ours, theirs in ((env.refers_to, other.refers_to), (env.indexed, other.indexed)):
        ours.update({name: theirs[name] for name in docnames if name in theirs})


def again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages whose surroundings are not those that they were written in."""
    places, around = places_of(env), surroundings_of(env)
    moved = {
        name.lower()
        for name in places.keys() | env.places.keys()
        if places.get(name) != env.places.get(name)
    }
    everything = around != env.surroundings
    env.places, env.surroundings = places, around
    if app.builder.name != "html":
        return []
    if everything:
        return sorted(env.found_docs)
    indexed = {name for name, has_entries in env.indexed.items() if has_entries}
    concerned = {name for name, targets in env.refers_to.items() if targets & moved}
    return sorted(env.found_docs.intersection([*ALWAYS, *indexed, *concerned]))


def places_of(env: BuildEnvironment) -> dict[str, str]:
    """What a reference can name, and all that it may show of it: page, title and number."""
    standard = env.domaindata["std"]
    places = {}
    for kind in ("labels", "anonlabels", "terms", "objects"):
        for name, place in standard[kind].items():
            known = "|".join(name) if isinstance(name, tuple) else name
            about = [place, env.toc_fignumbers.get(place[0])]
            places[f"{known}"] = places.get(known, "") + json.dumps(about, default=str)
    return places


def surroundings_of(env: BuildEnvironment) -> dict[str, str]:
    """What stands on every page."""
    from jaarverslag import correcties

    shown = {
        "titels": {name: title.astext() for name, title in env.titles.items()},
        "inhoud": env.toctree_includes,
        "hoofdstuknummers": env.toc_secnumbers,
        "correcties": correcties.meldingen(),
    }
    return {
        name: fingerprint.of_text(json.dumps(what, sort_keys=True, default=str))
        for name, what in shown.items()
    }


def forget_words(app: Sphinx) -> list[Any]:
    """A word that no page has any more: Sphinx keeps it in its index of words, without pages."""
    if indexer := getattr(app.builder, "indexer", None):
        for words in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return []


def tidy(app: Sphinx, error: Exception | None) -> None:
    """A picture or download that no page has any more goes, also when it was laid there before."""
    if error is not None or app.builder.name != "html":
        return
    for folder, known in (("_images", app.env.images), ("_downloads", app.env.dlfiles)):
        kept = {Path(name).parts[0] for _, name in known.values()}
        place = Path(app.outdir, folder)
        for left in place.iterdir() if place.is_dir() else ():
            if left.name not in kept:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", prepare)
    app.connect("doctree-read", note_references)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    # After Sphinx gave chapters and figures their numbers.
    app.connect("env-get-updated", again, priority=900)
    # The one moment between the last page and the writing of the index.
    app.connect("html-collect-pages", forget_words)
    app.connect("build-finished", tidy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

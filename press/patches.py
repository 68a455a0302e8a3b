"""Every use of a third party's internals: undocumented, so an upgrade may break it.

``tests/data/internals.json`` records the versions that each was tested with and what it looked
like: parameter names, a type, or the fingerprint of a template that ours replaces. A test compares
that with what is installed. Imports are inside functions, to load only what a caller needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from markdown_it import MarkdownIt
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


# ---- The table of contents ----


def pages_of(toc: Path) -> list[str]:
    """Names of all pages in ``_toc.yml``, in reading order."""
    from sphinx_external_toc.parsing import parse_toc_yaml  # costs more than all of this module

    return list(parse_toc_yaml(toc))


def book_order(config: Config) -> list[str]:
    """Names of all pages in reading order; none in a book that has no ``_toc.yml``."""
    return list(getattr(config, "external_site_map", None) or [])


def parts(config: Config) -> list[tuple[str, list[str]]]:
    """The parts of the book: the caption of each, "" where it has none, and its pages."""
    site_map: Any = getattr(config, "external_site_map", None)

    def below(subtree: Any) -> Iterator[str]:
        for page in map(str, subtree.items):
            yield page
            for part in site_map[page].subtrees:
                yield from below(part)

    subtrees = site_map.root.subtrees if site_map else ()
    return [(str(subtree.caption or ""), list(below(subtree))) for subtree in subtrees]


# ---- Sphinx ----


def silence(app: Sphinx, modules: Collection[str]) -> None:
    """Disconnect the listeners of these packages, which Jupyter Book loads in any case."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [
            listener
            for listener in listeners
            if listener.handler.__module__.partition(".")[0] not in modules
        ]


def number_in_book(env: BuildEnvironment, page: str, anchor: str, kind: str = "figure") -> str:
    """ "Figuur 3.1", as in the caption."""
    number = env.toc_fignumbers.get(page, {}).get(kind, {}).get(anchor, ())
    return str(env.config.numfig_format[kind] % ".".join(map(str, number)))


# ---- MyST and its notebooks ----


def markdown_parser(extensions: Collection[str]) -> MarkdownIt:
    """The parser that reads chapters for the book."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    return create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML)


def as_notebook(text: str, extensions: Collection[str] = ()) -> NotebookNode:
    from myst_nb.core.read import read_myst_markdown_notebook
    from myst_parser.config.main import MdParserConfig

    settings = MdParserConfig(enable_extensions=set(extensions)) if extensions else None
    return read_myst_markdown_notebook(text, config=settings)


def execute_with(execute: Callable[..., Any]) -> Callable[..., Any]:
    """Make myst-nb execute notebooks with ``execute``; returns the original function.

    There is no hook for this, so the name in its module is replaced.
    """
    from myst_nb.core.execute import direct

    usual: Callable[..., Any] = direct.single_nb_execution
    direct.single_nb_execution = execute
    return usual


def pasting() -> Any:
    """The role that pastes a glued output."""
    from myst_nb.ext.glue.roles import PasteMarkdownRole

    return PasteMarkdownRole


def is_named(document: nodes.document, name: str) -> bool:
    """Whether a cell of this page glued an output under this name."""
    from myst_nb.core.variables import RetrievalError
    from myst_nb.ext.glue.utils import retrieve_glue_data

    try:
        retrieve_glue_data(document, name)
    except RetrievalError:
        return False
    return True


def hidden_code() -> Any:
    """The class of nodes with collapsible code."""
    from myst_nb.sphinx_ import HideCodeCellNode

    return HideCodeCellNode


def is_cell(node: nodes.Node) -> bool:
    """Whether this is a code cell: a container of its code and its outputs."""
    from docutils import nodes

    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def failed_cells(env: BuildEnvironment) -> dict[str, str]:
    """Pages on which a cell failed, with the error."""
    executed = {
        page: facts["exec_data"]
        for page, facts in getattr(env, "nb_metadata", {}).items()
        if facts.get("exec_data")
    }
    return {page: str(how.get("error")) for page, how in executed.items() if not how["succeeded"]}

"""Sphinx extensions for every output of the book."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

Fact = TypeVar("Fact")


class PerPage(Generic[Fact]):
    """A value per page, pickled with the Sphinx environment: a page that is read again or removed
    loses its value.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def of(self, env: BuildEnvironment) -> dict[str, Fact]:
        return cast("dict[str, Fact]", vars(env).setdefault(self.name, {}))

    def forget(self, app: Sphinx, env: BuildEnvironment, page: str) -> None:
        self.of(env).pop(page, None)

    def setup(self, app: Sphinx) -> None:
        app.connect("env-purge-doc", self.forget)


def after_web_book(app: Sphinx, write: Callable[[Sphinx], None]) -> None:
    """Connect what is written once the web book was built without errors."""

    def finished(app: Sphinx, error: Exception | None) -> None:
        if error is None and app.builder.name == "html":
            write(app)

    app.connect("build-finished", finished)

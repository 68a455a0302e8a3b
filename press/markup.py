"""Short pieces of HTML in code; longer ones are templates.

``tests/test_lagen.py`` allows no other way to write HTML.
"""

from markupsafe import Markup


def html(text: str, *values: object) -> str:
    """``text`` with its placeholders filled in, each value escaped."""
    # A str, as Markup would escape whatever it is added to.
    return str(Markup(text).format(*values))  # noqa: S704, see pyproject.toml

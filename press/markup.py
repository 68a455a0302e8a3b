"""HTML written in code: text with gaps, and values that are escaped on their way into it.

What is longer stands in a template. ``tests/test_lagen.py`` allows no other way.
"""

from markupsafe import Markup


def html(text: str, *values: object) -> str:
    """``text`` with its gaps filled in; nothing passes as it stands."""
    # A str, as Markup would escape whatever it is added to.
    return str(Markup(text).format(*values))  # noqa: S704, see pyproject.toml

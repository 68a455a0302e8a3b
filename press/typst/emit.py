"""Write Typst *code mode*: function calls and string literals.

Code mode has one context only, so nothing in the text can be taken for markup: all that needs
escaping is the backslash and the double quote (and a newline, so that a call stays readable).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Code(str):
    """An expression that is Typst code already, to be written as it is."""


def string(text: str) -> Code:
    """A string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return Code(f'"{escaped}"')


def block(expressions: Iterable[str]) -> Code:
    """A code block: its expressions are joined into one piece of content."""
    lines = list(expressions)
    if not lines:
        return Code("none")
    if len(lines) == 1 and "\n" not in lines[0]:
        return Code(lines[0])
    return Code("{\n" + "\n".join(lines) + "\n}")


def value(item: Any) -> Code:
    """A Python value as a Typst value; ``None`` becomes ``none``."""
    if isinstance(item, Code):
        return item
    if item is None:
        return Code("none")
    if isinstance(item, bool):
        return Code("true" if item else "false")
    if isinstance(item, (int, float)):
        return Code(str(item))
    if isinstance(item, str):
        return string(item)
    if isinstance(item, Mapping):
        pairs = ", ".join(f"{string(key)}: {value(item[key])}" for key in item)
        return Code(f"({pairs})" if pairs else "(:)")
    if isinstance(item, Iterable):
        # The trailing comma keeps a list of one from being mere parentheses.
        return Code("(" + "".join(f"{value(part)}, " for part in item).strip() + ")")
    raise TypeError(f"cannot be written as a Typst value: {item!r}")


def call(name: str, body: Code | None = None, /, **arguments: Any) -> Code:
    """A call of a template function. Arguments that are empty are left out."""
    parts = [
        f"{key.replace('_', '-')}: {value(item)}"
        for key, item in arguments.items()
        if item is not None and item != () and item != []
    ]
    if body is not None:
        parts.append(body)
    return Code(f"{name}({', '.join(parts)})")

"""Write Typst *code mode*: function calls and string literals.

Code mode has a single context, so no text can be mistaken for markup: only the backslash and the
double quote need escaping (and the newline, to keep calls readable).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Code(str):
    """A Typst expression, written verbatim."""


def string(text: str) -> Code:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return Code(f'"{escaped}"')


def block(expressions: Iterable[str]) -> Code:
    """A code block, whose expressions Typst joins into one piece of content."""
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
        # Without the trailing comma, a one-element array is just a parenthesised value.
        return Code("(" + "".join(f"{value(part)}, " for part in item).strip() + ")")
    raise TypeError(f"cannot be written as a Typst value: {item!r}")


def call(name: str, body: Code | None = None, /, **arguments: Any) -> Code:
    """A call to a template function. Empty arguments are omitted."""
    parts = [
        f"{key.replace('_', '-')}: {value(item)}"
        for key, item in arguments.items()
        if item is not None and item != () and item != []
    ]
    if body is not None:
        parts.append(body)
    return Code(f"{name}({', '.join(parts)})")

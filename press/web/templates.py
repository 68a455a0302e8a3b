"""Render HTML and XML from ``templates/``, with every value escaped.

Sphinx renders its pages from the same folder, but without escaping.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).resolve().parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
)  # fmt: skip


def rendered(template: str, **values: Any) -> str:
    return TEMPLATES.get_template(template).render(values)

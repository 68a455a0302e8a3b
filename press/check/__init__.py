"""The checks that run before and after a build."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One broken rule and its location; line 0 when it concerns a whole file."""

    place: str
    text: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.place}{f', regel {self.line}' if self.line else ''}: {self.text}"

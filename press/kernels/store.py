"""Keep what a chapter produced, with all that it was made from, and know when it still holds.

The kernel itself tells which files it opened (an audit hook, see ``server.py``), so nobody has to
declare dependencies and no read is missed. Of the tables of figures it tells which rows it used:
a chapter does not depend on the rest. A chapter is made from its code, the files of the project
that it read, those rows, the folders that it listed, the helper package, the versions of everything
installed and the settings in the environment. As long as these have the same content, executing it
again would give the same outputs and the same files; when one of them changed, it is executed.

What cannot be followed is not kept: a chapter that starts another program, or that writes elsewhere
than in the folder for charts.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from press import fingerprint
from press.project import EXPORT, REPORT, ROOT, data_folder

HELPERS = REPORT
# Set by whoever publishes; without it nothing is kept and every chapter is executed.
PLACE = "JAARVERSLAG_BEWAARD"
# Rows of a table by what stands in one of its columns.
Grouped = Callable[[str, str], dict[str, list[list[Any]]]]
# What a kernel reports about a path; anything else means that it cannot be followed.
READ, LISTED, WRITTEN, PART = "r", "l", "w", "d"
STATE, NOTEBOOK = "staat.json", "uitgevoerd.ipynb"
# File for the record of the kernel that this thread is about to start; none: keep no record.
RECORD: ContextVar[Path | None] = ContextVar("RECORD", default=None)


class Untraceable(Exception):
    """These outputs depend on something that was not recorded."""


@dataclass
class Trace:
    """What a kernel did to files of the project, by path from the project's root.

    ``began``: nanoseconds since 1970; a file that changed later may be read or not. ``parts``:
    table, column and value, as JSON.
    """

    read: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    began: int = 0

    @classmethod
    def load(cls, file: Path, began: int = 0) -> Trace:
        """From the lines that the kernel wrote; raises ``Untraceable`` when it did more."""
        trace = cls(began=began)
        kinds = {READ: trace.read, LISTED: trace.listed, WRITTEN: trace.written}
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if not lines:
            raise Untraceable("van deze kernel is niet bekend wat hij las")
        for line in lines[1:]:
            kind, name = json.loads(line)
            if kind == PART:
                trace.parts.add(name)
                continue
            path = Path(os.path.relpath(name, ROOT)).as_posix()
            if kind not in kinds:
                raise Untraceable(f"{kind} {path}")
            # A read of what it wrote itself before is no dependency.
            if not (kind == READ and path in trace.written):
                kinds[kind].add(path)
        return trace


@dataclass(frozen=True)
class Kept:
    """Where an executed notebook stands, and the digest of all it gave: outputs and files."""

    file: Path
    digest: str

    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.file, as_version=4)


class Store:
    """Executed chapters in a folder, one sub-folder each."""

    def __init__(self, folder: Path, exports: Path) -> None:
        self.folder = folder
        self.exports = exports
        # Whether a table exists at all is asked without opening it: their names count for all.
        self._base = "-".join(
            part[:16]
            for part in (
                fingerprint.of_trees([HELPERS, Path(__file__).parent]),
                fingerprint.of_installed(),
                fingerprint.of_settings(),
                fingerprint.of_names(data_folder()),
            )
        )
        self._files = cache(lambda path: fingerprint.of_file(ROOT / path))
        self._folders = cache(lambda path: fingerprint.of_names(ROOT / path))
        grouped = cache(rows_by_value)
        self._parts = cache(lambda part: of_part(part, grouped))
        self._tables = cache(_of_tables)

    @classmethod
    def of_this_build(cls) -> Store | None:
        place = os.environ.get(PLACE)
        if not place:
            return None
        exports = os.environ.get("JAARVERSLAG_EXPORT")
        return cls(Path(place), Path(exports) if exports else EXPORT)

    def lay_out(self) -> None:
        """Put all kept files back: Sphinx asks for them before it is known which still hold."""
        for name in self.names():
            place = self.folder / name
            state = json.loads((place / STATE).read_text(encoding="utf-8"))
            if state["base"] != self._base:
                shutil.rmtree(
                    place
                )  # of other tools: nothing in it holds, perhaps not even its form
                continue
            known = state["written"]
            files = {path: place / "bestanden" / str(n) for n, path in enumerate(known)}
            if any(fingerprint.of_file(file) != known[path] for path, file in files.items()):
                self.forget([name])
                continue
            for path, file in files.items():
                (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
                # With its moment: Sphinx would read the chapter again for a younger chart.
                shutil.copy2(file, ROOT / path)

    def forget(self, names: Iterable[str]) -> None:
        """Of chapters that must be executed, or are none any more: their files go."""
        for name in names:
            place = self.folder / name
            try:
                state = json.loads((place / STATE).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                state = {"written": {}}
            for path in state["written"]:
                (ROOT / path).unlink(missing_ok=True)
            # First: without it the folder counts for nothing, when the rest does not come to pass.
            (place / STATE).unlink(missing_ok=True)
            shutil.rmtree(place, ignore_errors=True)

    def date(self, name: str, moment: int) -> None:
        """Give files that came out as they were the moment that they had, in nanoseconds."""
        place = self.folder / name
        state = json.loads((place / STATE).read_text(encoding="utf-8"))
        for number, path in enumerate(state["written"]):
            for file in (ROOT / path, place / "bestanden" / str(number)):
                os.utime(file, ns=(moment, moment))

    def names(self) -> set[str]:
        return {
            record.parent.relative_to(self.folder).as_posix() for record in self.folder.rglob(STATE)
        }

    def find(self, name: str, text: str, read: Callable[[], nbformat.NotebookNode]) -> Kept | None:
        """What this chapter gave, if all it was made from is as it was.

        ``text``: digest of its source; ``read`` makes the notebook of it. That costs time, and so
        do rows of tables: neither is looked at when the whole text and all tables are the same.
        """
        place = self.folder / name
        try:
            state = json.loads((place / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if (
            state["base"] != self._base
            or fingerprint.of_file(place / NOTEBOOK) != state["notebook"]
        ):
            return None
        if any(self._files(path) != digest for path, digest in state["read"].items()):
            return None
        if any(self._folders(path) != digest for path, digest in state["listed"].items()):
            return None
        if state["text"] != text and state["code"] != _code(read()):
            return None
        if state["tables"] != self._tables() and any(
            self._parts(part) != digest for part, digest in state["parts"].items()
        ):
            return None
        if (state["text"], state["tables"]) != (text, self._tables()):
            state |= {"text": text, "tables": self._tables()}
            self._write(place, state)
        return Kept(place / NOTEBOOK, state["digest"])

    def seconds(self, name: str) -> float:
        """How long this chapter took the last time; 0 when that is not known."""
        try:
            state = json.loads((self.folder / name / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0.0
        return float(state.get("seconds", 0))

    def keep(
        self, name: str, text: str, executed: nbformat.NotebookNode, trace: Trace, seconds: float
    ) -> Kept:
        """Remember an execution; raises ``Untraceable`` when it wrote outside the chart folder."""
        written = sorted(path for path in trace.written if (ROOT / path).is_file())
        if astray := [path for path in written if self.exports not in (ROOT / path).parents]:
            raise Untraceable(astray[0])
        if shared := [path for path in trace.read if self.exports in (ROOT / path).parents]:
            raise Untraceable(shared[0])
        # The rows it used come from any table of the package.
        tables = data_folder().iterdir() if trace.parts else ()
        used = [*(ROOT / path for path in trace.read), *tables]
        if late := [path for path in used if _moment(path) >= trace.began]:
            raise Untraceable(f"{os.path.relpath(late[0], ROOT)} veranderde intussen")
        outputs = [cell.get("outputs", []) for cell in executed.cells]
        files = {path: fingerprint.of_file(ROOT / path) for path in written}
        digest = fingerprint.of_text(json.dumps([outputs, files]))
        state: dict[str, Any] = {
            "base": self._base,
            "text": text,
            "code": _code(executed),
            "digest": digest,
            "seconds": round(seconds, 2),
            "tables": _of_tables(),
            "read": {path: fingerprint.of_file(ROOT / path) for path in sorted(trace.read)},
            "listed": {path: fingerprint.of_names(ROOT / path) for path in sorted(trace.listed)},
            "parts": {part: self._parts(part) for part in sorted(trace.parts)},
            "written": files,
        }
        place, fresh = self.folder / name, self.folder / f"{name}.nieuw"
        shutil.rmtree(fresh, ignore_errors=True)
        (fresh / "bestanden").mkdir(parents=True)
        for number, path in enumerate(written):
            shutil.copy2(ROOT / path, fresh / "bestanden" / str(number))
        nbformat.write(executed, fresh / NOTEBOOK)
        state["notebook"] = fingerprint.of_file(fresh / NOTEBOOK)
        # Last: without it the folder counts for nothing, however far it got.
        self._write(fresh, state)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
        return Kept(place / NOTEBOOK, digest)

    @staticmethod
    def _write(place: Path, state: dict[str, Any]) -> None:
        partial = place / f"{STATE}.deel"
        partial.write_text(json.dumps(state, indent=1), encoding="utf-8")
        partial.replace(place / STATE)


def of_part(part: str, grouped: Grouped) -> str:
    """Digest of rows that a chapter used, as they are now; ``part`` is table, column and value."""
    from jaarverslag.cijfers import rijen_van  # only where rows are used is this needed

    table, column, value = json.loads(part)
    if value:
        rows = grouped(table, column).get(value, [])
    else:
        rows = rijen_van(table, column, "").to_numpy(dtype=object).tolist()
    # Exact, and much faster than pandas writes a table.
    return fingerprint.of_text(repr(rows))


def rows_by_value(table: str, column: str) -> dict[str, list[list[Any]]]:
    """All rows by what stands in this column: a book asks for hundreds of parts."""
    from jaarverslag.cijfers import rijen_van

    rows = rijen_van(table, "", "")
    grouped: dict[str, list[list[Any]]] = {}
    for value, row in zip(rows[column], rows.to_numpy(dtype=object).tolist(), strict=True):
        grouped.setdefault(value, []).append(row)
    return grouped


def _of_tables() -> str:
    return fingerprint.of_trees([data_folder()])


def _moment(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _code(notebook: nbformat.NotebookNode) -> str:
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return fingerprint.of_text(json.dumps([notebook.metadata.get("kernelspec", {}), cells]))

"""The text of an edition as plain text, in seconds and without building a book.

    python tests/leestekst.py        write the golden texts of tests/goud/ again (`make goud`)

Chapters are read and their cells run as the book does; only the drawing of charts is left out:
titles, captions and descriptions are text. A paragraph, list item or row of a table is a line.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "chapters"), str(ROOT / "tests")]

import matplotlib as mpl  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from IPython.utils.capture import capture_output  # noqa: E402
from jaarverslag import gegevens, proza, tonen, weergave  # noqa: E402
from jaarverslag.voorbeeld import ORGANISATIE, WOORD  # noqa: E402
from markdown_it.token import Token  # noqa: E402

from press.check.chapter import DIRECTIVE, count_options, parser, texts  # noqa: E402
from voorbeeld import maak  # noqa: E402

# Pages with prose; the others only list tables.
PAGES = (
    "index", "voorwoord", "beleidskader", "uitgelicht", "vormingsaanbod", "vraaggestuurde-werking",
    "evenementen", "ontwikkeltrajecten", "onderzoek", "beeldvorming", "kennisknooppunt",
    "digitaal-platform", "zakelijk-plan", "financieel-beleid", "dekking", "english-summary",
)  # fmt: skip
GOLD = Path(__file__).parent / "goud"
CELL = re.compile(r"```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)\n?```\n", re.S)
NAMED = re.compile(r"\{cijfer\}`(\w+)`")
ROLES = re.compile(r"\{(term|numref)\}`([^`<]+?)(?: <[^>]*>)?`")
# Links whose text is the title of their target; and words set as code.
UNNAMED, CODE = re.compile(r"\[\]\("), re.compile(r"(?<![}`])`([^`\n]+)`(?!`)")


# ---- chapters to text ----


def pages_of(data: Path, pages: Sequence[str] = PAGES) -> dict[str, list[str]]:
    """The lines of each page of the edition over this data package."""
    with _edition(data):
        return {page: lines(chapter(page)) for page in pages}


@contextmanager
def _edition(data: Path) -> Iterator[None]:
    InteractiveShell.instance()
    mpl.use("agg")
    with tempfile.TemporaryDirectory() as export, mpl.rc_context(), patch.dict(
        os.environ, {"JAARVERSLAG_DATA": str(data), "JAARVERSLAG_EXPORT": export}
    ), patch("jaarverslag.grafieken.stijl.als_svg", lambda *_: "<svg/>"):  # fmt: skip
        gegevens.vergeet()
        yield
    gegevens.vergeet()


def chapter(name: str) -> str:
    """A chapter as MyST, with its cells replaced by their outputs."""
    weergave._gebruikt.clear()
    source = (ROOT / "chapters" / f"{name}.md").read_text("utf-8").split("---\n", 2)[2]
    names: dict[str, Any] = {}
    glue: dict[str, str] = {}
    text = proza.vul_in(proza.kies(source))
    text = CELL.sub(lambda cell: f"\n{_shown(cell[1], names, glue)}\n", text)
    # Other names stay, as on the page that explains the syntax.
    return NAMED.sub(lambda name: glue.get(name[1], name[0]), text)


def _shown(code: str, names: dict[str, Any], glue: dict[str, str]) -> str:
    """The Markdown that a cell shows; values that it names go into ``glue``."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with capture_output() as got:
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
            if value is not None:
                tonen.display(value)
    shown = []
    for output in got.outputs:
        if given := (output.metadata or {}).get("scrapbook"):
            glue[given["name"]] = output.data[f"{tonen.LIJM}text/markdown"]
        else:
            shown.append(output.data.get("text/markdown", ""))
    return "\n".join(shown)


def lines(myst: str) -> list[str]:
    """The text of MyST, without its markup."""
    myst = ROLES.sub(lambda role: "Figuur" if role[1] == "numref" else role[2], myst)
    myst = CODE.sub(r"\1", UNNAMED.sub("[Elders](", myst))
    found = []
    for line in _lines(parser().parse(myst)):
        plain = " ".join(line.replace("\N{NO-BREAK SPACE}", " ").split("\n"))
        found += [plain.strip()] if plain.strip() else []
    return found


def _lines(tokens: list[Token]) -> Iterator[str]:
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " | ".join(row)
            row = None
        elif token.type == "inline":
            text = "\n".join(text for _, text in texts(token.children or []))
            if row is None:
                yield text
            else:
                row.append(text)
        elif token.type in ("fence", "colon_fence") and token.info.startswith("{"):
            yield from _of_directive(token)


def _of_directive(token: Token) -> Iterator[str]:
    name, argument = DIRECTIVE.fullmatch(token.info.strip()).groups()
    rows = token.content.splitlines()
    options = count_options(rows)
    if name in ("table", "admonition"):
        yield from _lines(parser().parse(argument))
    for row in rows[:options]:
        if row.startswith(":alt:"):
            yield row.removeprefix(":alt:").strip(" \"'")
    yield from _lines(parser().parse("\n".join(rows[options:])))


# ---- editions of other years, over invented figures ----


def rows_of(year: int) -> list[dict[str, str]]:
    """The invented figures of a year."""
    with (Path(__file__).parent / "edities.csv").open(encoding="utf-8", newline="") as table:
        return [row for row in csv.DictReader(table) if row["jaar"] == str(year)]


def write_edition(target: Path, year: int, rows: list[dict[str, str]]) -> Path:
    """The real tables with these rows of later years, as the edition over ``year``."""
    shutil.copytree(ROOT / "data", target)
    described = target / "datapackage.json"
    package = json.loads(described.read_text("utf-8"))
    day = f"{year + 1}-05-11"
    package |= {"verslagjaar": year, "publicatiedatum": day, "peildatum": day}
    package |= {name: package[name].replace("2021", str(year)) for name in ("name", "title")}
    package["version"] = f"{year}.1.0"
    package["breuken"] = [
        {"indicator": "vormingen-nieuwkomers", "jaar": 2023, "reden": "De telling is nieuw."}
    ]
    described.write_text(json.dumps(package, ensure_ascii=False), "utf-8")
    (target / "vingerafdruk.csv").unlink()
    _add(target / "kerncijfers.csv", [_complete(row) for row in rows])
    _add(
        target / "bronnen.csv",
        [
            {
                "id": f"socius-jaarverslag-{later}", "titel": f"Verzonnen verslag {later}",
                "uitgever": "Socius vzw", "url": f"https://example.org/{later}",
                "datum": f"{later + 1}-05-11", "soort": "webpagina",
                "geraadpleegd": f"{later + 1}-05-11",
            }
            for later in range(2022, year + 1)
        ],
    )  # fmt: skip
    return target


def _complete(row: dict[str, str]) -> dict[str, str]:
    known = {"status": "gepubliceerd", "bron": f"socius-jaarverslag-{row['jaar']}"}
    gap = {"status": "niet-gevonden", "noot": "Verzonnen: niet gevonden."}
    return (known if row["waarde"] else gap) | {name: cell for name, cell in row.items() if cell}


def _add(table: Path, rows: list[dict[str, str]]) -> None:
    head = table.read_text("utf-8").split("\n", 1)[0].split(",")
    buffer = io.StringIO()
    csv.DictWriter(buffer, head, restval="", lineterminator="\n").writerows(rows)
    with table.open("a", encoding="utf-8") as file:
        file.write(buffer.getvalue())


def write_all(folder: Path) -> dict[str, Path]:
    """The three editions that stand in golden texts, by their name."""
    later = rows_of(2022), rows_of(2023)
    maak.schrijf(folder / "voorbeeld")
    return {
        "2022": write_edition(folder / "2022", 2022, later[0]),
        "2023": write_edition(folder / "2023", 2023, [*later[0], *later[1]]),
        "voorbeeld": folder / "voorbeeld",
    }


def golden(read: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    """The text of each edition without the lines that all of them share."""
    real, version = gegevens.pakket()["organisatie"]["kort"], gegevens.pakket()["version"]

    def same(line: str) -> str:
        return line.replace(f"{WOORD}: ", "").replace(ORGANISATIE, real)

    of_all = set.intersection(*({same(line) for page in pages.values() for line in page}
                                for pages in read.values()))  # fmt: skip
    texts = {}
    for name, pages in read.items():
        kept = []
        for page, found in pages.items():
            kept += ["", f"# {page}", *(line for line in found if same(line) not in of_all)]
        # The example has the version of the real edition, which `make klaar` raises.
        texts[name] = "\n".join(kept[1:]).replace(f"(versie {version})", "(versie …)") + "\n"
    return texts


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        editions = write_all(Path(folder))
        read = {name: pages_of(data) for name, data in editions.items()}
    GOLD.mkdir(exist_ok=True)
    for name, text in golden(read).items():
        (GOLD / f"{name}.txt").write_text(text, encoding="utf-8")
        print(f"{GOLD.name}/{name}.txt: {len(text.splitlines())} regels")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

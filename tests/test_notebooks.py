"""Every chapter runs on its own: in any order, without Sphinx, from a zip, from plain Jupyter."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest
import writes
import yaml
from bs4 import BeautifulSoup as soup
from conftest import ROOT, Boek
from jaarverslag import oefenen, proza
from jaarverslag.cijfers import OnbekendCijfer
from jupytext.config import load_jupytext_configuration_file

from press.check import cells, prose
from press.check.chapter import Chapter
from press.project import book_pages

CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))
# Those that lean on most of the package; `make keuring` runs all of them.
ALONE = ("kerncijfers", "vormingsaanbod", "financieel-beleid", "methode")
NOT_ALONE = shutil.ignore_patterns("__pycache__", "notebooks", ".ipynb_checkpoints")


def run(
    notebook: nbformat.NotebookNode, folder: Path, *, allow_errors: bool = False
) -> nbformat.NotebookNode:
    """Run in a fresh kernel that starts in ``folder``, as Jupyter does.

    Through files: a port that was picked beforehand may be taken when the kernel asks for it.
    The imports stand inside, because the test of the zip runs this text elsewhere.
    """
    import tempfile

    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory(prefix="k-") as place:
        manager = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{place}/k")
        resources = {"metadata": {"path": str(folder)}}
        client = NotebookClient(
            notebook, km=manager, timeout=120, resources=resources, allow_errors=allow_errors
        )
        return client.execute()


# Syntax that only the book supports.
MYST = re.compile(r"\{(?:cijfer|numref|term|ref)\}|^:::|\]\(#|\]\{\.|^\{\.|\.md\)", re.M)


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [out for cell in notebook.cells for out in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chapters, helper package and data only: no Sphinx, no settings, no charts of others."""
    root = tmp_path_factory.mktemp("alleen")
    shutil.copytree(ROOT / "chapters", root / "chapters", ignore=NOT_ALONE)
    shutil.copytree(ROOT / "data", root / "data")
    return root / "chapters"


def test_a_chapter_that_fails_is_noticed(alone: Path) -> None:
    bad = jupytext.read(alone / "begrippen.md")
    bad.cells[-1].source += '\njv.tabel("bestaat-niet")'
    with pytest.raises(Exception, match="bestaat-niet"):
        run(bad, alone)


def test_jupytext_executes_a_chapter_from_the_folder_of_chapters(alone: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jupytext", "--quiet", "--to", "ipynb", "--execute",
         "--output", "-", "begrippen.md"],
        cwd=alone, capture_output=True, text=True, check=True,
    )  # fmt: skip
    made = nbformat.reads(done.stdout, as_version=4)
    assert any("glossary" in out["data"].get("text/markdown", "") for out in outputs(made))


# ---- text and notebook are the same chapter ----


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_saving_from_jupyter_leaves_the_text_as_it_was(chapter: Path) -> None:
    config = load_jupytext_configuration_file(str(ROOT / "chapters" / "jupytext.toml"))
    text = chapter.read_text(encoding="utf-8")
    read = jupytext.reads(text, "md:myst", config=config)
    saved = jupytext.writes(read, "md:myst", config=config)
    assert saved == text


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_offered_notebook_is_the_chapter_and_reads_without_myst(
    chapter: Path, boek: Boek
) -> None:
    made = nbformat.read(boek.html / "notebooks" / f"{chapter.stem}.ipynb", as_version=4)
    nbformat.validate(made)
    asked, *codes = [cell.source.strip() for cell in made.cells if cell.cell_type == "code"]
    assert "zipfile" in asked and "-notebooks.zip" in made.cells[0].source
    chosen = jupytext.reads(proza.kies(chapter.read_text("utf-8")), "md:myst")
    assert codes == [c.source.strip() for c in chosen.cells if c.cell_type == "code"]
    shown = [out.data for out in outputs(made) if "data" in out]
    prose = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
    texts = prose + [data[kind] for data in shown for kind in data if kind != "text/plain"]
    inside = re.compile(r"<(?:pre|code).*?</(?:pre|code)>|```.*?```|`[^`]*`", re.S)
    for text in texts:
        left = MYST.search(inside.sub("", text))
        assert left is None, left
    page = boek.page(chapter.stem)
    captions = [soup(data["text/html"], "html.parser") for data in shown if "text/html" in data]
    numbers = [c.get_text() for html in captions for c in html.select("figcaption, caption")]
    for anchor, caption in zip(page.select("figure[id], table[id^=tab-]"), numbers, strict=False):
        said = anchor.select_one("figcaption, caption").get_text(" ", strip=True)
        assert " ".join(caption.split())[:20] == " ".join(said.split())[:20]
    assert all(image["alt"] for html in captions for image in html.select("figcaption img"))


def test_a_downloaded_notebook_and_the_zip_run_in_an_empty_folder(
    boek: Boek, tmp_path: Path
) -> None:
    (archive,) = (boek.html / "notebooks").glob("*-notebooks.zip")
    shutil.copy(archive, tmp_path)
    done = run(nbformat.read(boek.html / "notebooks" / "vormingsaanbod.ipynb", 4), tmp_path)
    assert sum("<img alt=" in out.get("data", {}).get("text/html", "") for out in outputs(done)) > 1
    # Showing a chart writes nothing.
    assert not [*tmp_path.rglob("*.svg")] and len([*tmp_path.iterdir()]) == 2


def test_pairing_puts_outputs_where_git_does_not_look(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters", ignore=NOT_ALONE)
    subprocess.run(
        [sys.executable, "-m", "jupytext", "--quiet", "--sync", "begrippen.md"],
        cwd=tmp_path / "chapters", check=True, capture_output=True,
    )  # fmt: skip
    made = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ipynb")]
    assert made == ["chapters/notebooks/begrippen.ipynb"]
    if (ROOT / ".git").exists():
        ignored = subprocess.run(
            ["git", "check-ignore", "--no-index", made[0], "chapters/los.ipynb"],
            cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert ignored.stdout.split() == [made[0], "chapters/los.ipynb"]


def test_what_is_made_is_never_committed() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a repository")

    def files(*options: str) -> list[str]:
        command = ["git", "ls-files", "-z", *options]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return listed.stdout.split("\0")[:-1]

    assert files()
    made = re.compile(r"\.(?:ipynb|sqlite|xlsx|parquet)$|^_build/|^figures/export/|(^|/)notebooks/")
    assert [name for name in files() if made.search(name)] == []
    assert files("--cached", "--ignored", "--exclude-standard") == []
    # A link would point outside the repository, or nowhere on another machine.
    assert [file for file in files("--stage") if file.startswith("120000")] == []


# ---- a new chapter ----


def test_the_skeleton_of_a_new_chapter_runs_and_passes_the_checks(alone: Path) -> None:
    path = alone / "nieuw.md"
    path.write_text(oefenen.nieuw_hoofdstuk("Een nieuw hoofdstuk", "vormingen"), encoding="utf-8")
    try:
        done = run(jupytext.read(path), alone)
        assert any("bron-" in out.get("data", {}).get("text/markdown", "") for out in outputs(done))
        read = Chapter.read(path)
        assert [*prose.problems(read), *prose.passages(read), *cells.problems(read)] == []
    finally:
        path.unlink()


def test_the_skeleton_refuses_an_unknown_indicator() -> None:
    with pytest.raises(OnbekendCijfer, match="vormingen"):
        oefenen.nieuw_hoofdstuk("Een nieuw hoofdstuk", "vormigen")


# ---- the zip ----


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, boek: Boek) -> Path:
    """The zip in an empty folder, far from the repository."""
    folder = tmp_path_factory.mktemp("leeg")
    (archive,) = (boek.html / "notebooks").glob("*-notebooks.zip")
    zipfile.ZipFile(archive).extractall(folder)
    (root,) = folder.iterdir()
    return root


def without_git(folder: Path) -> dict[str, str]:
    """A machine without git and without this repository: nothing but Python."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    env = {"PATH": str(bin_), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    assert shutil.which("git", path=env["PATH"]) is None
    return env


def recipe(root: Path) -> list[str]:
    text = (root / "LEESMIJ.txt").read_text(encoding="utf-8")
    return re.findall(r"^(?:python3|omgeving/bin/python) .*$", text, re.M)


def test_the_recipe_has_three_lines_that_name_what_is_there(unpacked: Path) -> None:
    lines = recipe(unpacked)
    assert len(lines) == 3
    for name in re.findall(r"-r (\S+)", " ".join(lines)):
        assert (unpacked / name).read_text().count("==") > 20, name
    assert (unpacked / lines[-1].split()[-1]).is_dir()
    named = ("requirements.txt", "requirements-lab.txt")
    pinned = "".join((unpacked / name).read_text() for name in named)
    assert "\njupyterlab==" in pinned and "\npandas==" in pinned


def test_the_zip_holds_nothing_of_this_machine(unpacked: Path) -> None:
    for path in filter(Path.is_file, unpacked.rglob("*")):
        assert "__pycache__" not in path.parts
        assert str(ROOT).encode() not in path.read_bytes(), path


# Runs the given notebooks one after the other, and saves their outputs.
RUN_ALL = (
    "from __future__ import annotations\n"
    + inspect.getsource(run)
    + """
import sys
from pathlib import Path
import nbformat
folder = Path("chapters").resolve()
for name in sys.argv[1:]:
    done = run(nbformat.read(folder / f"{name}.ipynb", 4), folder, allow_errors=True)
    nbformat.write(done, f"{name}.uitgevoerd.ipynb")
"""
)


@pytest.fixture(scope="module")
def executed(unpacked: Path) -> Path:
    """Where the notebooks stand that ran with the packages of this environment, but without git."""
    subprocess.run(
        [sys.executable, "-c", RUN_ALL, *ALONE],
        cwd=unpacked, env=without_git(unpacked), check=True,
    )  # fmt: skip
    return unpacked


def test_the_zip_holds_every_chapter(unpacked: Path) -> None:
    chapters = {path.stem for path in CHAPTERS}
    assert {path.stem for path in (unpacked / "chapters").glob("*.ipynb")} == chapters


@pytest.mark.parametrize("chapter", ALONE)
def test_a_chapter_of_the_zip_runs_alone_in_a_fresh_kernel(executed: Path, chapter: str) -> None:
    done = nbformat.read(executed / f"{chapter}.uitgevoerd.ipynb", 4)
    shown = outputs(done)
    # The first cell finds the package.
    assert bool(shown) == (sum(cell.cell_type == "code" for cell in done.cells) > 1)
    assert not [out for out in shown if out.output_type == "error" or out.get("name") == "stderr"]
    for out in shown:
        # Plain Jupyter cannot read MyST directives: what is shown there is the HTML.
        if out.get("data", {}).get("text/markdown", "").startswith((":::", "{.")):
            assert "text/html" in out.data


@pytest.mark.keuring
def test_the_recipe_works_to_the_letter(unpacked: Path) -> None:
    """Lines one and two as they stand; the third with --version, for a server does not end."""
    first, second, third = recipe(unpacked)
    env = {**os.environ, "PATH": "/usr/local/bin:/usr/bin:/bin"}
    first = first.replace("python3", sys.executable, 1)
    for line in (first, second, f"{third} --version"):
        subprocess.run(line.split(), cwd=unpacked, env=env, check=True)
    subprocess.run(
        [str(unpacked / "omgeving/bin/python"), "-c", RUN_ALL, *(path.stem for path in CHAPTERS)],
        cwd=unpacked, env=without_git(unpacked), check=True,
    )  # fmt: skip
    for chapter in CHAPTERS:
        done = nbformat.read(unpacked / f"{chapter.stem}.uitgevoerd.ipynb", 4)
        assert not [out for out in outputs(done) if out.output_type == "error"], chapter


# ---- tools for contributors ----


def test_make_help_names_every_verb() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    verbs = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split()
    for verb in verbs:
        if verb != "help" and "-" not in verb:  # the two parts of `make check`
            assert f"make {verb} " in done.stdout, verb


def test_check_is_content_and_writes_nowhere_else(tmp_path: Path) -> None:
    check = ["make", "-o", ".venv/.test", "check"]
    env = {**os.environ, **writes.watched(tmp_path)}
    done = subprocess.run(check, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert writes.strays(tmp_path, ROOT) == set()


def test_contributing_is_short_and_its_commands_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 45
    verbs = set(re.findall(r"`make (\w+)`", text))
    makefile = (ROOT / "Makefile").read_text()
    assert verbs and all(re.search(rf"^{verb}:", makefile, re.M) for verb in verbs)
    for name in re.findall(r"`((?:data|chapters|press|tests)/[\w./-]+\.\w+|_toc\.yml)`", text):
        assert (ROOT / name).exists(), name
    for topic in ("figure", "source", "chapter"):
        assert re.search(rf"^## .*{topic}", text, re.M | re.I), topic


def test_pre_commit_runs_what_check_runs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    entries = " ".join(hook["entry"] for hook in hooks)
    for part in ("ruff check", "ruff format", "press check"):
        assert part in entries, part
    # A hook that downloads a tool of its own would pin it in a second place.
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert any(re.search(hook.get("files", "$^"), "chapters/x.ipynb") for hook in hooks)


def test_the_form_for_a_correction_asks_what_the_table_needs() -> None:
    place = ROOT / ".github" / "ISSUE_TEMPLATE" / "correctie.yml"
    form = yaml.safe_load(place.read_text(encoding="utf-8"))
    asked = {part.get("id") for part in form["body"]}
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    table = next(t for t in package["resources"] if t["name"] == "correcties")
    needed = {field["name"] for field in table["schema"]["fields"]}
    # The maker of the book decides on the day and the weight of a correction.
    assert needed - asked <= {"datum", "soort", "ernst"}
    pages = {Path(page).name for page in book_pages()}
    offered = next(part for part in form["body"] if part.get("id") == "hoofdstuk")
    assert set(offered["attributes"]["options"]) == pages

"""Build the book and publish it whole, or not at all.

    python -m press html pdf

The data are validated; one process executes the chapters (``chapters.py``), and others run Jupyter
Book (``maker.py``) on the results, in a scratch folder. The *output* is checked, and only then does
it replace the previous publication in ``_build/``; when anything fails before that, the previous
publication stays as it was. Messages are Dutch, one per line.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from press import kept, project, public
from press.check import tables
from press.project import BUILD, EXPORT, KEPT, LOG, ROOT, book_file, edition_day, package
from press.publish import sources, undo
from press.publish.place import only_one_build, swap, workplace
from press.publish.sources import Sources
from press.say import STOPS, Refused, reasons, say, shortened

# What Jupyter Book is asked for, and what each is called.
BUILDERS = {
    "html": ("Webboek", ["--builder", "html"]),
    "pdf": ("PDF", ["--builder", "custom", "--custom-builder", "typst"]),
}
# What to report of a failed build: warnings, Sphinx's final error, and the error of a cell.
WARNINGS = re.compile(r"^.*(?:WARNING|ERROR|CRITICAL): .*$", re.M)
LAST_WORD = re.compile(
    r"^(?!Exception occurred)([A-Z][^\n:]*):\n+(.*?)(?=^Traceback|\Z)", re.M | re.S
)
CELL_ERROR = re.compile(r"^[A-Z]\w*(?:Error|Exception|Warning|Cijfer): .*$", re.M)
# Sphinx prints this when it has read all chapters and saved their doctrees.
CHAPTERS_SAVED = "preparing documents"
READ = "_build/.doctrees"


def check_place(described: dict[str, Any]) -> None:
    """Real figures in the real book, invented ones in the example; raises ``Refused``."""
    here = ROOT.parts[-len(project.EXAMPLE_PLACE) :] == project.EXAMPLE_PLACE
    if described.get("voorbeeld") and not here:
        raise Refused(
            "datapackage.json: dit zijn voorbeeldcijfers (voorbeeld: true). "
            "Die komen niet in het echte boek; `make voorbeeld` maakt er een apart boek van."
        )
    if here and not described.get("voorbeeld"):
        raise Refused("datapackage.json: in de map van het voorbeeld horen geen echte cijfers.")


def environment(scratch: Path) -> dict[str, str]:
    """The environment of a build, independent of machine and clock: dates, language, settings."""
    private = scratch / "instellingen"
    private.mkdir(exist_ok=True)
    return {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(int(edition_day(package()).timestamp())),
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "jupyter"),
        "JUPYTER_DATA_DIR": str(private / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JAARVERSLAG_EXPORT": str(EXPORT),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in kernels
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # A process with threads cannot be forked, and small tables need none.
        **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
    }


class Program:
    """One process of a build, in a session of its own, and all that it said."""

    def __init__(self, module: str, scratch: Path, *words: str) -> None:
        self.said = ""
        own = [f"press.publish.{module}", str(os.getpid()), str(scratch)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *own, *words], cwd=ROOT,
            env=environment(scratch), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def lines(self) -> Iterator[str]:
        """What it says, line by line; raises ``Refused`` when it failed."""
        for line in self._process.stdout or ():
            self.said += line
            if line.startswith("hoofdstuk"):
                say(f"  {line.strip()}")
            yield line
        if self._process.wait():
            raise Refused(*what_went_wrong(self.said))

    def finish(self) -> None:
        for _ in self.lines():
            pass

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.communicate()


def build(kinds: list[str], scratch: Path) -> None:
    """Execute the chapters, build each kind in ``scratch``, and write all output to the log.

    The second kind starts as soon as the first has read and saved all chapters: writing pages and
    typesetting the PDF are independent, and most machines have two cores.
    """
    programs: list[Program] = []

    def start(module: str, *words: str) -> Program:
        programs.append(Program(module, scratch, *words))
        return programs[-1]

    def make(kind: str) -> Program:
        return start("maker", "build", str(ROOT), "-W", "-n", "--keep-going",
                     "--path-output", str(scratch), *BUILDERS[kind][1])  # fmt: skip

    first, *others = kinds
    try:
        say(f"{BUILDERS[first][0]} maken ...")
        executing = start("chapters")
        maker = make(first)  # loads Jupyter Book meanwhile
        executing.finish()
        for line in maker.lines():
            if CHAPTERS_SAVED in line:
                for kind in others:
                    say(f"{BUILDERS[kind][0]} maken ...")
                    make(kind)
        for program in programs[2:]:
            program.finish()
    finally:
        for program in programs:
            program.stop()
        LOG.write_text("".join(program.said for program in programs), encoding="utf-8")


def empty_exports() -> None:
    """A chart that no chapter draws any more must not stay among the downloads."""
    try:
        if EXPORT.exists():
            shutil.rmtree(EXPORT)
        EXPORT.mkdir(parents=True)
    except OSError as problem:
        raise Refused(
            f"De map {EXPORT.relative_to(ROOT)} kan niet opnieuw gemaakt worden "
            f"({problem.strerror or problem}). Zorg dat u in figures/ mag schrijven."
        ) from problem


def what_went_wrong(said: str) -> list[str]:
    text = re.sub(r"\x1b\[[0-9;]*m", "", said).replace(f"{ROOT}/", "")
    if refused := re.findall(rf"^{project.REFUSED}(.*)$", text, re.M):
        return refused
    lines = WARNINGS.findall(text)
    if "CellExecutionError" in text or "DeadKernelError" in text:
        chapter = re.findall(r"^hoofdstuk .*$", text, re.M)[-1]
        lines += [f"Een cel is mislukt in {chapter}:", *CELL_ERROR.findall(text)[:1]]
    elif word := LAST_WORD.search(text):
        lines += word[2].splitlines()
    lines = [line.strip() for line in dict.fromkeys(lines) if line.strip()]
    return shortened(lines) or text.splitlines()[-5:]


def publish(kinds: list[str]) -> list[Path]:
    """Build ``kinds`` and put them in their places; returns what to open, first the web book."""
    began, started = time.time(), time.monotonic()
    with only_one_build():
        kept.keep_in(KEPT)
        tables.stop_if_unsound()
        described = package()
        check_place(described)
        places = {"html": BUILD / "html", "pdf": BUILD / "pdf" / book_file(described)}
        published = [places[kind] for kind in kinds]
        good = undo.taken()
        public.enter()
        made_from = Sources.now()
        if sources.same(made_from, published):
            say("Er is niets veranderd; het boek is bij.")
        else:
            with workplace() as (scratch, aside):
                made = make(kinds, scratch, places["pdf"].name, made_from)
                for kind in kinds:
                    swap(made[kind], places[kind], aside)
                if "pdf" in kinds:
                    # What the PDF was set from: `make druk` sets it again, with bleed.
                    places["pdf"].with_stem(f"{places['pdf'].stem}-druk").unlink(missing_ok=True)
                    swap(made["pdf"].parent, BUILD / "typst", aside)
            if "html" in kinds:
                kept.sweep(began)
            if made_from.untouched():
                sources.note(made_from, published)
                undo.keep(good)
    say(f"Klaar in {time.monotonic() - started:.0f} seconden.")
    return [place / "index.html" if place.is_dir() else place for place in published]


def make(kinds: list[str], scratch: Path, pdf_name: str, made_from: Sources) -> dict[str, Path]:
    """Build and check in ``scratch``; returns the place of each kind there."""
    from press.check import output

    tables.stop_if_unsound()
    empty_exports()
    made_from.save(scratch / sources.FILE)
    go_on(made_from, scratch)
    build(kinds, scratch)
    if made_from.untouched():
        remember(made_from, scratch)
    made = {"html": scratch / "_build" / "html", "pdf": scratch / "_build" / "typst" / pdf_name}
    if set(kinds) == {"html", "pdf"}:
        from press.sphinx import exports  # takes most of a second to import

        exports.offer_pdf(made["html"], made["pdf"])
    say("Resultaat nakijken ...")
    checks = {"html": output.check_html, "pdf": output.check_pdf}
    if problems := [str(problem) for kind in kinds for problem in checks[kind](made[kind])]:
        raise Refused(*shortened(problems), "Het resultaat is gebouwd, maar niet in orde.")
    # Only incremental builds need it, and it holds a hash of this machine's paths.
    (made["html"] / ".buildinfo").unlink(missing_ok=True)
    return made


# ---- Doctrees of the previous build ----


def go_on(made_from: Sources, scratch: Path) -> None:
    """Restore the doctrees, if nothing but the text of chapters has changed since."""
    if content := kept.get(f"gelezen {made_from.without_chapters()}"):
        for name, file in pickle.loads(content).items():
            place = scratch / READ / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file)


def remember(made_from: Sources, scratch: Path) -> None:
    files = [file for file in (scratch / READ).rglob("*") if file.is_file()]
    read = {str(file.relative_to(scratch / READ)): file.read_bytes() for file in files}
    kept.put(f"gelezen {made_from.without_chapters()}", pickle.dumps(read))


def main(arguments: list[str]) -> int:
    kinds, began = list(dict.fromkeys(arguments)), time.time()
    if unknown := set(kinds) - BUILDERS.keys():
        raise Refused(f"{', '.join(unknown)}: kies html, pdf of beide.")
    try:
        published = publish(kinds)
    except STOPS as problem:
        more = ["Er is niets gepubliceerd; de vorige uitgave is onveranderd."]
        if LOG.exists() and LOG.stat().st_mtime >= began:  # of this build
            more += [f"Het hele verslag van de bouw: {os.path.relpath(LOG, Path.cwd())}"]
        raise Refused(*reasons(problem), *more) from problem
    for place in published:
        say(os.path.relpath(place, Path.cwd()))
    return 0

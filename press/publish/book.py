"""Build the book and publish it whole, or not at all.

    python -m press html pdf

The data are checked first, while the makers load; then Jupyter Book builds in a scratch folder, the
*output* is checked, and only then does it take the place of the previous publication in
``_build/``. Whatever goes wrong before that, the previous publication stays as it was. Messages are
Dutch, one per line.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from press.check import Problem, tables
from press.project import (
    ALREADY_CHECKED,
    BUILD,
    EXAMPLE_PLACE,
    EXPORT,
    KEPT,
    LOG,
    ROOT,
    book_file,
    data_folder,
    edition_day,
    package,
)  # fmt: skip
from press.publish import previous
from press.publish.maker import DONE
from press.publish.place import only_one_build, swap, workplace
from press.say import STOPS, Refused, reasons, say

BUILDERS = {
    "html": ("Webboek", ["--builder", "html"]),
    "pdf": ("PDF", ["--builder", "custom", "--custom-builder", "typst"]),
}
EXECUTED = {"JAARVERSLAG_UITGEVOERD": "1"}  # for the second book: the first executed the chapters
# What is worth saying of a failed build: warnings, Sphinx's last word, and the error of a cell.
WARNINGS = re.compile(r"^.*(?:WARNING|ERROR|CRITICAL): .*$", re.M)
LAST_WORD = re.compile(
    r"^(?!Exception occurred)([A-Z][^\n:]*):\n+(.*?)(?=^Traceback|\Z)", re.M | re.S
)
CELL_ERROR = re.compile(r"^[A-Z]\w*(?:Error|Exception|Warning|Cijfer): .*$", re.M)
CHAPTERS_SAVED = re.compile(r"pickling environment.*done")
MOST_LINES = 25


def description() -> dict[str, Any]:
    """The data package, when a build can start from it; else the check tells what is wrong."""
    try:
        described = package()
        book_file(described)
        edition_day(described)
    except (OSError, ValueError, KeyError, TypeError):
        check_data()
        raise
    return described


def check_place(described: dict[str, Any]) -> None:
    """Real figures in the real book, invented ones in the example; raises ``Refused``."""
    here = ROOT.parts[-len(EXAMPLE_PLACE) :] == EXAMPLE_PLACE
    if described.get("voorbeeld") and not here:
        raise Refused(
            "datapackage.json: dit zijn voorbeeldcijfers (voorbeeld: true). "
            "Die komen niet in het echte boek; `make voorbeeld` maakt er een apart boek van."
        )
    if here and not described.get("voorbeeld"):
        raise Refused("datapackage.json: in de map van het voorbeeld horen geen echte cijfers.")


def check_data() -> None:
    """Stop at the first unsound table; what was sound and did not change is not judged again."""
    key = previous.data_key(data_folder())
    if not previous.sound(BUILD, key):
        if problems := tables.problems():
            count = "1 fout" if len(problems) == 1 else f"{len(problems)} fouten"
            raise Refused(*problems, f"{count} in de gegevens.")
        previous.note_sound(BUILD, key)


def check_loopback() -> None:
    """Chapters are executed by kernels, which are spoken to over 127.0.0.1; no other network is."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError as problem:
        raise Refused(
            f"Het adres 127.0.0.1 van deze computer antwoordt niet ({problem.strerror}). "
            "Hoofdstukken uitvoeren gaat langs dat adres; een ander netwerk is niet nodig."
        ) from problem


def environment(scratch: Path) -> dict[str, str]:
    """What a build may not take from the machine or the moment: dates, language, user settings."""
    private = scratch / "instellingen"
    profile = private / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    # Nobody looks back at what a chapter typed: without a database a kernel starts and ends sooner.
    (profile / "ipython_config.py").write_text("get_config().HistoryManager.enabled = False\n")
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
        ALREADY_CHECKED: "1",
        "JAARVERSLAG_BEWAARD": str(BUILD / KEPT),
    }


class Maker:
    """One run of Jupyter Book: a process, what it says, and what went wrong.

    It works from ``go`` on. ``hears`` and ``says`` are its ends of two pipes.
    """

    def __init__(self, kind: str, scratch: Path, **settings: str) -> None:
        self.title, options = BUILDERS[kind]
        self.options = ["build", str(ROOT), "-W", "-n", "--keep-going"]
        self.options += ["--path-output", str(scratch), *options]
        self.settings = settings
        # A log of its own: two runs at once would mix their lines.
        # There from the start: this run may be stopped before it says a word.
        self.log = scratch / f"{kind}.log"
        self.log.touch()
        self.hears, self._word = os.pipe()  # closed when this process ends, however it ends
        heard, self.says = os.pipe()
        self._heard = os.fdopen(heard, encoding="utf-8", errors="replace")
        self._chapter, self._done = "", False

    def go(self) -> None:
        say(f"{self.title} maken ...")
        with contextlib.suppress(BrokenPipeError):  # it ended; its lines tell why
            os.write(self._word, b"!")

    def lines(self) -> Iterator[str]:
        """What it says, while it says it."""
        with self.log.open("a", encoding="utf-8") as log:
            for line in self._heard:
                if line.strip() == DONE:
                    self._done = True
                    continue
                log.write(line)
                log.flush()
                if line.startswith("hoofdstuk "):
                    self._chapter = line.strip()
                    say(f"  {self._chapter}")
                yield line

    def finish(self) -> None:
        """Wait for the end; raises ``Refused`` when it failed."""
        for _ in self.lines():
            pass
        if not self._done:
            wrong = what_went_wrong(self.log, self._chapter)
            raise Refused(*wrong, f"{self.title}: het maken is mislukt.")

    def close(self) -> None:
        """Wait until nobody says anything any more, nor the kernels."""
        os.close(self._word)
        self._heard.read()
        self._heard.close()


@contextlib.contextmanager
def ready(kinds: list[str], scratch: Path) -> Iterator[list[Maker]]:
    """A process for each kind, loading. They share doctrees: the first one executes and reads.

    Whatever happens inside, all have ended afterwards.
    """
    first, *later = kinds
    makers = [Maker(first, scratch), *(Maker(kind, scratch, **EXECUTED) for kind in later)]
    # Other figures: chapters will be executed. What kernels import takes as long as what it does.
    if previous.changed_source(BUILD, data_folder()) in ("data", previous.MADE_OF):
        makers[0].settings["JAARVERSLAG_VERWARM"] = "1"
    # macOS ends processes that were forked after certain imports.
    together = [makers] if sys.platform.startswith("linux") else [[maker] for maker in makers]
    processes = [load(some, scratch) for some in together]
    try:
        yield makers
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()
        for maker in makers:
            maker.close()


def load(makers: list[Maker], scratch: Path) -> subprocess.Popen[bytes]:
    """Start the first of these; the others fork from it when it has imported everything."""
    first, *others = makers
    names = ("hears", "says", "settings", "options")
    wishes = json.dumps([{name: getattr(maker, name) for name in names} for maker in others])
    process = subprocess.Popen(
        [sys.executable, "-m", "press.publish.maker", wishes, *first.options],
        cwd=ROOT,
        env=environment(scratch) | first.settings,
        stdin=first.hears,
        stdout=first.says,
        stderr=subprocess.STDOUT,
        pass_fds=[end for maker in others for end in (maker.hears, maker.says)],
        start_new_session=True,  # to be stopped together
    )
    for maker in makers:
        os.close(maker.hears)
        os.close(maker.says)
    return process


def build(makers: list[Maker]) -> None:
    """Let each make its book, and put what they said in the log.

    The second starts as soon as the first has read and saved all chapters: writing the pages and
    setting the PDF need nothing of each other, and most machines have two cores.
    """
    first, *waiting = makers
    try:
        first.go()
        for line in first.lines():
            if CHAPTERS_SAVED.search(line) and waiting:
                waiting.pop(0).go()
        first.finish()
        # It saved nothing when nothing was new; then the second one comes after the first.
        for maker in waiting:
            maker.go()
        for maker in makers[1:]:
            maker.finish()
    finally:
        LOG.write_text("".join(maker.log.read_text(encoding="utf-8") for maker in makers), "utf-8")


def what_went_wrong(log: Path, chapter: str) -> list[str]:
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8")).replace(f"{ROOT}/", "")
    lines = WARNINGS.findall(text)
    if "CellExecutionError" in text or "DeadKernelError" in text:
        lines += [f"Een cel is mislukt in {chapter}:", *CELL_ERROR.findall(text)[:1]]
    elif word := LAST_WORD.search(text):
        lines += word[2].splitlines()
    lines = [line.strip() for line in dict.fromkeys(lines) if line.strip()]
    return lines[:MOST_LINES] or text.splitlines()[-5:]


def check_output(kinds: list[str], scratch: Path, pdf_name: str) -> None:
    from press.check import output

    problems: list[Problem] = []
    if "html" in kinds:
        problems += output.check_html(scratch / "_build" / "html")
    if "pdf" in kinds:
        problems += output.check_pdf(scratch / "_build" / "typst" / pdf_name)
    if problems:
        more = len(problems) - MOST_LINES
        shown = [*map(str, problems[:MOST_LINES])] + (
            [f"... en nog {more} regels"] if more > 0 else []
        )
        raise Refused(*shown, "Het resultaat is gebouwd, maar niet in orde.")


def publish(kinds: list[str]) -> list[Path]:
    """Build ``kinds`` and put them in their places; returns what to open, first the web book."""
    started = time.monotonic()
    described = description()
    check_place(described)
    pdf_name = book_file(described)
    places = {"html": BUILD / "html", "pdf": BUILD / "pdf" / pdf_name}
    published = [places[kind] for kind in kinds]
    with only_one_build(BUILD):
        made_from = previous.everything(dict(os.environ), data_folder())
        if previous.same(BUILD, made_from, published):
            say("Er is niets veranderd; het boek is bij.")
        else:
            made_of = previous.sources(data_folder())
            with workplace(BUILD) as (scratch, aside):
                made = make(kinds, scratch, pdf_name)
                for kind in kinds:
                    swap(made[kind], places[kind], aside)
                if "pdf" in kinds:
                    # What the PDF was set from: `make druk` sets it again, with bleed.
                    places["pdf"].with_stem(f"{places['pdf'].stem}-druk").unlink(missing_ok=True)
                    swap(made["pdf"].parent, BUILD / "typst", aside)
            previous.note(BUILD, made_from, published)
            previous.note_sources(BUILD, made_of)
    say(f"Klaar in {time.monotonic() - started:.0f} seconden.")
    return [place / "index.html" if place.is_dir() else place for place in published]


def make(kinds: list[str], scratch: Path, pdf_name: str) -> dict[str, Path]:
    """Build and judge in ``scratch``; returns where each kind stands there."""
    check_loopback()
    with ready(kinds, scratch) as makers:
        # Loading takes them as long, and most machines have two cores.
        check_data()
        LOG.write_text("", encoding="utf-8")
        # A chart that no chapter draws any more may not stay behind among the downloads.
        shutil.rmtree(EXPORT, ignore_errors=True)
        EXPORT.mkdir(parents=True)
        key = previous.set_up(environment(scratch), data_folder())
        previous.lay_out(BUILD, scratch, key)
        build(makers)
    if "html" in kinds:
        previous.keep(BUILD, scratch, key)
    made = {"html": scratch / "_build" / "html", "pdf": scratch / "_build" / "typst" / pdf_name}
    if set(kinds) == {"html", "pdf"}:
        from press.sphinx import exports  # costs most of a second

        exports.offer_pdf(made["html"], made["pdf"])
    say("Resultaat nakijken ...")
    check_output(kinds, scratch, pdf_name)
    # Serves incremental builds only, and holds a hash of this machine's paths.
    (made["html"] / ".buildinfo").unlink(missing_ok=True)
    return made


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Maak het boek en publiceer het.")
    parser.add_argument("soorten", nargs="+", choices=list(BUILDERS), help="wat te maken")
    kinds = list(dict.fromkeys(parser.parse_args(arguments).soorten))
    try:
        published = publish(kinds)
    except STOPS as problem:
        more = ["Er is niets gepubliceerd; de vorige uitgave is onveranderd."]
        if LOG.exists() and LOG.stat().st_size:
            more += [f"Het hele verslag van de bouw: {os.path.relpath(LOG, Path.cwd())}"]
        raise Refused(*reasons(problem), *more) from problem
    for place in published:
        say(os.path.relpath(place, Path.cwd()))
    return 0

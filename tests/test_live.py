"""`make live` in a real browser: a tiny book is edited, broken and mended before its reader."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from browser import chromium
from klein_boek import Book, tiny_book
from playwright.sync_api import Page, expect

PATIENCE = 120_000  # milliseconds: a build on a busy machine
STORY = "chapters/verhaal.md"


@dataclass
class Live:
    """A running ``make live`` and the page that a writer has open."""

    book: Book
    process: subprocess.Popen[str]
    port: int
    page: Page

    def see(self, text: str) -> None:
        expect(self.page.locator("article")).to_contain_text(text, timeout=PATIENCE)

    @property
    def panel(self) -> str:
        return "#live-bouw section"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    book = tiny_book(tmp_path_factory.mktemp("live") / "boek")
    process = subprocess.Popen(
        [sys.executable, "-m", "press", "live"],
        cwd=book.root,
        env={**os.environ, "POORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        told = process.stdout.readline()  # type: ignore[union-attr]
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", told)[1])  # type: ignore[index]
        with chromium() as browser:
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/chapters/verhaal.html")
            yield Live(book, process, port, page)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def ask(port: int, path: str, host: str = "", **headers: str) -> tuple[int, bytes]:
    """The response for exactly this path, which a browser would normalise first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def published(book: Book) -> str:
    return "".join(page.read_text("utf-8") for page in book.html.rglob("*.html"))


def test_the_page_appears_with_the_first_build_and_follows_a_save(live: Live) -> None:
    live.see("Begin van het verhaal.")
    live.page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    live.book.change(STORY, "Begin van het verhaal.", "Een nieuw begin.")
    live.see("Een nieuw begin.")
    live.page.wait_for_function("Math.abs(scrollY - 900) < 5")
    assert live.page.locator(live.panel).is_hidden()


def test_an_error_is_shown_and_goes_when_mended(live: Live) -> None:
    live.see("verhaal")
    live.page.evaluate("window.dezelfde = true")
    live.book.change(STORY, "Een zin die", "{cijfer}`weg` Een zin die")
    panel = live.page.locator(live.panel)
    expect(panel).to_be_visible(timeout=PATIENCE)
    expect(panel).to_contain_text("chapters/verhaal, regel")
    expect(panel).to_contain_text("geen enkele cel noemt het")
    assert live.page.evaluate("window.dezelfde"), "a failed build reloads nothing"
    live.book.change(STORY, "{cijfer}`weg` ", "")
    expect(panel).to_be_hidden(timeout=PATIENCE)


def test_bad_data_names_file_row_and_rule(live: Live) -> None:
    table = "data/kerncijfers.csv"
    good = (live.book.root / table).read_text("utf-8")
    live.book.change(table, "tevredenheid-vormingen,,,80,", "tevredenheid-vormingen,,,tachtig,")
    panel = live.page.locator(live.panel)
    expect(panel).to_contain_text("verkeerd type", timeout=PATIENCE)
    assert re.search(r"kerncijfers\.csv, rij \d+, kolom waarde", panel.inner_text())
    (live.book.root / table).write_text(good, encoding="utf-8")
    expect(panel).to_be_hidden(timeout=PATIENCE)


def test_a_save_during_a_build_leads_to_one_more(live: Live) -> None:
    live.book.change(STORY, "## Deel a", "Eerste bewaring.\n\n## Deel a")
    expect(live.page.locator("#live-bouw p")).to_be_visible(timeout=PATIENCE)
    live.book.change(STORY, "Eerste bewaring.", "Tweede bewaring.")
    live.see("Tweede bewaring.")


def test_the_book_on_disk_never_holds_the_script(live: Live) -> None:
    live.see("verhaal")
    assert "-live/live.js" not in published(live.book)
    status, page = ask(live.port, "/chapters/verhaal.html")
    assert status == 200 and page.count(b"-live/live.js") == 1
    plain = (live.book.html / "chapters" / "verhaal.html").read_bytes()
    assert re.sub(rb'<script src="/-live/live.js"[^>]*></script>', b"", page) == plain


@pytest.mark.parametrize("host", ["boek.example", "127.0.0.1", "127.0.0.1:1", "boek.localhost"])
def test_another_name_for_this_machine_is_refused(live: Live, host: str) -> None:
    assert ask(live.port, "/", host) == (403, b"Enkel op deze machine.")


# Another site tries to read the draft, in every way that a page can load something.
THIEF = """<!doctype html><title>elders</title><script>window.gestolen = [];
Object.defineProperty(window, "zoekteksten", { set: () => gestolen.push("zoekindex") });
const took = (what) => () => gestolen.push(what);
</script>
<script src="BOEK/_static/zoekindex.js" onload="took('script')()"></script>
<img src="BOEK/_static/merk.svg" onload="took('beeld')()" alt="">
<link rel="stylesheet" href="BOEK/_static/boek.css" onload="took('stijl')()">
<iframe id="raam" src="BOEK/chapters/verhaal.html"></iframe>
<a href="BOEK/chapters/verhaal.html">naar het boek</a>
<script>for (const mode of ["cors", "no-cors"])
  fetch("BOEK/_static/zoekindex.js", {mode}).then(took(mode), () => {});</script>"""


@pytest.fixture
def elsewhere(live: Live, tmp_path: Path) -> Iterator[str]:
    """A second origin: the same machine by another name and port."""
    page = THIEF.replace("BOEK", f"http://127.0.0.1:{live.port}")
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    handler = partial(Silent, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f":{server.server_port}/index.html"
        server.shutdown()


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """The terminal is for the tests."""


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_another_site_takes_and_frames_nothing(live: Live, elsewhere: str, name: str) -> None:
    live.see("verhaal")
    context = live.page.context.browser.new_context()  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"http://{name}{elsewhere}", wait_until="load")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("gestolen") == []
    assert "verhaal" not in page.frames[1].content()
    # A reader may follow a link to the book, as always.
    page.get_by_role("link", name="naar het boek").click()
    expect(page.locator("article")).to_contain_text("verhaal")
    context.close()


def test_a_client_without_fetch_metadata_may_not_frame_or_sniff(live: Live) -> None:
    """Headers for browsers that send no Sec-Fetch headers."""
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    connection.request("GET", "/chapters/verhaal.html")
    headers = connection.getresponse().headers
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    connection.close()
    assert ask(live.port, "/", Origin="https://boek.example")[0] == 403
    assert ask(live.port, "/", Origin=f"http://127.0.0.1:{live.port}")[0] in (200, 404)


def test_only_this_machine_is_served(live: Live) -> None:
    listening = [
        place.laddr.ip
        for place in psutil.Process(live.process.pid).net_connections("tcp")
        if place.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


@pytest.mark.parametrize(
    "path",
    ["/../../README.md", "/%2e%2e/%2e%2e/README.md", "//etc/passwd", "/..%2f..%2fREADME.md",
     "/chapters/../../bouw.log", "/uit", "/%00"],
)  # fmt: skip
def test_nothing_outside_the_book_is_served(live: Live, path: str) -> None:
    link = live.book.html / "uit"
    link.unlink(missing_ok=True)
    link.symlink_to(live.book.root / "README.md")
    status, content = ask(live.port, path)
    link.unlink(missing_ok=True)  # a build that just ended replaced the folder
    assert status == 404
    assert b"executable book" not in content and b"root:" not in content


def test_a_port_that_is_taken_is_one_line(live: Live) -> None:
    for port, rule in ((str(live.port), "is bezet"), ("tachtig", "een getal van 0 tot 65535")):
        result = subprocess.run(
            [sys.executable, "-m", "press", "live"],
            env={**os.environ, "POORT": port}, capture_output=True, text=True, timeout=30,
            check=False,
        )  # fmt: skip
        assert result.returncode == 1 and result.stdout == ""
        assert rule in result.stderr and result.stderr.count("\n") == 1


def test_it_stops_when_asked_also_during_a_build(live: Live) -> None:
    live.book.change(STORY, "Tweede bewaring.", "Derde bewaring.")
    expect(live.page.locator("#live-bouw p")).to_contain_text("bijgewerkt", timeout=PATIENCE)
    below = psutil.Process(live.process.pid).children(recursive=True)
    live.process.send_signal(signal.SIGINT)
    assert live.process.wait(30) == 0
    assert "Gestopt." in live.process.stdout.read()  # type: ignore[union-attr]
    _, alive = psutil.wait_procs(below, timeout=10)
    assert below and not alive
    assert not list(Path(live.book.root, "_build").glob(".werk-*"))
    expect(live.page.locator("#live-bouw p")).to_contain_text("gestopt")

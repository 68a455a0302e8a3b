"""A browser and a web server for the tests."""

from __future__ import annotations

import contextlib
import gzip
import os
import posixpath
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import axe_playwright_python
import pytest
import tools
from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# HTML_CodeSniffer 2.5.1 of npm, as it was built there; its licence stands beside it.
SNIFFER = Path(__file__).with_name("htmlcs") / "HTMLCS.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PACKED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".csv", ".txt"}
# Sum of all layout shifts that no reader asked for, from the first paint on.
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
READ_TO_THE_END = """async () => {
  await document.fonts.ready;
  const pause = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 15)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += 3000) {
    scrollTo(0, y);
    await pause();
  }
  const seen = [...document.images].filter((image) => image.checkVisibility());
  const images = seen.map((image) => image.decode().catch(() => {}));
  await Promise.race([Promise.all(images), new Promise((done) => setTimeout(done, 2000))]);
  scrollTo(0, 0);
  await pause();
}"""
# Without these Chromium itself looks up its maker's hosts, which is not the book's doing.
QUIET = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The reader's browser; `make keuring` has some tests read in a Firefox instead."""
    if firefox := os.environ.get("JAARVERSLAG_FIREFOX"):
        with sync_playwright() as playwright:
            yield playwright.firefox.launch(channel="moz-firefox", executable_path=firefox)
        return
    try:
        tools.find(tools.DRIVER)
        path = tools.find(tools.CHROME)
    except tools.NotFound as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def read(page: Page, site: Site, name: str) -> None:
    """Open a page and scroll through it, so that also its lazy pictures come."""
    target = target_of(site.folder / name)
    page.goto(site.url + name, wait_until="commit" if target else "load")
    if target:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        page.wait_for_url(site.url + place, wait_until="load")
    page.evaluate(READ_TO_THE_END)


def target_of(path: Path) -> str | None:
    """The target of a redirect page; ``None`` for any other page."""
    text = path.read_text(encoding="utf-8")
    found = re.search(r'http-equiv="?refresh"?[^>]*url=([^"\'> ]+)', text, re.I)
    return posixpath.normpath(found[1]) if found else None


def pages_of(folder: Path) -> list[str]:
    """Every page that a reader can reach."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.html"))
        if "_static" not in path.parts
    ]


@lru_cache(maxsize=512)
def _packed(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class Site(ThreadingHTTPServer):
    """The book under a sub-path, compressed like on any web server; logs what it sent."""

    daemon_threads = True

    def __init__(self, folder: Path, path: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.path = folder, path
        self.sent: list[tuple[str, int, int]] = []  # path, status, bytes of the body

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.path}"


class Handler(SimpleHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        target = self.server.folder / path.removeprefix(self.server.path)
        if path.endswith("/"):
            target /= "index.html"
        if path == "/favicon.ico":  # asked of every site by itself, on a page without an icon
            self.send_response(204)
            self.end_headers()
        elif not path.startswith(self.server.path) or not target.is_file():
            self._send(path, 404, b"", "text/plain")
        elif target.suffix in PACKED:
            body = _packed(target, target.stat().st_mtime_ns)
            self._send(path, 200, body, self.guess_type(str(target)), "gzip")
        else:
            self._send(path, 200, target.read_bytes(), self.guess_type(str(target)))

    def _send(self, path: str, status: int, body: bytes, kind: str, packing: str = "") -> None:
        self.server.sent.append((path.removeprefix(self.server.path), status, len(body)))
        self.send_response(status)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if "text" in kind else ""))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")  # within one context
        if packing:
            self.send_header("Content-Encoding", packing)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: pytest's output is for failures."""


@contextlib.contextmanager
def served(folder: Path, path: str) -> Iterator[Site]:
    site = Site(folder, path)
    thread = threading.Thread(
        target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()

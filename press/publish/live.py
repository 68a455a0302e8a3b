"""Live preview while writing: build on save, and reload the page in the browser.

    python -m press live         (make live; make live POORT=9000)

The published book is served on this machine only. A save starts ``python -m press html`` in a
separate process, so the book on disk is always complete, and a build takes as long as elsewhere.
Script and error panel are injected as a page is served: no published file contains them. A draft
is for the writer only: no other site may load or frame what is served.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press import fingerprint
from press.project import BUILD, ROOT, SOURCES, data_folder
from press.publish.place import BUSY
from press.publish.sources import State, state
from press.say import Refused, say

HOST = "127.0.0.1"
USUAL_PORT, TRIES = 8000, 20
OURS = "/-live/"  # URLs below this do not belong to the book
CLIENT = Path(__file__).with_suffix(".js")
LOOK_EVERY, SETTLE = 0.25, 0.1  # seconds; an editor may write a file in several steps
NO_BOOK = b"""<!doctype html><html lang="nl">
<head><meta charset="utf-8"><title>Nog geen boek</title></head>
<body><p>Er is nog geen boek. Het verschijnt hier zodra de bouw klaar is.</p></body></html>
"""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class News:
    """State that every open page shows: version of the book, errors, whether a build runs."""

    html: Path
    errors: list[str] = field(default_factory=list)
    building: bool = False

    def version(self) -> str:
        """Changes with each swap, whoever built; empty when there is no book."""
        try:
            folder, first = self.html.stat(), (self.html / "index.html").stat()
        except OSError:
            return ""
        return f"{folder.st_ino}-{folder.st_mtime_ns}-{first.st_ino}-{first.st_mtime_ns}"

    def message(self) -> bytes:
        now = {"versie": self.version(), "fouten": self.errors, "bezig": self.building}
        return json.dumps(now, ensure_ascii=False).encode()


# ---- Building on save ----


def watched() -> State:
    """The inputs of a build, without hidden files and editors' backup copies."""
    files = fingerprint.files_of([*(ROOT / name for name in SOURCES), data_folder()])
    passing = ("~", ".swp", ".tmp")
    return state(f for f in files if not (f.name.startswith(".") or f.name.endswith(passing)))


class Builder(threading.Thread):
    """Builds when sources change, one build at a time; a save meanwhile triggers one more."""

    def __init__(self, news: News) -> None:
        super().__init__(daemon=True)
        self.news = news
        self._child: subprocess.Popen[str] | None = None
        self._end = threading.Event()

    def run(self) -> None:
        built: State | None = None
        while not self._end.is_set():
            now = watched()
            if now == built:
                self._end.wait(LOOK_EVERY)
                continue
            if built is not None:
                now = self._settled(now)
                saved = {name for name in {**built, **now} if built.get(name) != now.get(name)}
                say("Bewaard: " + ", ".join(sorted(saved)))
            # Anything saved from here on is not in this build.
            built = now if self._build() else {}

    def _settled(self, seen: State) -> State:
        while not self._end.wait(SETTLE):
            now = watched()
            if now == seen:
                break
            seen = now
        return seen

    def _build(self) -> bool:
        """Run one build; false when another build held the lock, so that it must be retried."""
        self.news.building = True
        self._child = subprocess.Popen(
            [sys.executable, "-m", "press", "html"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl+C reaches this process, which stops the build cleanly
        )
        lines = [line.rstrip() for line in self._child.stderr or () if line.strip()]
        failed = self._child.wait() != 0
        if failed and any(line.startswith(BUSY) for line in lines):
            self._end.wait(1)
            return False
        if not self._end.is_set():
            print(*lines, sep="\n", end="\n" if lines else "", flush=True)
            self.news.building, self.news.errors = False, lines if failed else []
        return True

    def stop(self) -> None:
        """Stop, and let a running build clean up after itself."""
        self._end.set()
        child = self._child
        if child and child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
        self.join(10)


# ---- Serving ----


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, news: News) -> None:
        super().__init__((HOST, port), Handler)
        self.news = news
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}
        if self.server_port == 80:
            self.names |= {HOST, "localhost"}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore errors from a reader who left."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(SimpleHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self._is_ours():
            self._send(403, b"Enkel op deze machine.", "text/plain")
        elif path == f"{OURS}nieuws":
            self._send(200, self.server.news.message(), "application/json")
        elif path == f"{OURS}live.js":
            self._send(200, CLIENT.read_bytes(), "text/javascript")
        else:
            self._page(path)

    do_HEAD = do_GET

    def _is_ours(self) -> bool:
        """Whether the request comes from a page of this server or directly from the reader.

        Another site may know the URL, or resolve a host name of its own to this machine.
        """
        asked = self.headers.get
        site, origin = asked("Sec-Fetch-Site", "none"), urlsplit(asked("Origin") or "").netloc
        opened = (asked("Sec-Fetch-Mode"), asked("Sec-Fetch-Dest")) == ("navigate", "document")
        return (
            asked("Host", "") in self.server.names
            and (not origin or origin in self.server.names)
            and (site in ("same-origin", "none") or opened)
        )

    def _page(self, path: str) -> None:
        html = self.server.news.html
        # Before reading the page, so that a swap in between counts as a change.
        version = self.server.news.version()
        status, body, name = 200, self._read(html, path), path
        if body is None and path.rpartition("/")[2] and (html / path.lstrip("/")).is_dir():
            self._send(301, b"", "text/plain", Location=f"/{urlsplit(self.path).path.strip('/')}/")
            return
        if body is None:
            status, body, name = 404, self._read(html, "/404.html"), "404.html"
        if body is None:
            status, body = 503, NO_BOOK
        kind = self.guess_type(name if not name.endswith("/") else "index.html")
        if kind == "text/html":
            body = with_client(body, version)
        self._send(status, body, kind)

    @staticmethod
    def _read(html: Path, path: str) -> bytes | None:
        """The file for a URL path; none outside the book."""
        try:
            target = (html / path.lstrip("/")).resolve()
            if target.is_dir() and path.endswith("/"):
                target /= "index.html"
            return target.read_bytes() if target.is_relative_to(html.resolve()) else None
        except (OSError, ValueError):
            return None

    def _send(self, status: int, body: bytes, kind: str, **more: str) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        kind += "; charset=utf-8" if text else ""
        own = {"Content-Type": kind, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in (own | HEADERS | more).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the terminal is for the build."""


def with_client(page: bytes, version: str) -> bytes:
    """A page with this server's script appended."""
    script = f'<script src="{OURS}live.js" data-versie="{version}"></script>'.encode()
    end = page.lower().rfind(b"</body>")
    return page + script if end < 0 else page[:end] + script + page[end:]


# ---- The command ----


def listen(wanted: str, news: News) -> Server:
    """Listen on the requested port, else on the first free one from the default up."""
    if wanted and not (re.fullmatch(r"[0-9]{1,5}", wanted) and int(wanted) < 65536):
        raise Refused(f"POORT={wanted}: een poort is een getal van 0 tot 65535.")
    ports = [int(wanted)] if wanted else range(USUAL_PORT, USUAL_PORT + TRIES)
    for port in ports:
        try:
            return Server(port, news)
        except OSError:
            continue
    if wanted:
        raise Refused(f"Poort {wanted} is bezet of niet toegelaten; kies een andere met POORT=.")
    raise Refused(f"Geen vrije poort van {ports[0]} tot {ports[-1]}; kies er een met POORT=.")


def main(arguments: list[str]) -> int:
    news = News(BUILD / "html")
    server = listen(os.environ.get("POORT", ""), news)
    builder, ended = Builder(news), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    address = f"http://{HOST}:{server.server_port}/"
    say(f"Het boek staat op {address} en volgt wat u bewaart. Stoppen: Ctrl+C.")
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    builder.start()
    ended.wait()
    builder.stop()
    server.shutdown()
    server.server_close()
    say("Gestopt.")
    return 0

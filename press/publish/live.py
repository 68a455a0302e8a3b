"""Write with the book open: build on save, and reload the reader's page.

    python -m press live         (make live; make live POORT=9000)

The published book is served on this machine only. A save starts ``publish.py html`` in a process of
its own; so the book on disk is whole at any moment, and what a build costs is what it costs
elsewhere. Script and error panel come into a page while it is sent: no published file holds them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press import fingerprint
from press.project import ROOT, data_folder
from press.publish import previous
from press.publish.place import BUSY
from press.say import Refused, say

HOST = "127.0.0.1"
USUAL_PORT, TRIES = 8000, 20
OURS = "/-live/"  # addresses below this are not of the book
CLIENT = Path(__file__).with_suffix(".js")
# What a build reads; tests, tools and made folders start no build.
WATCHED = (*previous.SOURCES, "CHANGELOG.md", "LICENSE", "requirements.txt")
LOOK_EVERY, SETTLE = 0.25, 0.1  # seconds; an editor may write a file in several steps
PATIENCE = 2.0  # seconds that a page may be missing, where a swap takes two renames
HEARTBEAT = 10.0
NO_BOOK = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Nog geen boek</title>
</head><body><p>Er is nog geen boek. Het verschijnt hier zodra de bouw klaar is.</p></body></html>
"""


# ---- What is watched ----


def moments() -> dict[str, tuple[int, int]]:
    """Moment and size of each source; hidden files and copies that editors leave do not count."""
    seen = {}
    for file in fingerprint.files_of([*(ROOT / name for name in WATCHED), data_folder()]):
        if file.name.startswith(".") or file.name.endswith(("~", ".swp", ".tmp")):
            continue
        with contextlib.suppress(OSError):  # gone since it was listed
            state = file.stat()
            seen[str(file)] = (state.st_mtime_ns, state.st_size)
    return seen


def version_of(html: Path) -> str:
    """Another one after each swap, whoever built; empty when there is no book."""
    try:
        folder, first = html.stat(), (html / "index.html").stat()
    except OSError:
        return ""
    return f"{folder.st_ino}-{folder.st_mtime_ns}-{first.st_ino}-{first.st_mtime_ns}"


# ---- What pages are told ----


@dataclass
class News:
    """The state that every open page shows: which book, what is wrong, whether one is made."""

    html: Path
    errors: list[str] = field(default_factory=list)
    building: bool = False
    ended: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, **what: object) -> None:
        with self._changed:
            for name, value in what.items():
                setattr(self, name, value)
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait(seconds)

    def message(self) -> str:
        now = {"versie": version_of(self.html), "fouten": self.errors, "bezig": self.building}
        return json.dumps(now, ensure_ascii=False)


# ---- Building on save ----


class Builder(threading.Thread):
    """Builds when sources changed, one build at a time; a save meanwhile leads to one more."""

    def __init__(self, news: News) -> None:
        super().__init__(daemon=True)
        self.news = news
        self._child: subprocess.Popen[str] | None = None
        self._end = threading.Event()

    def run(self) -> None:
        built: dict[str, tuple[int, int]] | None = None
        while not self._end.is_set():
            now = moments()
            if now == built:
                self._end.wait(LOOK_EVERY)
                continue
            if built is not None:
                now = self._settled(now)
                say("Bewaard: " + ", ".join(sorted(names_of(built, now))))
            # What is saved from here on was not seen by this build.
            built = now
            if not self._build():
                built = {}

    def _settled(self, seen: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
        while not self._end.wait(SETTLE):
            now = moments()
            if now == seen:
                break
            seen = now
        return seen

    def _build(self) -> bool:
        """One build; false when another one stood in the way, so that it must be tried again."""
        self.news.tell(building=True)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "press", "html"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl+C reaches this process, which ends the build in order
        )
        lines = [line.rstrip() for line in self._child.stderr or () if line.strip()]
        failed = self._child.wait() != 0
        if self._end.is_set():
            return True
        if failed and any(line.startswith(BUSY) for line in lines):
            self._end.wait(1)
            return False
        for line in lines:
            say(line)
        self.news.tell(building=False, errors=lines if failed else [])
        return True

    def stop(self) -> None:
        """End, and let a running build tidy up after itself."""
        self._end.set()
        child = self._child
        if child and child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
        self.join(10)


def names_of(before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]) -> set[str]:
    """What differs, as names below the project."""
    differ = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    return {os.path.relpath(name, ROOT) for name in differ}


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

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who left says nothing about the book."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(SimpleHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        # Another site's name that leads to this machine must not read the book.
        if self.headers.get("Host", "") not in self.server.names:
            self._send(403, b"Enkel op deze machine.", "text/plain")
            return
        path = unquote(urlsplit(self.path).path)
        if path == f"{OURS}nieuws":
            self._news()
        elif path == f"{OURS}live.js":
            self._send(200, CLIENT.read_bytes(), "text/javascript")
        else:
            self._page(path)

    do_HEAD = do_GET

    def _page(self, path: str) -> None:
        html = self.server.news.html
        # Before the page is read: a swap in between is then seen as a change.
        version = version_of(html)
        status, body, name = 200, self._read(html, path), path
        if body is None and path.rpartition("/")[2] and (html / path.lstrip("/")).is_dir():
            self._lead_on(f"{urlsplit(self.path).path}/")
            return
        if body is None:
            status, body, name = 404, self._read(html, "/404.html"), "404.html"
        if body is None:
            status, body = 503, NO_BOOK.encode()
        kind = self.guess_type(name if not name.endswith("/") else "index.html")
        if kind == "text/html":
            body = with_client(body, version)
        self._send(status, body, kind)

    def _read(self, html: Path, path: str) -> bytes | None:
        """The file of an address; waits a moment when the book is being swapped."""
        if "\0" in path:
            return None
        deadline = time.monotonic() + PATIENCE
        while True:
            target = (html / path.lstrip("/")).resolve()
            if target.is_dir() and path.endswith("/"):
                target /= "index.html"
            if not target.is_relative_to(html.resolve()):
                return None
            try:
                return target.read_bytes()
            except OSError:
                if html.is_dir() or time.monotonic() > deadline or not self.server.news.building:
                    return None
                time.sleep(0.02)

    def _lead_on(self, path: str) -> None:
        self.send_response(301)
        self.send_header("Location", "/" + path.lstrip("/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        self.send_header("Content-Type", kind + ("; charset=utf-8" if text else ""))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _news(self) -> None:
        """Server-sent events, until the reader leaves or the server ends."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        news, told, last = self.server.news, "", time.monotonic()
        while not news.ended:
            message = news.message()
            if message != told:
                self.wfile.write(f"data: {message}\n\n".encode())
            elif time.monotonic() - last > HEARTBEAT:
                self.wfile.write(b": nog hier\n\n")
            else:
                news.wait(0.5)
                continue
            told, last = message, time.monotonic()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the terminal is for the build."""


def with_client(page: bytes, version: str) -> bytes:
    """A page with the script of this server, at its very end."""
    script = f'<script src="{OURS}live.js" data-versie="{version}"></script>'.encode()
    end = page.lower().rfind(b"</body>")
    return page + script if end < 0 else page[:end] + script + page[end:]


# ---- The command ----


def listen(wanted: str, news: News) -> Server:
    """On the port that was asked for, else on the first free one from the usual one on."""
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


def live(server: Server, builder: Builder, until: Callable[[], object]) -> None:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    serving.daemon = True
    serving.start()
    builder.start()
    until()
    builder.stop()
    server.news.tell(ended=True)
    server.shutdown()
    server.server_close()


def main(arguments: list[str]) -> int:
    news = News(ROOT / "_build" / "html")
    server = listen(os.environ.get("POORT", ""), news)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    say(f"Het boek staat op {server.url} en volgt wat u bewaart. Stoppen: Ctrl+C.")
    live(server, Builder(news), ended.wait)
    say("Gestopt.")
    return 0

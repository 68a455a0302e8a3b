"""Live preview while writing: build on save, and reload the page in the browser.

    python -m press live         (make live; make live POORT=9000)

The published book is served on this machine only. A save starts ``python -m press html`` in a
separate process, so the book on disk is always complete, and a build takes as long as elsewhere.
Script and error panel are injected as a page is served: no published file contains them. A draft
is for the writer only: no other site may load or frame what is served.
"""

from __future__ import annotations

import json
import mimetypes
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from press import fingerprint
from press.markup import html
from press.project import BUILD, ROOT, SOURCES, data_folder
from press.publish.place import BUSY
from press.publish.sources import State, state
from press.say import Refused, asked, say

HOST = "127.0.0.1"
USUAL_PORTS = range(8000, 8020)
HTML = BUILD / "html"
# URLs that do not belong to the book.
NEWS, SCRIPT = "/-live/nieuws", "/-live/live.js"
CLIENT = Path(__file__).with_suffix(".js")
LOOK_EVERY = 0.25  # seconds
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
    """What every open page shows: the errors of the last build, and whether one runs."""

    errors: list[str] = field(default_factory=list)
    building: bool = False

    def message(self) -> bytes:
        now = {"versie": version(), "fouten": self.errors, "bezig": self.building}
        return json.dumps(now, ensure_ascii=False).encode()


def version() -> str:
    """Of the published book; changes with each build, whoever built."""
    try:
        first = (HTML / "index.html").stat()
    except OSError:
        return ""
    return f"{first.st_ino}-{first.st_ctime_ns}"


# ---- Building on save ----


def follow(news: News) -> None:
    """Build when sources change, one build at a time; a save meanwhile triggers one more."""
    inputs = [*(ROOT / name for name in SOURCES), data_folder()]
    built: State | None = None
    seen: State | None = None
    while True:
        before, seen = seen, state(fingerprint.files_of(inputs))
        # Until nothing changes any more: an editor may write a file in several steps.
        if seen != built and seen == before:
            if built is not None:
                names = sorted({**built, **seen})
                saved = (name for name in names if built.get(name) != seen.get(name))
                say("Bewaard: " + ", ".join(saved))
            build(news)
            # Anything saved since the build started is not in it.
            built = seen
        time.sleep(LOOK_EVERY)


def build(news: News) -> None:
    """Run one build, after any other that holds the lock."""
    news.building = True
    while (lines := errors_of_build()) and any(line.startswith(BUSY) for line in lines):
        time.sleep(1)
    print(*lines, sep="\n", end="\n" if lines else "", flush=True)
    news.building, news.errors = False, lines


def errors_of_build() -> list[str]:
    """Run a build; when this process is stopped, the build gets the time to clean up."""
    with subprocess.Popen(
        [sys.executable, "-m", "press", "html"], cwd=ROOT, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", errors="replace",
        start_new_session=True,  # Ctrl+C reaches this process only
    ) as process:  # fmt: skip
        try:
            _, errors = process.communicate()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    return [line for line in errors.splitlines() if line.strip()] if process.returncode else []


# ---- Serving ----


class Server(ThreadingHTTPServer):
    def __init__(self, port: int, news: News) -> None:
        super().__init__((HOST, port), Handler)
        self.news = news
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore errors from a reader who left."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if not self._is_ours():
            self._send(403, b"Enkel op deze machine.", "text/plain")
        elif path == NEWS:
            self._send(200, self.server.news.message(), "application/json")
        elif path == SCRIPT:
            self._send(200, CLIENT.read_bytes(), "text/javascript")
        else:
            self._send_page(unquote(path))

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

    def _send_page(self, path: str) -> None:
        # Before reading the page, so that a swap in between counts as a change.
        now = version()
        file = f"{path}index.html" if path.endswith("/") else path
        status, body = 200, content_of(file)
        if body is None:
            file, status, body = "404.html", 404, content_of("404.html")
        if body is None:
            status, body = 503, NO_BOOK
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        self._send(status, with_client(body, now) if kind == "text/html" else body, kind)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        kind += "; charset=utf-8" if kind.startswith("text/") else ""
        own = {"Content-Type": kind, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in (own | HEADERS).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the terminal is for the build."""


def content_of(path: str) -> bytes | None:
    """The file for a URL path; none outside the book."""
    try:
        file = (HTML / path.lstrip("/")).resolve()
        return file.read_bytes() if file.is_relative_to(HTML.resolve()) else None
    except (OSError, ValueError):
        return None


def with_client(page: bytes, version: str) -> bytes:
    """A page with this server's script at its end."""
    script = html('<script src="{}" data-versie="{}"></script>', SCRIPT, version).encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after


def listen(wanted: str, news: News) -> Server:
    """Listen on the requested port, else on the first free one of the usual ones."""
    if wanted and not (re.fullmatch(r"[0-9]{1,5}", wanted) and int(wanted) < 65536):
        raise Refused(f"POORT={wanted}: een poort is een getal van 0 tot 65535.")
    for port in [int(wanted)] if wanted else USUAL_PORTS:
        try:
            return Server(port, news)
        except OSError:
            continue
    which = f"Poort {wanted} is" if wanted else "De poorten van 8000 tot 8019 zijn"
    raise Refused(f"{which} bezet of niet toegelaten; kies een andere met POORT=.")


def main(arguments: list[str]) -> int:
    news = News()
    server = listen(asked("POORT"), news)
    address = f"http://{HOST}:{server.server_port}/"
    say(f"Het boek staat op {address} en volgt wat u bewaart. Stoppen: Ctrl+C.")
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    try:
        follow(news)
    except KeyboardInterrupt:
        server.shutdown()
        server.server_close()
    say("Gestopt.")
    return 0

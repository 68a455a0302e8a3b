"""The book on a real nginx with the recipe of ``deploy/``: strict headers, and nothing breaks."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
import tools
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, Boek
from playwright.sync_api import Browser

YEAR = "public, max-age=31536000, immutable"
MAIN = """
daemon off;
worker_processes 1;
{user}
pid {tmp}/nginx.pid;
error_log {tmp}/error.log;
events {{}}
http {{
    include {types};
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {tmp}/body;
    proxy_temp_path {tmp}/proxy;
    fastcgi_temp_path {tmp}/fastcgi;
    uwsgi_temp_path {tmp}/uwsgi;
    scgi_temp_path {tmp}/scgi;
    include {tmp}/boek.conf;
}}
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def nginx(boek: Boek, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real nginx that serves the book with the recipe, except for port and folder."""
    try:
        program = tools.find(tools.NGINX)
    except tools.NotFound as error:
        pytest.fail(str(error), pytrace=False)
    tmp = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    recipe = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for pattern, ours in (
        (r"(?m)^    listen 80;.*$", f"    listen 127.0.0.1:{port};"),
        (r"(?m)^    root /var/www/jaarverslag;.*$", f'    root "{boek.html}";'),
    ):
        recipe, changed = re.subn(pattern, lambda _, line=ours: line, recipe)
        assert changed == 1, pattern
    (tmp / "boek.conf").write_text(recipe, encoding="utf-8")
    (tmp / "nginx.conf").write_text(main_file(program, tmp), encoding="utf-8")
    command = [program, "-p", str(tmp), "-c", str(tmp / "nginx.conf")]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    assert "[warn]" not in check.stderr.replace('the "user" directive', ""), check.stderr
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=10)


def main_file(program: str, tmp: Path) -> str:
    version = subprocess.run([program, "-V"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"--conf-path=(\S+)", version)
    types = Path(found[1]).with_name("mime.types") if found else Path("/etc/nginx/mime.types")
    # Started by root, nginx would read the book as another user, who may not enter its folder.
    user = "user root root;" if os.geteuid() == 0 else ""
    return MAIN.format(tmp=tmp, types=types, user=user)


def wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end, "nginx did not start"
            time.sleep(0.05)


def ask(site: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(site.split("/")[2], timeout=10)
    connection.request(
        method, f"/{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


def test_every_page_works_under_the_strict_policy(
    boek: Boek, chromium: Browser, nginx: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints, answers = [], []
    page.on("console", lambda line: complaints.append((page.url, line.text, line.type)))
    page.on("pageerror", lambda error: complaints.append((page.url, str(error), "error")))
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    names = browser.pages_of(boek.html)
    for name in names:
        if not browser.target_of(boek.html / name) and name != "404.html":
            assert page.goto(nginx + name, wait_until="load").status == 200, name
    assert [line for line in complaints if line[2] in ("error", "warning")] == []
    assert [answer for answer in answers if answer[0] not in (200, 304)] == []
    assert all(url.startswith((nginx, "data:")) for _, url in answers)
    context.close()


def test_the_parts_that_move_work_under_the_strict_policy(chromium: Browser, nginx: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{nginx}search.html?q=vormingen", wait_until="load")
    page.wait_for_selector("main .gevonden mark")
    page.goto(f"{nginx}index.html", wait_until="load")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button = page.locator(".theme-switch-button:visible").first
    for _ in range(3):
        button.click()
    seen = set()
    for _ in range(3):
        button.click()
        seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert before in seen and len(seen) == 2
    assert complaints == []
    context.close()


def test_no_page_holds_a_script_or_style_of_its_own(boek: Boek) -> None:
    """The policy names no hashes: what runs is a file of the site."""
    for name, page in boek.pages.items():
        own = [
            node
            for node in page.select("script:not([src])")
            if node.get("type") not in ("application/ld+json", "application/json")
        ]
        assert own == [], name
        assert page.select("style, [style]") == [], name
        events = [key for node in page.find_all(True) for key in node.attrs if key.startswith("on")]
        assert events == [], name
        assert page.select("a[href^='javascript:']") == [], name


def test_headers(boek: Boek, nginx: str) -> None:
    page = ask(nginx, "index.html", Accept_Encoding="gzip")
    policy = page.getheader("Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert page.getheader("X-Content-Type-Options") == "nosniff"
    assert page.getheader("Referrer-Policy") == "no-referrer"
    assert page.getheader("Content-Type") == "text/html; charset=utf-8"
    assert page.getheader("Cache-Control") == "no-cache"
    assert page.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(page.body) == (boek.html / "index.html").read_bytes()
    assert "/" not in page.getheader("Server")  # no version
    again = ask(
        nginx,
        "index.html",
        If_None_Match=ask(nginx, "index.html").getheader("ETag"),
    )
    assert again.status == 304


def test_what_never_changes_is_kept_for_a_year(boek: Boek, nginx: str) -> None:
    page = BeautifulSoup((boek.html / "index.html").read_bytes(), "lxml")
    asked = [node.get("href") or node.get("src") for node in page.select("head link, script[src]")]
    hashed = [address for address in asked if re.search(r"[?](v|digest)=", address)]
    assert len(hashed) >= 5
    hashed += [address for address in asked if address.endswith(".woff2")]
    for address in hashed:
        answer = ask(nginx, address)
        assert (answer.status, answer.getheader("Cache-Control")) == (200, YEAR), address
    downloads = [path.relative_to(boek.html) for path in boek.html.glob("_downloads/*/*")]
    assert downloads  # in folders that are named after a path: their content changes
    pages = ("_static/zoekindex.js", "search.html", "data/kerncijfers.csv", "index.html?v=0a1b")
    for address in (*pages, "chapters/?v=0a1b", *map(str, downloads)):
        answer = ask(nginx, address)
        assert (answer.status, answer.getheader("Cache-Control")) == (200, "no-cache"), address


def test_nobody_keeps_what_was_not_found(boek: Boek, nginx: str) -> None:
    sheet = "_static/weg.css?v=0a1b2c3d"
    for path in ("nergens.html", sheet, "chapters/weg/?v=1", "letters/weg-0a1b2c3d4e.woff2"):
        answer = ask(nginx, path)
        assert (answer.status, answer.getheader("Cache-Control")) == (404, "no-cache"), path
        assert answer.body == (boek.html / "404.html").read_bytes(), path
    for status, method, path in ((301, "GET", "chapters?v=1"), (405, "POST", "search.html")):
        answer = ask(nginx, path, method)
        assert (answer.status, answer.getheader("Cache-Control")) == (status, "no-cache"), path


def test_a_folder_leads_to_its_page_whose_links_then_hold(boek: Boek, nginx: str) -> None:
    for folder in ("chapters", "notebooks"):
        moved = ask(nginx, folder)
        assert (moved.status, moved.getheader("Location")) == (301, f"/{folder}/")
        assert ask(nginx, f"{folder}/").body == (boek.html / folder / "index.html").read_bytes()
    for folder in ("_static/", "figuren/../_static/scripts/"):
        assert ask(nginx, folder).status == 404, "no page of its own, and no list of files"


def test_kinds_of_files_are_told(boek: Boek, nginx: str) -> None:
    table = ask(nginx, "data/kerncijfers.csv", Accept_Encoding="gzip")
    assert table.getheader("Content-Type") == "text/csv; charset=utf-8"
    assert table.getheader("Content-Encoding") == "gzip"
    drawing = next((boek.html / "figuren").glob("*.svg")).name
    chart = ask(nginx, f"figuren/{drawing}")
    assert chart.getheader("Content-Type").startswith("image/svg+xml")
    assert "script-src" not in chart.getheader("Content-Security-Policy")
    assert "default-src 'none'" in chart.getheader("Content-Security-Policy")


def test_what_is_not_there(boek: Boek, nginx: str) -> None:
    for path in ("nergens.html", "chapters/nergens/", ".git/config", "data/../../geheim"):
        answer = ask(nginx, path)
        assert answer.status in (400, 404), path
        assert answer.getheader("Content-Security-Policy") or answer.status == 400, path
    assert ask(nginx, "index.html", "POST").status == 405
    assert ask(nginx, "index.html", "HEAD").status == 200


def workflow(name: str) -> dict:
    """A workflow that may read the repository and nothing else, with all its actions pinned."""
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    flow = yaml.load(text, Loader=yaml.BaseLoader)
    assert flow["permissions"] == {"contents": "read"}
    for job in flow["jobs"].values():
        for action in (step["uses"] for step in job["steps"] if "uses" in step):
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
    return flow


def test_the_workflow_publishes_the_very_book_that_was_tested() -> None:
    flow = workflow("publiceren.yml")
    assert flow["on"]["push"] == {"tags": ["v*"]}
    make, publish = flow["jobs"]["bouwen"], flow["jobs"]["publiceren"]
    assert make["permissions"] == {"contents": "read", "pages": "read"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "bouwen"
    *_, address, tests, gate, upload = make["steps"]
    assert address["uses"].startswith("actions/configure-pages@")
    # A draft is not deployed.
    assert (tests["run"], gate["run"]) == ("make test", "make dist")
    assert gate["env"] == tests["env"]
    (given,) = tests["env"].values()
    assert given == f"${{{{ steps.{address['id']}.outputs.base_url }}}}"
    assert upload["uses"].startswith("actions/upload-pages-artifact@")
    assert upload["with"] == {"path": "_build/html"}
    # Nothing else makes a book; that no test changes it afterwards is for the fixture `boek`.
    assert [step for step in make["steps"] if "make " in step.get("run", "")] == [tests, gate]


def test_every_change_is_tested_as_it_is_here() -> None:
    flow = workflow("nakijken.yml")
    assert flow["on"] == {"push": {"branches": ["**"]}, "pull_request": ""}
    (job,) = flow["jobs"].values()
    assert job["steps"][-1]["run"] == ".ci/run"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    weekly = workflow("keuren.yml")
    assert weekly["on"]["schedule"]
    assert weekly["jobs"]["keuren"]["steps"][-1]["run"] == "make keuring"


def test_a_clone_of_windows_holds_the_same_tables(tmp_path: Path) -> None:
    """Git converts line endings there, unless ``.gitattributes`` forbids it."""
    for name in (".gitattributes", "data"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    for command in ("init --quiet", "add ."):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True, capture_output=True)
    windows = ["git", "-c", "core.autocrlf=true", "checkout-index", "-a", "--prefix=kloon/"]
    subprocess.run(windows, cwd=tmp_path, check=True)
    for table in (ROOT / "data").iterdir():
        assert (tmp_path / "kloon/data" / table.name).read_bytes() == table.read_bytes(), table.name

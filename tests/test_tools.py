"""Missing programs are reported in Dutch before any test runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

NO_LIBRARY = (
    "echo 'node: error while loading shared libraries: libatomic.so.1: cannot open shared object "
    "file: No such file or directory' >&2; exit 127"
)


def program(path: Path, does: str) -> Path:
    path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """A machine where nothing can be found nor fetched, and the driver lacks its library."""
    (tmp_path / "bin").mkdir()
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_NODEJS_PATH": str(program(tmp_path / "node", NO_LIBRARY)),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"),
    }


def ask(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_here_all_is_found_and_nothing_is_said() -> None:
    done = ask(dict(os.environ), sys.executable, "tests/tools.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_thing_that_misses_gets_one_line_that_says_how(bare: dict[str, str]) -> None:
    code = "import sys; sys.path.insert(0, 'tests'); import tools; tools.SERVERS = ('geen',);"
    done = ask(bare, sys.executable, "-c", f"{code} sys.exit(tools.main())")
    assert done.returncode == 1
    driver, chrome, nginx = done.stderr.splitlines()
    assert "libatomic.so.1 ontbreekt" in driver and "sudo apt install libatomic1" in driver
    assert "Chromium" in chrome and chrome.endswith("sudo apt install chromium")
    assert "nginx" in nginx and nginx.endswith("sudo apt install nginx-light")


def test_a_browser_that_does_not_start_is_passed_over(bare: dict[str, str]) -> None:
    program(Path(bare["PATH"], "chromium"), "echo 'Installeer de snap' >&2; exit 1")
    works = program(Path(bare["PATH"], "google-chrome"), "echo Chrome 1")
    code = "import sys; sys.path.insert(0, 'tests'); import tools; print(tools.find(tools.CHROME))"
    assert ask(bare, sys.executable, "-c", code).stdout.strip() == str(works)


def test_no_test_starts_when_something_misses(bare: dict[str, str]) -> None:
    bare["PYTEST_ADDOPTS"] = "--gestart"  # unknown: a `make test` that goes on ends here
    done = ask(bare, shutil.which("make") or "make", "-o", ".venv/.test", "test")
    assert done.returncode == 2 and "--gestart" not in done.stderr
    assert "libatomic.so.1 ontbreekt" in done.stderr and "Traceback" not in done.stderr

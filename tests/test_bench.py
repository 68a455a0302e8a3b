"""The benchmarks start; nothing else would notice that they do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.mark.parametrize("script", sorted((ROOT / "tests").glob("bench*.py")), ids=lambda p: p.stem)
def test_a_benchmark_finds_what_it_imports(script: Path, tmp_path: Path) -> None:
    # As `make bench` starts it: without the folders that the test command adds.
    load = f"import runpy; runpy.run_path({str(script)!r}, run_name='geladen')"
    result = subprocess.run(
        [sys.executable, "-c", load], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr

"""Notebooks run in forks: as a kernel would run them, isolated, watched, and none left over."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
# Runs notebooks as a build does, in a process of its own: a fork needs one without threads, and a
# hook that watches stays. Prints a line of JSON for each notebook.
RUN = """
import json, sys
from functools import partial
from pathlib import Path

import nbformat

sys.path.insert(0, sys.argv[1])
from press.kernels import fork, notebook, watch

wishes = json.loads(sys.stdin.read())
folder, scratch = Path(wishes["folder"]), Path(wishes["scratch"])

def job(made):
    sys.path[:] = [path for path in sys.path if path not in ("", sys.argv[1], str(folder))]
    if wishes["watched"]:
        watch.refuse_untracked(lambda path: path.suffix == ".md" or path.parent.name == "uit")
    try:
        notebook.run(made, folder, wishes["seconds"])
    except notebook.CellExecutionError as error:
        return json.dumps({"error": str(error)}).encode()
    return json.dumps(made).encode()

notebook.preload(wishes["modules"])
assert fork.why_not() == "", fork.why_not()
work = {name: partial(job, nbformat.from_dict(made)) for name, made in wishes["work"].items()}
for name, result in fork.in_forks(work.items(), 2):
    found = json.loads(result) if isinstance(result, bytes) else {"status": result}
    print(json.dumps([name, found]), flush=True)
"""
MODULES = ["numpy", "pandas", "matplotlib.pyplot", "jaarverslag.overzichten", "myst_nb.ext.glue"]
ENVIRONMENT = {
    **os.environ,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux forks a process that read much"
)


def notebook(*cells: str, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    for cell in made.cells:
        cell.metadata["tags"] = list(tags)
    return made


def start(
    folder: Path, scratch: Path, work: dict[str, nbformat.NotebookNode], **wishes: Any
) -> subprocess.Popen[str]:
    asked = {
        "folder": str(folder), "scratch": str(scratch), "work": work, "seconds": 60,
        "modules": MODULES, "watched": False,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(ROOT)], cwd=folder, env=ENVIRONMENT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(json.dumps(asked | wishes))
    process.stdin.close()
    return process


def run_all(
    folder: Path, scratch: Path, work: dict[str, nbformat.NotebookNode], **wishes: Any
) -> dict[str, Any]:
    """What each notebook gave and used."""
    process = start(folder, scratch, work, **wishes)
    with process:
        assert process.stdout and process.stderr
        lines, wrong = process.stdout.read().splitlines(), process.stderr.read()
    print(wrong)
    assert process.returncode == 0
    return dict(json.loads(line) for line in lines)


def run(folder: Path, scratch: Path, *cells: str, **wishes: Any) -> dict[str, Any]:
    return dict(run_all(folder, scratch, {"een": notebook(*cells)}, **wishes)["een"])


def said(made: dict[str, Any]) -> list[str]:
    return ["".join(output.get("text", "") for output in cell["outputs"]) for cell in made["cells"]]


def gone(pid: int, within: float = 10.0) -> bool:
    deadline = time.monotonic() + within
    while psutil.pid_exists(pid):
        with contextlib.suppress(psutil.Error):
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# What a kernel says about itself: in a fork it must be what a plain one says.
STATE = """
import json, os, sys, warnings
import matplotlib, matplotlib.pyplot, pandas
import jaarverslag
print(json.dumps({
    "cwd": os.getcwd(),
    "path": sys.path,
    "name": __name__,
    "main": sys.modules["__main__"].__dict__ is globals(),
    "env": {k: v for k, v in os.environ.items() if k not in ("JPY_PARENT_PID", "COLUMNS")},
    "session": os.getsid(0) == os.getpid(),
    "stdin": os.fstat(0).st_size,
    "backend": matplotlib.get_backend(),
    "style": {k: repr(v) for k, v in matplotlib.rcParams.items()},
    "options": {k: repr(pandas.get_option(k)) for k in ("display.max_rows", "display.precision")},
    "filters": len(warnings.filters),
    "helper": jaarverslag.__file__,
    "locale": __import__("locale").setlocale(0),
}))
"""


def test_a_fork_runs_a_notebook_as_a_plain_kernel_does(tmp_path: Path) -> None:
    cells = (
        STATE,
        "import pandas as pd\ntabel = pd.DataFrame({'x': [1, 2], 'y': [3, 4]})\ntabel",
        "import matplotlib.pyplot as plt\nplt.plot(tabel.x, tabel.y);",
        "import sys\nprint('fout', file=sys.stderr)\nprint('uit')\ndisplay(1)\nprint('weer')",
        "from jaarverslag import cijfer\ncijfer('vormingen')",
        "from myst_nb import glue\nglue('naam', 'waarde')",
        "from IPython.display import clear_output\nprint('weg')\nclear_output()\nprint('nieuw')",
        "shown = display('eerst', display_id=True)\nshown.update('later')",
        "%matplotlib inline\nplt.gcf()",
        "",
    )
    plain = notebook(*cells)
    before = dict(os.environ)
    os.environ |= ENVIRONMENT
    try:
        client = NotebookClient(plain, resources={"metadata": {"path": str(CHAPTERS)}})
        client.execute()
    finally:
        os.environ.clear()
        os.environ |= before
    forked = run(CHAPTERS, tmp_path, *cells)
    assert "error" not in forked, forked
    states = [json.loads(c["outputs"][0].pop("text")) for c in (forked["cells"][0], plain.cells[0])]
    for state in states:
        state["env"].pop("PYTEST_CURRENT_TEST", None)
    assert states[0] == states[1]
    assert forked["metadata"]["language_info"]["name"] == "python"
    for mine, theirs in zip(forked["cells"], plain.cells, strict=True):
        assert mine["execution_count"] == theirs.execution_count
        assert sorted(map(str, mine["outputs"])) == sorted(map(str, theirs.outputs)), mine["source"]


def test_what_a_cell_prints_is_one_text_however_often_it_is_flushed(tmp_path: Path) -> None:
    (cell,) = run(CHAPTERS, tmp_path, "print('een', flush=True)\nprint('twee')")["cells"]
    assert [output["text"] for output in cell["outputs"]] == ["een\ntwee\n"]


def test_nothing_leaks_from_one_notebook_to_another(tmp_path: Path) -> None:
    leak = """
import builtins, os, random, sys, warnings
import matplotlib, numpy, pandas
import jaarverslag.gegevens
lek = builtins.lek = pandas.lek = os.environ["LEK"] = "lek"
matplotlib.rcParams["lines.linewidth"] = 77
pandas.set_option("display.max_rows", 7)
sys.modules["lek"] = sys
jaarverslag.gegevens.pakket()["lek"] = "lek"
random.seed(1); numpy.random.seed(1)
os.umask(0o077)
os.chdir("/")
"""
    tell = """
import builtins, os, random, sys, uuid
import matplotlib, numpy, pandas
import jaarverslag.gegevens as gegevens
print('lek' in globals(), hasattr(builtins, 'lek'), hasattr(pandas, 'lek'), 'LEK' in os.environ,
    matplotlib.rcParams['lines.linewidth'], pandas.get_option('display.max_rows'),
    'lek' in sys.modules, 'lek' in gegevens.pakket(), os.umask(0) == 0o077, os.getcwd())
print(random.random(), numpy.random.random(), uuid.uuid4())
"""
    work = {name: notebook(leak if name == "een" else tell) for name in ("een", "twee", "drie")}
    given = run_all(CHAPTERS, tmp_path, work)
    (first, chance), (second, other) = (said(given[n])[0].splitlines() for n in ("twee", "drie"))
    assert first == second == f"False False False False 1.5 60 False False False {CHAPTERS}"
    assert not set(chance.split()) & set(other.split())


# Waits for the other notebook to begin: only what runs at the same time comes to an end.
MEET = """
import pathlib, time
pathlib.Path("{mine}").touch()
for _ in range(600):
    if pathlib.Path("{other}").exists():
        break
    time.sleep(0.05)
else:
    raise RuntimeError("alone")
print("met")"""


def test_two_notebooks_run_at_the_same_time(tmp_path: Path) -> None:
    pairs = {"een": "twee", "twee": "een"}
    work = {mine: notebook(MEET.format(mine=mine, other=other)) for mine, other in pairs.items()}
    given = run_all(tmp_path, tmp_path, work, modules=[])
    assert [said(made) for made in given.values()] == [["met\n"], ["met\n"]]


def test_a_failing_cell_is_told_with_its_source(tmp_path: Path) -> None:
    given = run(tmp_path, tmp_path, "1 + 1", "onbekende_naam", "print('nooit')", modules=[])
    assert "onbekende_naam" in given["error"] and "NameError" in given["error"]
    assert "nooit" not in given["error"]


def test_a_cell_may_fail_when_its_tag_says_so(tmp_path: Path) -> None:
    work = {"een": notebook("1 / 0", "print('verder')", tags=("raises-exception",))}
    made = run_all(tmp_path, tmp_path, work, modules=[])["een"]
    assert made["cells"][0]["outputs"][0]["ename"] == "ZeroDivisionError"
    assert said(made)[1] == "verder\n"


DEATHS = {
    "import os\nos._exit(3)": 3,
    "import os\nos.kill(os.getpid(), 9)": -9,
    "import asyncio\nawait asyncio.sleep(0)": 1,  # only a kernel of its own can do that
    "while True: pass": -signal.SIGALRM,
    "import time\ntime.sleep(60)": -signal.SIGALRM,
}


def test_a_notebook_that_dies_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    work = {cell: notebook(cell) for cell in (*DEATHS, "print(1)")}
    given = run_all(tmp_path, tmp_path, work, seconds=1, modules=[])
    assert said(given.pop("print(1)")) == ["1\n"]
    assert given == {cell: {"status": status} for cell, status in DEATHS.items()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_build_leaves_no_notebook_running(number: int, tmp_path: Path) -> None:
    waits = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\n"
    work = {"een": notebook(waits + "time.sleep(600)")}
    process = start(tmp_path, tmp_path, work, modules=[])
    deadline = time.monotonic() + 60
    while not ((note := tmp_path / "pid").exists() and note.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    with process:
        pass
    assert gone(int(note.read_text()))


def test_a_process_with_threads_is_not_forked(tmp_path: Path) -> None:
    """Why the process that executes chapters has one thread: see ``RUN``, which asserts that."""
    code = (
        "import sys, threading; sys.path.insert(0, sys.argv[1]);"
        "from press.kernels import fork; assert fork.why_not() == '';"
        "threading.Thread(target=threading.Event().wait, daemon=True).start();"
        "print(fork.why_not())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "het proces heeft 2 threads\n"


# ---- What a cache could not follow ----


REFUSALS = {
    "import subprocess; subprocess.run(['true'])": "geen netwerk of ander programma",
    "import os; os.system('true')": "geen netwerk of ander programma",
    "import socket; socket.socket().connect_ex(('127.0.0.1', 9))": "geen netwerk",
    "open('ander.md')": "leest niets van een ander hoofdstuk (ander.md)",
    "open('uit/grafiek.svg').read()": "leest niets van een ander hoofdstuk (grafiek.svg)",
    "import os; os.scandir('uit/x')": "leest niets van een ander hoofdstuk",
}


def test_what_a_cache_cannot_follow_is_refused(tmp_path: Path) -> None:
    (tmp_path / "uit").mkdir()
    for file in ("bron.csv", "ander.md", "uit/grafiek.svg"):
        (tmp_path / file).write_text("", encoding="utf-8")
    fine = "open('bron.csv', 'a').write('x'); import os; os.listdir('.')"
    work = {cell: notebook(cell) for cell in (*REFUSALS, fine)}
    given = run_all(tmp_path, tmp_path, work, modules=[], watched=True)
    assert "error" not in given.pop(fine)
    for cell, made in given.items():
        assert REFUSALS[cell] in made["error"], cell

"""Chapters run in kernels forked from one warm process: real ones, isolated, and none left over."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from press import kernels as warm_kernels

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"

pytestmark = pytest.mark.skipif(
    bool(warm_kernels.why_not()), reason=f"no warm kernels here: {warm_kernels.why_not()}"
)


@pytest.fixture
def warm() -> Iterator[None]:
    """Warm kernels in this process, for one test; the server stays for the next one."""
    factory = KernelProvisionerFactory.instance()
    usual = factory.default_provisioner_name
    warm_kernels.install()
    yield
    factory.default_provisioner_name = usual


@pytest.fixture(scope="module", autouse=True)
def no_server_left() -> Iterator[None]:
    # Other test modules may have kernels of their own; only what starts here must be gone.
    before = set(offspring())
    yield
    warm_kernels.close_servers()
    assert set(offspring()) - before == set()


def run(*cells: str, folder: Path = CHAPTERS, timeout: int = 30) -> list[list[dict]]:
    """Execute cells in a kernel of their own; the outputs of each cell."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    client = NotebookClient(
        notebook, timeout=timeout, resources={"metadata": {"path": str(folder)}}
    )
    # pytest names the test in the environment, and another environment takes another server.
    test = os.environ.pop("PYTEST_CURRENT_TEST")
    try:
        client.execute()
    finally:
        os.environ["PYTEST_CURRENT_TEST"] = test
    return [[dict(output) for output in cell["outputs"]] for cell in notebook["cells"]]


def tell(expression: str, **options: Path) -> object:
    """Value of an expression in a new kernel."""
    outputs = run(f"import json\nprint(json.dumps({expression}))", **options)[0]
    return json.loads("".join(output.get("text", "") for output in outputs))


def offspring() -> list[psutil.Process]:
    """Processes below this one, zombies too, except what Python itself keeps."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "resource_tracker" not in " ".join(_command(process))
    ]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def gone(pid: int, within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while psutil.pid_exists(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# What a kernel says about itself. In a warm kernel it must be what a plain one says.
STATE = """
import json, os, sys, warnings
import matplotlib, matplotlib.pyplot, pandas
import jaarverslag.gegevens, jaarverslag.basis.kleuren
print(json.dumps({
    "cwd": os.getcwd(),
    "path": sys.path,
    "argv": [os.path.basename(sys.argv[0]), sys.argv[1], *sys.argv[3:]],
    "flags": repr(sys.flags),
    "name": __name__,
    "main": sys.modules["__main__"].__dict__ is globals(),
    "env": {k: v for k, v in os.environ.items() if k != "JPY_PARENT_PID"},
    "parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()),
    "session": os.getsid(0) == os.getpid(),
    "stdin": sys.stdin.closed or os.fstat(0).st_size,
    "backend": matplotlib.get_backend(),
    "style": {k: repr(v) for k, v in matplotlib.rcParams.items()},
    "options": {k: repr(pandas.get_option(k)) for k in ("display.max_rows", "display.precision")},
    "filters": len(warnings.filters),
    "helper": jaarverslag.__file__,
    "tables": jaarverslag.gegevens._lees.how_many(),
    "tokens": jaarverslag.basis.kleuren.tokens.cache_info().currsize,
    "handlers": len(__import__("logging").getLogger().handlers),
    "locale": __import__("locale").setlocale(0),
}))
"""


def test_a_warm_kernel_is_like_a_plain_one(warm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = (
        STATE,
        "import pandas as pd\ntabel = pd.DataFrame({'x': [1, 2], 'y': [3, 4]})\ntabel",
        "import matplotlib.pyplot as plt\nplt.plot(tabel.x, tabel.y);",
        "import sys\nprint('fout', file=sys.stderr)\nprint('uit')",
        "from jaarverslag import cijfer\ncijfer('vormingen')",
    )
    forked = run(*cells)
    monkeypatch.setenv(warm_kernels.SWITCH, "gewoon")
    plain = run(*cells)
    said = [json.loads(outputs[0][0].pop("text")) for outputs in (forked, plain)]
    for state in said:
        state["env"].pop(warm_kernels.SWITCH, None)
    # The one difference: tables were read before, for all chapters.
    assert said[0].pop("tables") > said[1].pop("tables") == 0
    assert said[0] == said[1]
    assert forked == plain


def test_tables_in_memory_count_for_who_asks_them(warm: None, tmp_path: Path) -> None:
    def used(record: Path, cell: str) -> set[str]:
        token = warm_kernels.store.RECORD.set(record)
        try:
            run(cell)
        finally:
            warm_kernels.store.RECORD.reset(token)
        trace = warm_kernels.store.Trace.load(record)
        return trace.parts | {name for name in trace.read if name.startswith("data/")}

    table = used(tmp_path / "tabel", "from jaarverslag import tabel\ntabel('begrippen')")
    assert table == {"data/begrippen.csv", "data/datapackage.json"}
    row = used(tmp_path / "rij", "from jaarverslag import cijfer\ncijfer('vormingen').waarde")
    assert row == {json.dumps(["kerncijfers", "sleutel", "vormingen"]), "data/datapackage.json"}
    assert used(tmp_path / "niets", "from jaarverslag import tabel, cijfer") == set()


def test_tables_that_changed_are_read_anew(
    warm: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    monkeypatch.setenv("JAARVERSLAG_DATA", str(data))
    asked = "len(__import__('jaarverslag').tabel('begrippen'))"
    before = tell(asked)
    with (data / "begrippen.csv").open("a", encoding="utf-8") as table:
        table.write(f"{(data / 'begrippen.csv').read_text('utf-8').splitlines()[1]}\n")
    assert tell(asked) == before + 1


def test_nothing_leaks_from_one_chapter_to_the_next(warm: None) -> None:
    run(
        """
import builtins, os, random, sys, warnings
import matplotlib, numpy, pandas
import jaarverslag.gegevens
lek = builtins.lek = pandas.lek = os.environ["LEK"] = "lek"
matplotlib.rcParams["lines.linewidth"] = 77
pandas.set_option("display.max_rows", 7)
warnings.filterwarnings("ignore", "lek")
sys.modules["lek"] = sys
sys.path.append("lek")
jaarverslag.gegevens.pakket()["lek"] = "lek"
random.seed(1); numpy.random.seed(1)
os.umask(0o077)
os.chdir("/")
"""
    )
    assert tell(
        """[
        'lek' in globals(), hasattr(__import__('builtins'), 'lek'),
        hasattr(__import__('pandas'), 'lek'), 'LEK' in __import__('os').environ,
        __import__('matplotlib').rcParams['lines.linewidth'],
        __import__('pandas').get_option('display.max_rows'),
        any(f[1] and f[1].match('lek') for f in __import__('warnings').filters),
        'lek' in __import__('sys').modules, 'lek' in __import__('sys').path,
        'lek' in __import__('jaarverslag.gegevens').gegevens.pakket(),
        __import__('os').umask(0) == 0o077, __import__('os').getcwd(),
    ]"""
    ) == [False, False, False, False, 1.5, 60, False, False, False, False, False, str(CHAPTERS)]


def test_kernels_share_a_server_and_no_chance(warm: None) -> None:
    chance = (
        "[__import__('random').random(), float(__import__('numpy').random.random()),"
        " str(__import__('uuid').uuid4()), __import__('os').getpid(), __import__('os').getppid()]"
    )
    first, second = tell(chance), tell(chance)
    for one, other in zip(first[:4], second[:4], strict=True):
        assert one != other
    assert first[4] == second[4]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that import no more than they must start sooner."""
    monkeypatch.setattr(warm_kernels, "MODULES", ("jaarverslag",))


def test_each_folder_imports_its_own_modules(warm: None, bare: None, tmp_path: Path) -> None:
    found = "__import__('importlib.util').util.find_spec('jaarverslag') is not None"
    assert tell(found) is True
    assert tell(found, folder=tmp_path) is False
    own = tmp_path / "jaarverslag"
    own.mkdir()
    for kind in ("eerst", "later, en langer"):
        (own / "__init__.py").write_text(f"soort = {kind!r}\n", encoding="utf-8")
        assert tell("__import__('jaarverslag').soort", folder=tmp_path) == kind


def test_a_broken_helper_fails_in_the_chapter(warm: None, bare: None, tmp_path: Path) -> None:
    (tmp_path / "jaarverslag").mkdir()
    (tmp_path / "jaarverslag" / "__init__.py").write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run("import jaarverslag", folder=tmp_path)


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_kernel_that_dies_is_an_error(warm: None, end: str) -> None:
    with pytest.raises(DeadKernelError):
        run(f"import os\n{end}")


def test_a_failing_cell_leaves_nothing(warm: None, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(
            "import os, pathlib, subprocess\n"
            "child = subprocess.Popen(['sleep', '600'])\n"
            f"pathlib.Path({str(note)!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
            "1 / 0"
        )
    assert all(gone(int(pid)) for pid in note.read_text().split())


def test_a_cell_that_takes_too_long_leaves_nothing(warm: None) -> None:
    before = set(offspring())
    with pytest.raises(CellTimeoutError):
        run("import time\ntime.sleep(60)", timeout=1)
    for process in set(offspring()) - before:
        assert gone(process.pid) or "server.py" in " ".join(_command(process))


def test_a_kernel_can_be_interrupted(warm: None) -> None:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(cwd=str(CHAPTERS))
    try:
        client.execute("import time\ntime.sleep(60)")
        time.sleep(0.3)
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
        assert manager.is_alive()
        pid = manager.provisioner.pid
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert gone(pid)


# A build that is stopped in the middle: it tells its server and its kernel, then it waits.
BUILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from press import kernels as warm_kernels
warm_kernels.MODULES = ()
warm_kernels.install()
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(cwd=sys.argv[2])
server = next(iter(warm_kernels._servers.values()))
print(server._process.pid, manager.provisioner.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [2, 15, 9])
def test_a_stopped_build_leaves_nothing(number: int, tmp_path: Path) -> None:
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(ROOT), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with build:
        pids = [int(pid) for pid in build.stdout.readline().split()]
        assert len(pids) == 2
        build.send_signal(number)
        build.wait(timeout=10)
    assert all(gone(pid) for pid in pids)


def test_a_killed_server_is_replaced(warm: None) -> None:
    with pytest.raises(DeadKernelError):
        run("import os\nos.kill(os.getppid(), 9)\nimport time\ntime.sleep(60)")
    assert tell("1") == 1


def test_switched_off(warm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(warm_kernels.SWITCH, "gewoon")
    assert tell("__import__('os').getppid()") == os.getpid()
    monkeypatch.delenv(warm_kernels.SWITCH)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Linux" in warm_kernels.why_not()


def test_a_server_that_cannot_fork_is_no_disaster(
    warm: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(warm_kernels, "say", said.append)

    def refuse(*_: object) -> None:
        raise warm_kernels.NoWarmKernel("het warme proces is gestopt")

    monkeypatch.setattr(warm_kernels.WarmServer, "fork", refuse)
    assert tell("__import__('os').getppid()") == os.getpid()
    assert said == ["het warme proces is gestopt; deze kernel start gewoon"]


def test_a_kernel_gets_ports_that_nobody_gets_by_chance() -> None:
    """Free ones, none twice, none that a system gives to whoever asks for any."""
    from press.kernels import quiet_port

    with socket.socket() as taken:
        first = quiet_port("127.0.0.1")
        taken.bind(("127.0.0.1", first + 1))
        found = [first, *(quiet_port("127.0.0.1") for _ in range(20))]
    assert len(set(found)) == 21 and first + 1 not in found
    with socket.socket() as chance:
        chance.bind(("127.0.0.1", 0))
        assert max(found) < 32_000 < chance.getsockname()[1]

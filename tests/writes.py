"""Where a command writes: an audit hook reports every file that it or a child process opens.

Outside the project only private temporary files may be written: made by `tempfile` under a random
name, or below such a folder. Any other name in the shared temporary folder could collide with
another user's, or be a link to somewhere else. The home folder may hold caches of libraries.
"""

from __future__ import annotations

from pathlib import Path

WATCH = """
import os, sys
log = os.open(os.environ["WRITES"], os.O_WRONLY | os.O_APPEND)
CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
def hook(event, arguments):
    if event in ("tempfile.mkdtemp", "tempfile.mkstemp"):
        kind = "private"
    elif event == "open":
        if not isinstance(arguments[0], (str, bytes)) or not arguments[2] & CHANGES:
            return
        kind = "new" if arguments[2] & os.O_EXCL else "written"
    elif event in ("os.mkdir", "os.symlink", "os.link", "os.rename"):
        kind = "new" if event == "os.mkdir" else "written"
        arguments = arguments[:1] if kind == "new" else arguments[1:2]
    else:
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    os.write(log, f"{kind}\\t{path}\\n".encode("utf-8", "surrogateescape"))
sys.addaudithook(hook)
"""


def watched(folder: Path) -> dict[str, str]:
    """Variables for a command that is watched, with a temporary folder and a home of its own."""
    for name in ("watch", "tmp", "home"):
        (folder / name).mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    (folder / "log").touch()
    return {
        "PYTHONPATH": str(folder / "watch"),
        "WRITES": str(folder / "log"),
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
    }


def strays(folder: Path, project: Path) -> set[str]:
    """Files written in the wrong place, and files left behind there."""
    said = (folder / "log").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    assert said, "nothing was watched"
    fine = [str(project), str(folder / "home"), "/dev", "/proc"]
    found = {str(path) for path in (folder / "tmp").iterdir()}
    for line in said:
        kind, path = line.split("\t", 1)
        if kind == "private":
            fine.append(path)
        elif any(path == place or path.startswith(f"{place}/") for place in fine):
            continue
        # Python tries whether it may write in the temporary folder with a new file of its own.
        elif kind != "new" or Path(path).parent != folder / "tmp":
            found.add(path)
    return found

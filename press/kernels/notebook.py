"""Run the cells of one notebook in this process, as a Jupyter kernel would.

The kernel is ipykernel's own: the same shell, and the same messages about what a cell shows. It
lives in this process, so there are no sockets and no threads. Outputs are put in the notebook by
nbclient, which also does that for kernels elsewhere.
"""

from __future__ import annotations

import contextlib
import importlib
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from press.kernels.patches import in_process_kernel

# A kernel imports these when it is made.
KERNEL = ("ipykernel.debugger", "ipykernel.inprocess.ipkernel", "ipykernel.iostream")


def preload(modules: Iterable[str]) -> None:
    """Import what cells import; an import that fails is reported by the cell that needs it."""
    for name in (*modules, *KERNEL):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run(notebook: NotebookNode, folder: Path, seconds: int) -> None:
    """Fill in all outputs; raises ``CellExecutionError`` at the first cell that fails.

    The system ends this process when a cell takes longer than ``seconds``.
    """
    # As in a kernel: cells import from their working directory, after the standard library.
    own = [number for number, path in enumerate(sys.path) if path.endswith("site-packages")]
    sys.path.insert(min(own, default=0), "")
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()  # Python does so by itself after a fork
    with contextlib.chdir(folder):
        kernel = in_process_kernel()
        client = BlockingInProcessKernelClient(kernel=kernel, session=kernel.session)
        client.start_channels()
        book_keeping = NotebookClient(notebook, record_timing=False)
        book_keeping.reset_execution_trackers()
        notebook.metadata["language_info"] = kernel.language_info
        for number, cell in enumerate(notebook.cells):
            tags = cell.metadata.get("tags", [])
            if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags:
                continue
            signal.alarm(seconds)
            _run_cell(client, book_keeping, cell, number, "raises-exception" in tags)
            signal.alarm(0)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _whole_texts(cell.outputs)


def _whole_texts(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What a cell prints as one text: how often a kernel flushes depends on the clock."""
    whole: list[NotebookNode] = []
    for output in outputs:
        if whole and output.get("name") and whole[-1].get("name") == output["name"]:
            whole[-1]["text"] += output["text"]
        else:
            whole.append(output)
    return whole


def _run_cell(
    kernel: BlockingInProcessKernelClient, client: NotebookClient,
    cell: NotebookNode, number: int, may_fail: bool,
) -> None:  # fmt: skip
    cell.outputs, client.clear_before_next_output = [], False
    kernel.execute(cell.source, allow_stdin=False, stop_on_error=not may_fail)
    reply = kernel.get_shell_msg(timeout=0)["content"]
    for message in kernel.iopub_channel.get_msgs():
        if message["msg_type"] != "status":
            client.process_message(message, cell, number)
    if reply["status"] == "error" and not may_fail:
        raise CellExecutionError.from_cell_and_msg(cell, reply)

"""Run a notebook in a separate kernel, for what a fork cannot do and where there is no fork."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

LONGEST_SOCKET = 100  # characters of its path


def run(execute: Callable[..., Any], notebook: NotebookNode, **options: Any) -> Any:
    """The result of ``execute`` with a kernel that uses sockets in a private folder.

    Over TCP, the default, anyone on the machine could listen, and ipykernel warns about that. It
    remains the fallback where the path of temporary files is too long for a socket.
    """
    client = "jupyter_client.asynchronous.AsyncKernelClient"
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        place = {"transport": "ipc", "ip": f"{folder}/k", "connection_file": f"{folder}/k.json"}
        options_of_kernel = place if len(f"{folder}/k-5") < LONGEST_SOCKET else {}
        manager = KernelManager(client_class=client, **options_of_kernel)
        try:
            return execute(notebook, km=manager, **options)
        finally:
            manager.shutdown_kernel(now=True)

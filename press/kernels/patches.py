"""Internals of what runs cells; see ``press/patches.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipykernel.inprocess.ipkernel import InProcessKernel


def in_process_kernel() -> InProcessKernel:
    """ipykernel's kernel for one process, without its thread: that would hand on messages later.

    A thread that was never started does everything at once, in the thread that asks.
    """
    from ipykernel.inprocess.ipkernel import InProcessKernel
    from ipykernel.iostream import IOPubThread
    from traitlets import default
    from traitlets.config import Config

    class Quiet(InProcessKernel):
        @default("iopub_thread")
        def _default_iopub_thread(self) -> IOPubThread:
            return IOPubThread(self._underlying_iopub_socket, session=self.session)

    # Nobody looks back at what a notebook typed.
    return Quiet(config=Config({"HistoryManager": {"enabled": False}}))

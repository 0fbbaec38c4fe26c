"""Requests from standard input, replies to standard output, a line of JSON each."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

ABANDONED = 3
"""Exit status of a worker whose task went away."""


class Channel:
    """The worker's two ends.

    Standard output is the channel's alone: what a library prints goes to standard error instead.
    Standard input is read by a thread of its own, so that the worker ends at once when its task
    does, even if it waits for other workers at that moment.
    """

    def __init__(self) -> None:
        """Takes both ends; to be made once, before anything prints."""
        self._replies: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def requests(self) -> Iterator[dict[str, Any]]:
        """Every request, in order. It never ends: the process does."""
        while True:
            yield json.loads(self._lines.get())

    def reply(self, reply: dict[str, Any]) -> None:
        """Answers the last request."""
        line = json.dumps(reply, separators=(",", ":"), allow_nan=False).encode("utf-8") + b"\n"
        try:
            self._replies.write(line)
            self._replies.flush()
        except BrokenPipeError:
            os._exit(ABANDONED)

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            self._lines.put(line)
        os._exit(ABANDONED)

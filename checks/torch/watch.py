"""Runs a command and watches the workers of torch that it starts; Linux only.

    watch.py FILE COMMAND...

FILE gets a list in JSON of all workers, in the order of their start: what was resident at most
(``peak``), at most of it that is no file's page (``own``), both in bytes, and the seconds of processor
time. The exit status is the command's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

EVERY_SECONDS = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")
_WORKER = b"\0-m\0vireo_torch"


@dataclass
class Seen:
    """What a process has used by the time it was last looked at."""

    peak: int = 0
    own: int = 0
    seconds: float = 0.0

    def look(self, pid: int) -> None:
        """Looks again, if it is still there."""
        try:
            status = dict(
                line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
            )
            self.seconds = processor_seconds(pid)
        except (OSError, IndexError):
            return
        if "VmHWM" in status:
            self.peak = max(self.peak, _bytes(status["VmHWM"]))
            self.own = max(self.own, _bytes(status["RssAnon"]))


class Watch:
    """The workers below a process."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.workers: dict[int, Seen] = {}

    def look(self) -> None:
        """Looks for new workers, and at all that are there."""
        for pid in descendants(self._root):
            if pid not in self.workers and _is_worker(pid):
                self.workers[pid] = Seen()
        for pid, seen in self.workers.items():
            seen.look(pid)


def processor_seconds(pid: int) -> float:
    """What a process, without its children, has computed for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def descendants(root: int) -> list[int]:
    """All processes below one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _is_worker(pid: int) -> bool:
    try:
        return _WORKER in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _bytes(kibibytes: str) -> int:
    return int(kibibytes.split()[0]) * 1024


def main() -> int:
    file, *command = sys.argv[1:]
    process = subprocess.Popen(command)
    watch = Watch(process.pid)
    while process.poll() is None:
        watch.look()
        time.sleep(EVERY_SECONDS)
    Path(file).write_text(json.dumps([asdict(seen) for seen in watch.workers.values()]) + "\n")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())

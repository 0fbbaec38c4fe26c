"""What a user has to mend, and errors of libraries that mean such a thing."""

from __future__ import annotations

from typing import Optional

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
_LOST_PEER = (
    "gloo",
    "nccl",
    "connection closed by peer",
    "connection reset by peer",
    "connection refused",
    "broken pipe",
    "socket timeout",
    "timed out",
    "timeout",
)


class Refusal(Exception):
    """The worker cannot go on. The message is one line: what is wrong, where, and what to do."""


class Lost(Exception):
    """The worker cannot work with the others, but another attempt may. The message is one line."""


def refusal(error: BaseException, during: str) -> Optional[Refusal]:
    """What an error of a library means to a user; None if it is a fault of the worker."""
    if isinstance(error, Refusal):
        return error
    text = str(error)
    lower = text.lower()
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and _has(lower, _OUT_OF_MEMORY)):
        return Refusal(
            f"The worker is out of memory in {during}: take smaller micro-batches, turn on"
            " gradient-checkpointing, or use more executors with sharding: full"
        )
    return None


def lost_peers(error: BaseException, during: str) -> Optional[str]:
    """What to say of an error that comes of another worker's end, after which the stage may be tried again."""
    if isinstance(error, Lost):
        return str(error)
    if isinstance(error, Refusal):
        return None
    lower = str(error).lower()
    if isinstance(error, (ConnectionError, TimeoutError)) or (
        isinstance(error, RuntimeError) and _has(lower, _LOST_PEER) and not _has(lower, _OUT_OF_MEMORY)
    ):
        return (
            f"The worker lost the others in {during} ({first_line(error)}): look at the log of the task that ended"
            " first, or raise torch.timeout-seconds if none did"
        )
    return None


def first_line(error: BaseException) -> str:
    """The first line of an error's message, short enough to stand in another."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return line if len(line) <= 200 else line[:197] + "..."


def _has(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)

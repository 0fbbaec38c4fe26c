"""The device and the threads of a worker, and whether its bits repeat."""

from __future__ import annotations

import os
import warnings

from vireo_torch.refusal import Refusal
from vireo_torch.start.settings import Start

DETERMINISTIC = "deterministic"
AUTO = "auto"


def limit_threads(threads: int) -> None:
    """Bounds the threads of libraries that read the bound when they are loaded, and keeps them off the network."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def prepare(start: Start) -> str:
    """Sets torch up.

    Returns:
        whether the same work gives the same bits, as the reply to ``start`` promises it

    Raises:
        Refusal: there is no such device
    """
    import torch

    torch.set_num_threads(start.threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(start.seed)
    if start.device.startswith("cuda"):
        present(start.device)
        torch.cuda.set_device(torch.device(start.device).index or 0)
    # A warning of a library has no reader but the log, and would fill it once for each pass.
    warnings.simplefilter("once")
    if not start.deterministic:
        return "not deterministic: the setting deterministic is off"
    torch.use_deterministic_algorithms(True, warn_only=start.device != "cpu")
    # Filling what is allocated helps those who search for reads of it, and costs a pass over memory.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    if start.device != "cpu":
        return f"not deterministic: on {start.device} equal bits have not been verified"
    return DETERMINISTIC


def device_named(device: str) -> str:
    """The device itself, where a name leaves it open: auto is a GPU if torch finds one."""
    if device != AUTO:
        return device
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def present(device: str) -> None:
    """Makes sure that a device is there.

    Raises:
        Refusal: it is not
    """
    if not device.startswith("cuda"):
        return
    import torch

    if not torch.cuda.is_available():
        raise Refusal(
            f"device {device} is not there: torch {torch.__version__} finds no GPU on this machine; choose device cpu,"
            " or install a torch that is built for its driver"
        )
    index = torch.device(device).index or 0
    if index >= torch.cuda.device_count():
        raise Refusal(f"device {device} is not there: this machine has {torch.cuda.device_count()} GPUs")

"""Several processes make the update that one makes, in both kinds of sharding."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest
import reference
import torch
from safetensors.torch import load_file
from workers import Worker, World, decoded, floats, sequence, start_request

ADAMW = start_request()["adamw"]
SEQUENCES = reference.some_sequences(7, seed=3)
ADVANTAGES = [1.0, -0.5, 0.25, -1.25, 2.0, 0.0, -0.75]
TOKENS = sum(len(completion) for _, completion in SEQUENCES)
MICRO_BATCH = 2


class Old:
    """Log-probabilities of the policy that made the completions, a little off those of the first step."""

    def __init__(self, model: torch.nn.Module) -> None:
        generator = torch.Generator().manual_seed(4)
        with torch.no_grad():
            new = [reference.logprobs(model, each) for each in SEQUENCES]
        self.logprobs = [each + 0.2 * torch.randn(each.shape, generator=generator) for each in new]


def loss(outputs: torch.Tensor, indices: Sequence[int], old: Old) -> torch.Tensor:
    """The part of the objective that some sequences make up."""
    parts = outputs.split([len(SEQUENCES[index][1]) for index in indices])
    each = [
        reference.grpo(part, old.logprobs[index], ADVANTAGES[index], TOKENS)
        for part, index in zip(parts, indices, strict=True)
    ]
    return torch.stack(each).sum()


def task(worker: Worker, share: list[int], rounds: int, old: Old, idles: bool) -> tuple[float, float]:
    """A rank's part of an update, as its task drives it: its loss, and the norm of all."""
    total = 0.0
    for number in range(rounds):
        indices = share[number * MICRO_BATCH : (number + 1) * MICRO_BATCH]
        if indices:
            sequences = [sequence(*SEQUENCES[index]) for index in indices]
            reply = worker.ask(do="pass", sequences=sequences, temperature=1.0, statistics=[], gradient=True)
            outputs = torch.tensor(decoded(reply["outputs"]).copy(), requires_grad=True)
            value = loss(outputs, indices, old)
            value.backward()
            total += float(value.detach())
            worker.ask(do="backward", derivative=floats(outputs.grad))
        elif idles:
            worker.ask(do="idle", gradient=True)
    return total, worker.ask(do="update")["grad-norm"]


def step(world: World, old: Old, idles: bool) -> tuple[float, float]:
    """One update over all ranks: the loss, and the norm that all of them saw."""
    ranks = len(world.workers)
    shares = [list(range(rank, len(SEQUENCES), ranks)) for rank in range(ranks)]
    rounds = -(-max(map(len, shares)) // MICRO_BATCH)
    with ThreadPoolExecutor(ranks) as tasks:
        parts = list(tasks.map(lambda each: task(*each, rounds, old, idles), zip(world.workers, shares, strict=True)))
    assert len({norm for _, norm in parts}) == 1
    return sum(value for value, _ in parts), parts[0][1]


class Expected:
    """What one process makes of two steps."""

    def __init__(self, directory: Path, adapter: Path | None) -> None:
        model = reference.language_model(directory, adapter)
        self.old = Old(model)
        optimizer = reference.optimizer(model, ADAMW)
        self.steps = []
        for number in (1, 2):
            new = torch.cat([reference.logprobs(model, each) for each in SEQUENCES])
            value = loss(new, range(len(SEQUENCES)), self.old)
            value.backward()
            self.steps.append((float(value.detach()), reference.step(model, optimizer, number, ADAMW)))
        self.parameters = reference.parameters(model)


@pytest.fixture(scope="module")
def expected(models: Path) -> dict[str, Expected]:
    """By the name of the model, or of the adapter of the first."""
    adapter = {"adapter": Expected(models / "qwen2", models / "adapter")}
    return {name: Expected(models / name, None) for name in ("qwen2", "llama")} | adapter


@pytest.mark.parametrize(
    ("world", "sharding", "name"),
    [
        (1, "replicated", "qwen2"),
        (2, "replicated", "qwen2"),
        (2, "replicated", "adapter"),
        (3, "replicated", "llama"),
        (1, "full", "adapter"),
        (2, "full", "qwen2"),
        (2, "full", "llama"),
        (3, "full", "qwen2"),
        (3, "full", "adapter"),
    ],
)
def test_an_update_is_that_of_one_process(
    models: Path, tmp_path: Path, expected: dict[str, Expected], world: int, sharding: str, name: str
) -> None:
    one = expected[name]
    adapted = name == "adapter"
    start = {"model": models / "qwen2", "adapter": models / name} if adapted else {"model": models / name}
    with World(world, sharding=sharding, **start) as workers:
        for value, norm in one.steps:
            assert step(workers, one.old, sharding == "full") == pytest.approx((value, norm), rel=1e-5, abs=1e-5)
        workers.ask({"do": "save", "folder": str(tmp_path)})
        workers.ask({"do": "stop"})
        assert [worker.end() for worker in workers.workers] == [0] * world
    file = tmp_path / f"{'adapter_model' if adapted else 'model'}.safetensors"
    assert reference.largest_difference(file, one.parameters) < 1e-5


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_the_same_number_of_workers_gives_the_same_bits(
    models: Path, tmp_path: Path, expected: dict[str, Expected], sharding: str
) -> None:
    """Once without a break, once with a new world from the checkpoint; a third goes on with more workers."""
    old = expected["qwen2"].old
    files = ("model.safetensors", "training-state/optimizer.safetensors")
    start = {"model": models / "qwen2", "sharding": sharding}
    with World(2, **start) as world:
        assert all(reply["promise"] == "deterministic" for reply in world.started)
        for folder in ("first", "second"):
            step(world, old, sharding == "full")
            (tmp_path / folder).mkdir()
            world.ask({"do": "save", "folder": str(tmp_path / folder)})
    first = tmp_path / "first"
    (first / "config.json").write_bytes((models / "qwen2" / "config.json").read_bytes())
    start.update(model=first, optimizer=first / files[1])
    for count in (2, 3):
        with World(count, **start) as world:
            step(world, old, sharding == "full")
            (tmp_path / str(count)).mkdir()
            world.ask({"do": "save", "folder": str(tmp_path / str(count))})
    for file in files:
        assert (tmp_path / "2" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()
    assert reference.largest_difference(tmp_path / "3" / files[0], load_file(tmp_path / "second" / files[0])) < 1e-6


def test_a_head_of_fewer_rows_than_workers(models: Path, tmp_path: Path) -> None:
    """One row of a scalar head lies on one of two workers; the other holds nothing of it."""
    made = []
    for world, sharding in ((1, "replicated"), (2, "full")):
        folder = tmp_path / str(world)
        folder.mkdir()
        with World(world, model=models / "reward", head="scalar", sharding=sharding) as workers:
            asked = {"do": "pass", "sequences": [sequence(*SEQUENCES[0], [-1, 0])], "gradient": True}
            outputs = [decoded(reply["outputs"]) for reply in workers.ask(asked)]
            # Each of two gives half of what one gives.
            workers.ask({"do": "backward", "derivative": floats(numpy.array([1.0, -2.0]) / world)})
            norms = [reply["grad-norm"] for reply in workers.ask({"do": "update"})]
            workers.ask({"do": "save", "folder": str(folder)})
        made.append((outputs[0].tolist(), norms[0]))
    assert made[1][0] == pytest.approx(made[0][0], abs=1e-6)
    assert made[1][1] == pytest.approx(made[0][1], rel=1e-5)
    for file in ("model.safetensors", "training-state/optimizer.safetensors"):
        assert reference.largest_difference(tmp_path / "2" / file, load_file(tmp_path / "1" / file)) < 1e-5


def test_texts_come_from_every_worker(models: Path) -> None:
    with World(2, model=models / "llama", trained=False, adamw=None, sharding="full") as world:
        replies = world.ask([{"do": "gather", "text": "erster"}, {"do": "gather", "text": "größter ✓"}])
        assert [reply["texts"] for reply in replies] == [["erster", "größter ✓"]] * 2
        assert [reply["texts"] for reply in world.ask({"do": "gather", "text": ""})] == [["", ""]] * 2


def test_workers_score_different_numbers_of_passes(models: Path) -> None:
    model = reference.language_model(models / "llama")
    with World(2, model=models / "llama", trained=False, adamw=None, sharding="full") as world:
        asked = [sequence(*SEQUENCES[0])]
        scoring = {"do": "pass", "sequences": asked, "temperature": 1.0, "statistics": [], "gradient": False}
        first = world.ask([scoring, {"do": "idle", "gradient": False}])
        second = world.ask([{"do": "idle", "gradient": False}, scoring])
    assert first[0]["outputs"] == second[1]["outputs"]
    with torch.no_grad():
        numpy.testing.assert_allclose(decoded(first[0]["outputs"]), reference.logprobs(model, SEQUENCES[0]), atol=1e-5)


def test_workers_with_parts_score_passes_of_their_own_at_a_time(models: Path) -> None:
    """Each has another pass, of another size; what one makes does not depend on the others'."""
    passes = [
        {"do": "pass", "sequences": asked, "temperature": 1.0, "statistics": [], "gradient": False}
        for asked in ([sequence(*SEQUENCES[0], [-1])], [sequence(*each, [0]) for each in SEQUENCES[1:]])
    ]
    with World(2, model=models / "reward", head="scalar", trained=False, adamw=None, sharding="full") as world:
        first = [reply["outputs"] for reply in world.ask(passes)]
        second = [reply["outputs"] for reply in world.ask(passes[::-1])]
    assert second == first[::-1]
    assert [len(decoded(each)) for each in first] == [1, len(SEQUENCES) - 1]

"""Updates are those of torch's own optimizer and clipping, and saved files those of its own writer."""

from __future__ import annotations

import json
import math
from pathlib import Path

import here
import numpy
import pytest
import reference
import torch
from safetensors.torch import load_file, save_file
from vireo_torch.refusal import Refusal
from vireo_torch.saving.checkpoint import Checkpoint
from workers import floats, sequence, start_request

SEQUENCES = reference.some_sequences(4, seed=2)
ASKED = [sequence(*each) for each in SEQUENCES]
ADAMW = start_request()["adamw"]


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("adapted", [False, True])
def test_three_steps_of_adamw(models: Path, tmp_path: Path, sharding: str, adapted: bool) -> None:
    adapter = models / "adapter" if adapted else None
    model = reference.language_model(models / "qwen2", adapter)
    optimizer = reference.optimizer(model, ADAMW)
    with here.worker(model=models / "qwen2", adapter=adapter, sharding=sharding) as worker:
        for number in (1, 2, 3):
            (-torch.cat([reference.logprobs(model, each) for each in SEQUENCES]).mean()).backward()
            expected = reference.step(model, optimizer, number, ADAMW)
            count = sum(len(completion) for _, completion in SEQUENCES)
            found = here.updated(worker, ASKED, derivative=-1 / count)
            assert found["grad-norm"] == pytest.approx(expected, rel=1e-5)
            assert found["learning-rate"] == pytest.approx(0.01 * min(1, number / 2))
        folder = here.saved(worker, tmp_path / "saved")
    file = folder / f"{'adapter_model' if adapted else 'model'}.safetensors"
    assert reference.largest_difference(file, reference.parameters(model)) < 1e-5
    moments = load_file(folder / "training-state" / "optimizer.safetensors")
    assert int(moments.pop("step")) == 3
    pairs = zip(reference.parameters(model), _trained(model), strict=True)
    state = {name: optimizer.state[each] for name, each in pairs}
    assert moments.keys() == {f"{key}.{name}" for name in state for key in ("exp_avg", "exp_avg_sq")}
    for name, moment in moments.items():
        key, _, parameter = name.partition(".")
        torch.testing.assert_close(moment, state[parameter][key], atol=1e-6, rtol=1e-4)


def _trained(model: torch.nn.Module) -> list[torch.Tensor]:
    return [each for each in model.parameters() if each.requires_grad]


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_gradients_of_several_passes_add_up(models: Path, sharding: str) -> None:
    with here.worker(model=models / "llama", sharding=sharding) as worker:
        whole = here.updated(worker, ASKED)["grad-norm"]
    with here.worker(model=models / "llama", sharding=sharding) as worker:
        for half in (ASKED[:1], ASKED[1:]):
            outputs = here.passed(worker, half, gradient=True)["outputs"]
            worker.backward({"derivative": floats([1.0] * len(outputs))})
            worker.idle({"gradient": True})
            worker.idle({"gradient": False})
        assert worker.update({})["grad-norm"] == pytest.approx(whole, rel=1e-5)


def test_an_update_without_a_pass_changes_nothing_but_decay(models: Path, tmp_path: Path) -> None:
    for sharding in ("replicated", "full"):
        with here.worker(model=models / "llama", sharding=sharding) as worker:
            assert worker.update({})["grad-norm"] == 0
            folder = here.saved(worker, tmp_path / sharding)
        began = load_file(models / "llama" / "model.safetensors")
        shrunk = {name: each * (1 - 0.005 * 0.1) for name, each in began.items()}
        assert reference.largest_difference(folder / "model.safetensors", shrunk) < 1e-6


def test_the_embedding_of_the_padding_token_is_trained(models: Path, tmp_path: Path) -> None:
    """In a sequence it is a token as all others are; what fills a row up has no gradient."""
    changed = []
    for name, prompt in (("with", [5, 0]), ("without", [5, 7])):
        with here.worker(model=models / "qwen2", sharding="replicated") as worker:
            here.updated(worker, [sequence(prompt, [6, 8]), sequence([9], [10])])
            folder = here.saved(worker, tmp_path / name)
        moments = load_file(folder / "training-state" / "optimizer.safetensors")
        changed.append(bool(moments["exp_avg.model.embed_tokens.weight"][0].any()))
    assert changed == [True, False]


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_a_gradient_that_is_not_finite_is_refused(models: Path, sharding: str) -> None:
    with here.worker(model=models / "llama", sharding=sharding) as worker:
        outputs = here.passed(worker, ASKED, gradient=True)["outputs"]
        worker.backward({"derivative": floats([math.inf] + [0.0] * (len(outputs) - 1))})
        with pytest.raises(Refusal, match=r"^The gradient's norm is nan at step 1; lower the learning rate$"):
            worker.update({})


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("adapted", [False, True])
def test_what_was_saved_goes_on_as_if_it_had_not_ended(
    models: Path, tmp_path: Path, sharding: str, adapted: bool
) -> None:
    adapter = models / "adapter" if adapted else None
    start = {"model": models / "qwen2", "adapter": adapter, "sharding": sharding}
    with here.worker(**start) as worker:
        here.updated(worker, ASKED)
        middle = here.saved(worker, tmp_path / "middle")
        norm = here.updated(worker, ASKED)["grad-norm"]
        without = here.saved(worker, tmp_path / "without")
    start["optimizer"] = middle / "training-state" / "optimizer.safetensors"
    if adapter is None:
        (middle / "config.json").write_bytes((models / "qwen2" / "config.json").read_bytes())
        start["model"] = middle
    else:
        (middle / "adapter_config.json").write_bytes((adapter / "adapter_config.json").read_bytes())
        start["adapter"] = middle
    with here.worker(**start) as worker:
        assert here.updated(worker, ASKED)["grad-norm"] == norm
        resumed = here.saved(worker, tmp_path / "resumed")
    for file in ("adapter_model" if adapted else "model", "training-state/optimizer"):
        assert (resumed / f"{file}.safetensors").read_bytes() == (without / f"{file}.safetensors").read_bytes()


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_a_pass_after_an_update_sees_what_was_saved(models: Path, tmp_path: Path, sharding: str) -> None:
    """Also after passes without a gradient, which leave nothing of the old parameters behind."""
    with here.worker(model=models / "llama", sharding=sharding) as worker:
        outputs = here.passed(worker, ASKED, gradient=True)["outputs"]
        worker.backward({"derivative": floats([1.0] * len(outputs))})
        before = here.passed(worker, ASKED)["outputs"]
        worker.update({})
        after = here.passed(worker, ASKED)["outputs"]
        folder = here.saved(worker, tmp_path / "saved")
    (folder / "config.json").write_bytes((models / "llama" / "config.json").read_bytes())
    with here.worker(model=folder, sharding=sharding, trained=False, adamw=None) as worker:
        assert here.passed(worker, ASKED)["outputs"].tobytes() == after.tobytes() != before.tobytes()


def test_files_have_the_bytes_of_the_librarys_writer(models: Path, tmp_path: Path) -> None:
    with here.worker(model=models / "qwen2") as worker:
        here.updated(worker, ASKED)
        folder = here.saved(worker, tmp_path / "saved")
    for file in ("model.safetensors", "training-state/optimizer.safetensors"):
        save_file(load_file(folder / file), tmp_path / "again", metadata={"format": "pt"})
        assert (tmp_path / "again").read_bytes() == (folder / file).read_bytes()


def test_a_large_model_is_saved_in_several_files(models: Path, tmp_path: Path) -> None:
    with here.worker(model=models / "qwen2") as worker:
        whole = here.saved(worker, tmp_path / "whole")
        parts = tmp_path / "parts"
        parts.mkdir()
        Checkpoint(parts, worker._sharding).parameters(dict(worker._training().parameters), "model", file_bytes=20_000)
    for file in ("config.json",):
        (parts / file).write_bytes((models / "qwen2" / file).read_bytes())
    files = sorted(file.name for file in parts.glob("*.safetensors"))
    assert len(files) > 2
    assert files[0] == f"model-00001-of-{len(files):05}.safetensors"
    expected = load_file(whole / "model.safetensors")
    assert json.loads((parts / "model.safetensors.index.json").read_text())["weight_map"].keys() == expected.keys()
    model = reference.language_model(parts)
    assert all(torch.equal(each, expected[name]) for name, each in model.state_dict().items())
    with here.worker(model=parts) as worker:
        again = here.saved(worker, tmp_path / "again")
    assert (again / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("adapted", [False, True])
def test_bf16_is_near_float32(models: Path, tmp_path: Path, sharding: str, adapted: bool) -> None:
    adapter = models / "adapter" if adapted else None
    norms, outputs = {}, {}
    for compute in ("f32", "bf16"):
        with here.worker(model=models / "qwen2", adapter=adapter, sharding=sharding, compute=compute) as worker:
            outputs[compute] = here.passed(worker, ASKED)["outputs"]
            again = here.passed(worker, ASKED, gradient=True)["outputs"]
            assert again.tobytes() == outputs[compute].tobytes()
            worker.backward({"derivative": floats([-0.1] * len(again))})
            norms[compute] = worker.update({})["grad-norm"]
            folder = here.saved(worker, tmp_path / compute)
    numpy.testing.assert_allclose(outputs["bf16"], outputs["f32"], atol=0.15)
    assert outputs["bf16"].tobytes() != outputs["f32"].tobytes()
    assert norms["bf16"] == pytest.approx(norms["f32"], rel=0.05)
    # What is trained is kept in float32: not every number is one of bfloat16.
    values = next(iter(load_file(folder / f"{'adapter_model' if adapted else 'model'}.safetensors").values()))
    assert not torch.equal(values, values.bfloat16().float())


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("name", ["qwen2", "llama"])
def test_scoring_gives_the_bits_of_training_in_bf16(models: Path, name: str, sharding: str) -> None:
    """Though frozen weights are kept rounded: so that the first ratios of an update are 1."""
    outputs = []
    for start in ({}, {"trained": False, "adamw": None}):
        with here.worker(model=models / name, sharding=sharding, compute="bf16", **start) as worker:
            outputs.append(here.passed(worker, ASKED)["outputs"])
    assert outputs[0].tobytes() == outputs[1].tobytes()


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_a_frozen_base_takes_half_the_memory_in_bf16(models: Path, sharding: str) -> None:
    start = {"model": models / "qwen2", "adapter": models / "adapter", "sharding": sharding}
    with here.worker(compute="bf16", **start) as worker:
        types = {name: each.dtype for name, each in worker._scorer.named_parameters()}
    assert types["model.layers.0.mlp.gate_proj.weight"] == torch.bfloat16
    assert types["model.layers.0.self_attn.q_proj.base_layer.weight"] == torch.bfloat16
    assert types["model.layers.0.self_attn.q_proj.lora_A.default.weight"] == torch.float32

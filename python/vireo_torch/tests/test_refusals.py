"""What a user has to mend is one line, and status 2."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from vireo_torch.refusal import Refusal, lost_peers, refusal
from workers import LIMIT, SOURCES, Worker, refused, sequence, start_request


def test_no_such_directory(tmp_path: Path) -> None:
    assert refused(model=tmp_path / "none") == (
        f"Cannot open the model {tmp_path}/none: there is no such directory on this executor. Models are read from"
        " directories only; nothing is downloaded"
    )


def changed(models: Path, folder: Path, **config: Any) -> Path:
    """A copy of a model with other words in its config.json."""
    shutil.copytree(models / "qwen2", folder)
    stated = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**stated, **config}))
    return folder


def test_unknown_architecture(models: Path, tmp_path: Path) -> None:
    model = changed(models, tmp_path / "model", model_type="mamba")
    assert refused(model=model) == (
        f'{model}/config.json: model_type "mamba" is not supported; supported are llama, mistral, qwen2, qwen3'
    )


def test_code_that_comes_with_a_model_is_not_run(models: Path, tmp_path: Path) -> None:
    code = {"AutoConfig": "code.Config", "AutoModel": "code.Model"}
    model = changed(models, tmp_path / "model", model_type="mine", auto_map=code)
    (model / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    assert 'model_type "mine" is not supported' in refused(model=model)
    model = changed(models, tmp_path / "known", auto_map=code)
    (model / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    worker = Worker()
    worker.ask(**start_request(model=model))
    worker.kill()
    assert not (tmp_path / "ran").exists()


def test_pickles_are_not_loaded(models: Path, tmp_path: Path) -> None:
    model = shutil.copytree(models / "qwen2", tmp_path / "model")
    torch.save(load_file(model / "model.safetensors"), model / "pytorch_model.bin")
    (model / "model.safetensors").unlink()
    assert refused(model=model) == (
        f"Cannot read {model}/pytorch_model.bin: it is a pickle, and loading a pickle can run any code; save the model"
        " as safetensors"
    )
    adapter = shutil.copytree(models / "adapter", tmp_path / "adapter")
    (adapter / "adapter_model.safetensors").rename(adapter / "adapter_model.bin")
    assert "adapter_model.bin: it is a pickle" in refused(model=models / "qwen2", adapter=adapter)


def test_weights_of_another_model(models: Path, tmp_path: Path) -> None:
    model = changed(models, tmp_path / "wide", intermediate_size=50)
    assert refused(model=model) == (
        f"Cannot read {model}: tensor model.layers.0.mlp.down_proj.weight has the shape [32, 48], the model's [32, 50]"
    )
    deep = changed(models, tmp_path / "deep", num_hidden_layers=3, layer_types=None)
    assert "tensor model.layers.2.input_layernorm.weight is missing" in refused(model=deep)
    shallow = changed(models, tmp_path / "shallow", num_hidden_layers=1, layer_types=None)
    assert "has no parameter model.layers.1.input_layernorm.weight" in refused(model=shallow)


def test_files_that_are_damaged(models: Path, tmp_path: Path) -> None:
    model = shutil.copytree(models / "qwen2", tmp_path / "model")
    whole = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    assert refused(model=model).startswith(f"Cannot read {model}/model.safetensors: ")
    (model / "config.json").write_text("{")
    assert refused(model=model).startswith(f"{model}/config.json is not JSON")


@pytest.mark.parametrize("value", [float("nan"), float("-inf")])
def test_weights_that_are_not_numbers(models: Path, tmp_path: Path, value: float) -> None:
    name = "model.layers.0.mlp.down_proj.weight"
    model = shutil.copytree(models / "qwen2", tmp_path / "model")
    weights = load_file(model / "model.safetensors")
    weights[name][1, 2] = value
    save_file(weights, model / "model.safetensors", {"format": "pt"})
    assert refused(model=model) == (
        f"Cannot use the weights in {model}/model.safetensors: not all values of tensor {name} are finite numbers;"
        " copy or download the model again, or train it again with a lower learning rate"
    )


def test_a_head_that_is_not_there(models: Path) -> None:
    assert refused(model=models / "qwen2", head="scalar") == (
        f"The model {models}/qwen2 has no scalar head: there is no tensor score.weight in it"
    )
    assert "tensor lm_head.weight is missing" in refused(model=models / "reward")


def test_an_adapter_that_does_not_fit(models: Path, tmp_path: Path) -> None:
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"
    assert refused(model=models / "qwen3", adapter=models / "adapter") == (
        f"Cannot read {models}/adapter: tensor {name} has the shape [32, 3], the model's [64, 3]"
    )
    adapter = shutil.copytree(models / "adapter", tmp_path / "adapter")
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "target_modules": ["q_proj"]}))
    assert "lora_A.weight has no place in this model" in refused(model=models / "qwen2", adapter=adapter)
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "target_modules": ["nothing"]}))
    assert refused(model=models / "qwen2", adapter=adapter).startswith(f"Cannot read the adapter {adapter}/")
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "peft_type": "IA3"}))
    assert "peft_type IA3 is not supported, only LORA" in refused(model=models / "qwen2", adapter=adapter)


def test_the_state_of_another_model(models: Path, tmp_path: Path) -> None:
    state = {"step": torch.tensor(1)}
    for name, values in load_file(models / "qwen2" / "model.safetensors").items():
        state.update({f"exp_avg.{name}": torch.zeros_like(values), f"exp_avg_sq.{name}": torch.zeros_like(values)})
    file = tmp_path / "optimizer.safetensors"
    save_file({**state, "exp_avg.other": torch.zeros(2)}, file)
    assert refused(model=models / "qwen2", optimizer=file) == (
        f"Cannot read {file}: tensor exp_avg.other belongs to another model"
    )
    save_file({**state, "exp_avg.lm_head.weight": torch.zeros(2)}, file)
    assert "tensor exp_avg.lm_head.weight has the shape [2], the model's [61, 32]" in refused(
        model=models / "qwen2", optimizer=file
    )
    del state["step"]
    save_file(state, file)
    assert refused(model=models / "qwen2", optimizer=file) == f"Cannot read {file}: tensor step is missing"


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_no_gpu(models: Path) -> None:
    assert refused(model=models / "qwen2", device="cuda").startswith("device cuda is not there: torch ")


def installed(folder: Path, package: str, version: str) -> dict[str, str]:
    """An environment in which a package seems to have a version."""
    information = folder / f"{package}-{version}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    return {"PYTHONPATH": str(folder)}


def test_packages_that_are_too_old(models: Path, tmp_path: Path) -> None:
    assert refused(installed(tmp_path / "torch", "torch", "2.4.1+cu121"), model=models / "qwen2") == (
        f"The Python of the torch engine, {sys.executable}, has torch 2.4.1+cu121, which is too old: install"
        " 'torch>=2.9,<3' there"
    )
    old = installed(tmp_path / "peft", "peft", "0.3.0")
    assert "has peft 0.3.0" in refused(old, model=models / "qwen2", adapter=models / "adapter")
    # Without an adapter it does not matter.
    worker = Worker(old)
    worker.ask(**start_request(model=models / "qwen2"))
    worker.kill()


def test_packages_of_a_later_major_version(models: Path, tmp_path: Path) -> None:
    assert refused(installed(tmp_path, "transformers", "6.0.0"), model=models / "qwen2") == (
        f"The Python of the torch engine, {sys.executable}, has transformers 6.0.0, which is newer than this"
        " Vireo knows: install 'transformers>=5.0,<6' there"
    )


def test_a_package_that_is_missing() -> None:
    python = Path(sys.base_prefix) / "bin" / "python3"
    request = json.dumps({key.replace("_", "-"): value for key, value in start_request(model="/").items()})
    command, environment = [python, "-S", "-m", "vireo_torch"], {"PYTHONPATH": str(SOURCES)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        process.stdin.write(request.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["refused"] == (
            f"The Python of the torch engine, {python}, does not have the package torch: install 'torch>=2.9,<3' there"
        )
        assert process.wait(LIMIT) == 2


def test_a_token_outside_the_vocabulary(models: Path) -> None:
    worker = Worker()
    worker.ask(**start_request(model=models / "qwen2"))
    worker.send(do="pass", sequences=[sequence([1, 61], [2])], temperature=1.0, statistics=[], gradient=True)
    assert worker.receive()["refused"].startswith("A sequence holds the token 61, outside the vocabulary of 61 tokens")
    assert worker.end() == 2
    worker.kill()


def test_what_a_library_prints_does_not_reach_the_channel(models: Path, tmp_path: Path) -> None:
    noisy = tmp_path / "peft"
    noisy.mkdir()
    code = "import os\nprint('printed')\nos.write(1, b'written\\n')\nraise ValueError('no')\n"
    (noisy / "__init__.py").write_text(code)
    worker = Worker({"PYTHONPATH": str(tmp_path)})
    worker.send(**start_request(model=models / "qwen2", adapter=models / "adapter"))
    assert worker.replies.read() == b""
    assert worker.end() == 1
    log = worker.log()
    assert "printed" in log and "written" in log and "ValueError: no" in log
    worker.kill()


def test_a_request_that_nobody_knows(models: Path) -> None:
    worker = Worker()
    worker.send(do="pass")
    assert worker.replies.read() == b""
    assert worker.end() == 1
    assert "The first request is 'pass', not 'start'" in worker.log()
    worker.kill()


def test_errors_of_libraries() -> None:
    out_of_memory = RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes")
    assert str(refusal(out_of_memory, "pass")).startswith("The worker is out of memory in pass: ")
    assert str(refusal(MemoryError(), "save")).startswith("The worker is out of memory in save: ")
    assert lost_peers(out_of_memory, "pass") is None
    for error in (RuntimeError("[gloo] Connection closed by peer [127.0.0.1]:1234"), ConnectionResetError("reset")):
        assert str(lost_peers(error, "update")).startswith("The worker lost the others in update (")
        assert refusal(error, "update") is None
    for error in (ValueError("Connection closed by peer"), RuntimeError("shape mismatch")):
        assert refusal(error, "pass") is None
        assert lost_peers(error, "pass") is None
    given = Refusal("one line")
    assert refusal(given, "start") is given
    assert lost_peers(given, "start") is None


def test_what_can_be_known_before_there_is_a_model(models: Path) -> None:
    worker = Worker()
    assert worker.ask(do="check", device="auto")["versions"]["torch"] in torch.__version__
    reply = worker.ask(**start_request(model=models / "qwen2", device="auto"))
    assert reply["trained-parameters"] > 0
    worker.kill()
    if not torch.cuda.is_available():
        worker = Worker()
        worker.send(do="check", device="cuda")
        assert worker.receive()["refused"].startswith("device cuda is not there: torch ")
        assert worker.end() == 2
        worker.kill()


def test_a_folder_that_cannot_be_written(models: Path, tmp_path: Path) -> None:
    worker = Worker()
    worker.ask(**start_request(model=models / "qwen2"))
    worker.send(do="save", folder=str(tmp_path / "none"))
    assert worker.receive()["refused"].startswith(f"Cannot write the checkpoint {tmp_path}/none: [Errno 2]")
    assert worker.end() == 2
    worker.kill()

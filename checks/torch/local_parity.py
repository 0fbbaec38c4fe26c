"""Holds updates by the torch engine's worker against those of the local engine, from the same rollouts.

    $(checks/torch/environment)/bin/python checks/torch/local_parity.py

Vireo trains a tiny model, and an adapter of it, for an iteration of two GRPO updates, the second of
which is off policy. Workers then get what its stages left: 1, 2 and 3 of them, with the whole model
on each and in shards. Loss, norm of the gradient, parameters and the optimizer's state are those of
the local engine, and a worker that goes on from its first checkpoint makes its second.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "checks/interop"), str(ROOT / "python/vireo_torch/tests")]

import numpy
import pyarrow.parquet as parquet
import tiny_models
import transformers
from round_trip import tokenizer
from safetensors.torch import load_file
from workers import World, decoded, floats, sequence

VIREO = ROOT / "vireo"
TOLERANCE = 1e-5
TEMPERATURE = 0.9
EPSILON = 0.2
MICRO_BATCH = 4
WORLDS = [(world, sharding) for world in (1, 2, 3) for sharding in ("replicated", "full")]
OPTIMIZER = {"learning-rate": 0.02, "warmup-steps": 2, "weight-decay": 0.1, "max-grad-norm": 0.5}
DEFAULTS = {"beta1": 0.9, "beta2": 0.999, "adam-epsilon": 1e-8}

RUN = """
pipeline: grpo
run: {work}/run-{name}
iterations: 1
prompts-per-iteration: 4
prompts: {{path: {work}/prompts.jsonl, eval-fraction: 0}}
policy:
  model: {work}/model
  {adapter}
rollouts: {{group-size: 6, temperature: {temperature}, max-new-tokens: 8, chunk-groups: 2}}
rewards:
  - {{type: length, options: {{target: 20, unit: characters, slope: 0.05}}}}
update:
  updates-per-iteration: 2
  checkpoint-every: 1
  optimizer: {optimizer}
checkpoints: {{keep: 0}}
"""
ADAPTER = "adapter: {rank: 4, alpha: 10, target-modules: [q_proj, v_proj, down_proj]}"


def local(work, name, adapter):
    """A run by the local engine."""
    text = RUN.format(
        work=work, name=name, adapter=adapter, temperature=TEMPERATURE, optimizer=json.dumps(OPTIMIZER)
    )
    (work / f"{name}.yaml").write_text(text)
    subprocess.run([VIREO, "run", work / f"{name}.yaml"], check=True, stdout=subprocess.DEVNULL)
    return work / f"run-{name}"


def rows(folder):
    return [row for part in sorted(folder.glob("*.parquet")) for row in parquet.ParquetFile(part).read().to_pylist()]


def examples(run):
    """Each completion with its advantage, in the order of the rollouts."""
    advantages = {
        (group["prompt_id"], each["sample_index"]): each["advantage"]
        for group in rows(run / "advantages/iteration=1")
        for each in group["completions"]
    }
    return [
        {
            "sequence": sequence(group["prompt_token_ids"], each["token_ids"]),
            "old": numpy.asarray(each["logprobs"]),
            "advantage": advantages[group["prompt_id"], each["sample_index"]],
        }
        for group in rows(run / "rollouts/iteration=1")
        for each in group["completions"]
    ]


def loss(new, batch, tokens, on_policy):
    """The clipped objective as the mean over all tokens of a step, and its derivative by ``new``."""
    old = new if on_policy else numpy.concatenate([each["old"] for each in batch])
    advantage = numpy.concatenate([numpy.full(len(each["old"]), each["advantage"]) for each in batch])
    ratio = numpy.exp(new - old)
    plain, clipped = ratio * advantage, numpy.clip(ratio, 1 - EPSILON, 1 + EPSILON) * advantage
    derivative = numpy.where(plain <= clipped, ratio * advantage, 0.0)
    return -numpy.minimum(plain, clipped).sum() / tokens, -derivative / tokens, int((plain > clipped).sum())


def task(worker, share, rounds, tokens, on_policy, sharding):
    """A rank's part of an update: its loss, tokens that are clipped, the norm of all."""
    total, stopped = 0.0, 0
    for number in range(rounds):
        batch = share[number * MICRO_BATCH : (number + 1) * MICRO_BATCH]
        if batch:
            asked = [each["sequence"] for each in batch]
            reply = worker.ask(do="pass", sequences=asked, temperature=TEMPERATURE, statistics=[], gradient=True)
            value, derivative, clipped = loss(decoded(reply["outputs"]).astype(float), batch, tokens, on_policy)
            worker.ask(do="backward", derivative=floats(derivative))
            total, stopped = total + value, stopped + clipped
        elif sharding == "full":
            worker.ask(do="idle", gradient=True)
    return total, stopped, worker.ask(do="update")["grad-norm"]


def update(world, batch, on_policy, sharding):
    """An update over all ranks."""
    ranks = len(world.workers)
    shares = [batch[rank::ranks] for rank in range(ranks)]
    rounds = -(-max(map(len, shares)) // MICRO_BATCH)
    tokens = sum(len(each["old"]) for each in batch)
    with ThreadPoolExecutor(ranks) as tasks:
        parts = list(
            tasks.map(lambda each: task(*each, rounds, tokens, on_policy, sharding), zip(world.workers, shares))
        )
    return {
        "loss": sum(value for value, _, _ in parts),
        "clipped": sum(stopped for _, stopped, _ in parts),
        "grad_norm": parts[0][2],
    }


def metrics(run):
    """The local engine's loss and norm, by step."""
    found = {}
    for row in rows(run / "metrics/iteration=1"):
        found.setdefault(row["step"], {})[row["name"]] = row["value"]
    return [{key: found[step][key] for key in ("loss", "grad_norm")} for step in sorted(found) if step > 0]


def furthest(folder, checkpoint, name):
    """The largest difference of a parameter or of the optimizer's state."""
    worst = 0.0
    for file in (f"{name}.safetensors", "training-state/optimizer.safetensors"):
        mine, theirs = load_file(folder / file), load_file(checkpoint / file)
        assert mine.keys() == theirs.keys(), mine.keys() ^ theirs.keys()
        worst = max([worst, *((mine[key] - theirs[key]).abs().max().item() for key in mine)])
    return worst


def check(work, name, adapter):
    """The largest difference of each figure over all worlds."""
    run = local(work, name, adapter)
    batch, expected = examples(run), metrics(run)
    assert len(expected) == 2 and len(batch) == 24, (expected, len(batch))
    checkpoints = [run / f"checkpoints/step-{step:06}" for step in range(3)]
    stem = "adapter_model" if adapter else "model"
    worst = {"loss": 0.0, "norm": 0.0, "parameters": 0.0}
    for world, sharding in WORLDS:
        for first in (0, 1):
            place = work / f"{name}-{world}-{sharding}-{first}"
            start = {"model": work / "model", "sharding": sharding, "adamw": {**DEFAULTS, **OPTIMIZER}}
            if adapter:
                start["adapter"] = checkpoints[first]
            elif first:
                start["model"] = checkpoints[first]
            if first:
                start["optimizer"] = checkpoints[first] / "training-state/optimizer.safetensors"
            with World(world, **start) as workers:
                for step in range(first, 2):
                    found = update(workers, batch, step == 0, sharding)
                    assert step == 0 or found["clipped"] > 0, "no ratio is clipped"
                    worst["loss"] = max(worst["loss"], abs(found["loss"] - expected[step]["loss"]))
                    norm = expected[step]["grad_norm"]
                    worst["norm"] = max(worst["norm"], abs(found["grad_norm"] - norm) / norm)
                place.mkdir()
                workers.ask({"do": "save", "folder": str(place)})
            off = furthest(place, checkpoints[2], stem)
            print(f"{place.name}: {off:.1e}", file=sys.stderr)
            worst["parameters"] = max(worst["parameters"], off)
    return worst


def main():
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        tiny_models.qwen2(21).save_pretrained(work / "model")
        tokenizer().save_pretrained(work / "model")
        prompts = [json.dumps({"prompt": f"w{7 * i + 5} w{i + 40} w{90 - i}"}) for i in range(4)]
        (work / "prompts.jsonl").write_text("\n".join(prompts) + "\n")
        found = {name: check(work, name, adapter) for name, adapter in (("whole", ""), ("adapter", ADAPTER))}
    for name, worst in found.items():
        assert max(worst.values()) <= TOLERANCE, (name, worst)
    figures = "; ".join(
        f"{name}: loss within {worst['loss']:.0e}, norm {worst['norm']:.0e}, parameters and state"
        f" {worst['parameters']:.0e}"
        for name, worst in found.items()
    )
    print(f"{len(WORLDS)} worlds of two updates; {figures}")


if __name__ == "__main__":
    main()

"""Checks that Vireo's adapters are PEFT's. Run it as

    $(checks/interop/environment)/bin/python checks/interop/adapter_parity.py

A run of two iterations trains an adapter beside a tiny model. PEFT loads the checkpoint with no
missing and no unexpected key, and the log-probabilities of the tokens that Vireo sampled with it are
those of PEFT's model. What `vireo convert --adapter` merges, of that adapter and of those that PEFT
wrote in many spellings, is what PEFT's merge_and_unload gives. Adapters that would make another
model are refused by the key that says so.
"""

import json
import logging
import math
import pathlib
import subprocess
import sys
import tempfile

import peft
import pyarrow.parquet as parquet
import torch
import transformers
from transformers import AutoModelForCausalLM

import tiny_models
from round_trip import VIREO, convert, tokenizer

TEMPERATURE = 0.9
LOGPROBS = 1e-4
WEIGHTS = 1e-6
TARGETS = ["q_proj", "k_proj", "o_proj", "down_proj"]

RUN = """
pipeline: grpo
run: {work}/run
iterations: 2
prompts-per-iteration: 4
prompts: {{path: {work}/prompts.jsonl, eval-fraction: 0}}
policy:
  model: {work}/model
  adapter: {{rank: 4, alpha: 10, target-modules: {targets}}}
rollouts: {{group-size: 6, temperature: {temperature}, max-new-tokens: 8, chunk-groups: 2}}
rewards:
  - {{type: length, options: {{target: 20, unit: characters, slope: 0.05}}}}
update: {{optimizer: {{learning-rate: 0.05}}}}
checkpoints: {{keep: 0}}
"""


# What PEFT, TRL and Unsloth say of adapters, each beside rank 3 and alpha 7.
SPELLINGS = {
    "plain": {},
    "dropout": {"lora_dropout": 0.05},
    "no-task": {"task_type": None},
    "all-linear": {"target_modules": "all-linear"},
    "ends": {"target_modules": ["self_attn.q_proj", "mlp.up_proj"]},
    "pattern": {"target_modules": r".*\.(?P<part>self_attn|mlp)\.(q_proj|gate_proj)"},
    "full-names": {"target_modules": ["model.layers.0.mlp.up_proj", "model.layers.1.self_attn.k_proj"]},
    "excluded": {"target_modules": "all-linear", "exclude_modules": ["up_proj", "layers.0.self_attn.v_proj"]},
    "excluded-pattern": {"exclude_modules": r".*\.0\..*"},
    "layers": {"layers_to_transform": [1]},
    "layers-pattern": {"layers_to_transform": 0, "layers_pattern": "layers"},
    "rank-stabilised": {"use_rslora": True},
    "ranks": {"rank_pattern": {"q_proj": 5, "layers.1.self_attn.k_proj": 2}},
    "alphas": {"alpha_pattern": {r"^model.layers.0.*o_proj": 9}, "rank_pattern": {"down_proj": 4}},
    "gaussian": {"init_lora_weights": "gaussian"},
    "random": {"init_lora_weights": False},
    "norms-whole": {"modules_to_save": ["input_layernorm", "model.norm"]},
    "projection-whole": {"target_modules": ["q_proj"], "modules_to_save": ["up_proj"]},
}

# What must be refused, by a key that the message names.
REFUSED = {
    "use_dora": {"use_dora": True},
    "bias": {"bias": "lora_only"},
    "init_lora_weights": {"init_lora_weights": "pissa"},
    "olora": {"init_lora_weights": "olora"},
    "target_modules": {"target_modules": ["q_proj", "embed_tokens"]},
    "trainable_token_indices": {"trainable_token_indices": {"embed_tokens": [1, 2]}},
}


def train(work):
    """A run's directory, with the adapter of its first iteration in checkpoints/step-000001."""
    model = tiny_models.qwen2(21)
    model.save_pretrained(work / "model")
    tokenizer().save_pretrained(work / "model")
    rows = [json.dumps({"prompt": f"w{7 * i + 5} w{i + 40} w{90 - i}"}) for i in range(4)]
    (work / "prompts.jsonl").write_text("\n".join(rows) + "\n")
    text = RUN.format(work=work, temperature=TEMPERATURE, targets=f"[{', '.join(TARGETS)}]")
    (work / "run.yaml").write_text(text)
    subprocess.run([VIREO, "run", work / "run.yaml"], check=True, stdout=subprocess.DEVNULL)
    return work / "run"


def base(work):
    return AutoModelForCausalLM.from_pretrained(work / "model", dtype=torch.float32).eval()


def load(work, adapter):
    """PEFT's model, every key of the adapter accounted for."""
    model = peft.PeftModel.from_pretrained(base(work), adapter)
    found = model.load_adapter(adapter, adapter_name="again")
    missing = [key for key in found.missing_keys if "lora_" in key and ".again." in key]
    assert not missing and not found.unexpected_keys, (missing, found.unexpected_keys)
    model.delete_adapter("again")
    return model.eval()


def furthest(model, run):
    """The largest difference from the log-probabilities of the second iteration's rollouts."""
    worst, tokens = 0.0, 0
    for part in sorted((run / "rollouts/iteration=2").glob("part-*.parquet")):
        for row in parquet.ParquetFile(part).read().to_pylist():
            prompt = row["prompt_token_ids"]
            for completion in row["completions"]:
                ids = completion["token_ids"]
                with torch.no_grad():
                    logits = model(torch.tensor([prompt + ids])).logits[0, len(prompt) - 1 : -1]
                of_all = (logits / TEMPERATURE).log_softmax(-1)
                chosen = of_all.gather(1, torch.tensor(ids)[:, None])[:, 0]
                given = torch.tensor(completion["logprobs"])
                worst = max(worst, (chosen - given).abs().max().item())
                tokens += len(ids)
    assert tokens > 50, tokens
    return worst


def written_by_peft(work, name, **settings):
    """A directory as PEFT writes it, of random numbers."""
    usual = {"target_modules": TARGETS, "task_type": "CAUSAL_LM"}
    config = peft.LoraConfig(r=3, lora_alpha=7, **{**usual, **settings})
    model = peft.get_peft_model(base(work), config)
    generator = torch.Generator().manual_seed(31)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(noise / math.sqrt(parameter.shape[-1]))
    model.save_pretrained(work / "peft" / name)
    return work / "peft" / name


def merged(work, adapter, name):
    """The largest difference between a weight that Vireo merged and PEFT's."""
    convert(work / "model", work / name, "--adapter", adapter)
    mine = AutoModelForCausalLM.from_pretrained(work / name, dtype=torch.float32).state_dict()
    theirs = load(work, adapter).merge_and_unload().state_dict()
    before = base(work).state_dict()
    assert mine.keys() == theirs.keys()
    assert any((theirs[key] - before[key]).abs().max() > 1e-3 for key in theirs), "it changes nothing"
    return max((mine[key] - theirs[key]).abs().max().item() for key in theirs)


def refused(work, name, key, settings):
    adapter = written_by_peft(work, name, **settings)
    command = [VIREO, "convert", work / "model", work / "refused", "--adapter", adapter]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and key in done.stderr, (key, done.returncode, done.stderr)


def main():
    logging.disable(logging.WARNING)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        run = train(work)
        adapter = run / "checkpoints/step-000001"
        logprobs = furthest(load(work, adapter), run)
        without = furthest(base(work), run)
        weights = merged(work, adapter, "merged-own")
        for name, settings in SPELLINGS.items():
            off = merged(work, written_by_peft(work, name, **settings), f"merged-{name}")
            print(f"{name}: {off:.0e}", file=sys.stderr)
            weights = max(weights, off)
        for name, settings in REFUSED.items():
            refused(work, name, "init_lora_weights" if name == "olora" else name, settings)
    assert logprobs <= LOGPROBS, f"log-probabilities are {logprobs} off"
    assert without > 10 * LOGPROBS, "the adapter does nothing"
    assert weights <= WEIGHTS, f"merged weights are {weights} off"
    print(
        f"log-probabilities within {logprobs:.0e}, merged weights of {len(SPELLINGS) + 1} adapters"
        f" within {weights:.0e}, {len(REFUSED)} others refused"
    )


if __name__ == "__main__":
    main()

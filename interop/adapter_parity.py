"""Checks that Vireo's adapters are PEFT's. Run it as

    $(interop/environment)/bin/python interop/adapter_parity.py

A run of two iterations trains an adapter beside a tiny model. PEFT loads the checkpoint with no
missing and no unexpected key, and the log-probabilities of the tokens that Vireo sampled with it are
those of PEFT's model. What `vireo convert --adapter` merges, of that adapter and of one that PEFT
wrote, is what PEFT's merge_and_unload gives.
"""

import json
import logging
import math
import pathlib
import subprocess
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


def written_by_peft(work):
    """A directory as PEFT writes it, of random numbers."""
    config = peft.LoraConfig(r=3, lora_alpha=7, target_modules=TARGETS, task_type="CAUSAL_LM")
    model = peft.get_peft_model(base(work), config)
    generator = torch.Generator().manual_seed(31)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if "lora_" in name:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(noise / math.sqrt(parameter.shape[1]))
    model.save_pretrained(work / "peft")
    return work / "peft"


def merged(work, adapter, name):
    """The largest difference between a weight that Vireo merged and PEFT's."""
    convert(work / "model", work / name, "--adapter", adapter)
    mine = AutoModelForCausalLM.from_pretrained(work / name, dtype=torch.float32).state_dict()
    theirs = load(work, adapter).merge_and_unload().state_dict()
    before = base(work).state_dict()
    assert mine.keys() == theirs.keys()
    assert any((theirs[key] - before[key]).abs().max() > 1e-3 for key in theirs), "it changes nothing"
    return max((mine[key] - theirs[key]).abs().max().item() for key in theirs)


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
        weights = max(
            merged(work, adapter, "merged-own"), merged(work, written_by_peft(work), "merged-peft")
        )
    assert logprobs <= LOGPROBS, f"log-probabilities are {logprobs} off"
    assert without > 10 * LOGPROBS, "the adapter does nothing"
    assert weights <= WEIGHTS, f"merged weights are {weights} off"
    print(f"log-probabilities within {logprobs:.0e}, merged weights within {weights:.0e}")


if __name__ == "__main__":
    main()

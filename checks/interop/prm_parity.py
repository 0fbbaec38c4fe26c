"""Holds Vireo's process reward models against TRL's PRMTrainer, which TRL 1.13 is the last to have.

    checks/interop/prm_check [--write]

Three things are compared:

tokens    of PRMTrainer with the tokenizers of TokenizerGoldenTest: a file that StepTokensGoldenTest
          reads
model     scores, loss and gradients of a tiny model in PRMTrainer: a directory that
          ProcessRewardModelGoldenTest reads
training  `vireo run` and PRMTrainer train the same tiny model on the same labels with the same
          settings, whole and as an adapter. Tokens and labels are the same; loss and gradient norm of
          each of three steps are compared, and the parameters after the last. Then transformers loads
          the directory of the run: no warning, no missing or unexpected key

--write makes the files of the first two anew; without it they are compared with what is there.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

from trainers import Tiny, quiet, taken

import peft
import torch
import transformers
import trl
from pyarrow import parquet
from safetensors.torch import load_file, save_file
from transformers import AutoModelForTokenClassification, PreTrainedTokenizerFast, PrinterCallback
from trl.experimental.prm import PRMConfig, PRMTrainer

import fixtures
import tiny_models
from report import ROOT, relative
from round_trip import VIREO, Warnings

TOKENS = ROOT / "jobs/src/test/resources/dev/vireo/jobs/data/steps"
MODEL = ROOT / "models/src/test/resources/dev/vireo/models/interop/steps"
TOKENIZERS = ROOT / "models/src/test/resources/dev/vireo/models/tokenizer"
NAMES = ["qwen2", "llama3", "llama2", "mistral", "framed"]

STEPS, BATCH, SEED = 3, 4, 17
LEARNING_RATE, BETA2, EPSILON, MAX_GRAD_NORM = 1e-3, 0.99, 1e-4, 0.5
TOLERANCE = 1e-5
CHANGE_TOLERANCE = 3e-4
SEPARATOR = " w94"
ADAPTER = dict(rank=4, alpha=10, modules=["q_proj", "v_proj", "down_proj"])

TEXTS = [
    ("Question: 12 + 34 =", ["12 + 30 = 42", "42 + 4 = 46"], [True, True]),
    ("Which is larger, 9.8 or 9.11?", ["11 > 8.", "Hence, 9.11 > 9.8."], [True, False]),
    ("数学题：小明有12个苹果", ["一步 👍🏽", " 二步", "没有了"], [1, 0, 0]),
    ("def f(x):\n", ["    return x", "\treturn x\n"], [False, True]),
    ("One.", ["Because."], [0]),
]
LIMITS = [
    dict(max_completion_length=None, max_length=None),
    dict(max_completion_length=12, max_length=None),
    dict(max_completion_length=None, max_length=16),
    dict(max_completion_length=9, max_length=20),
]


def step_tokens():
    cases = []
    for name in NAMES:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(TOKENIZERS / name)
        for prompt, steps, labels in TEXTS:
            for separator in ("\n", " ки\n\n"):
                for limits in LIMITS:
                    made = PRMTrainer.tokenize_row(
                        dict(prompt=prompt, completions=steps, labels=labels),
                        tokenizer,
                        separator,
                        train_on_last_step_only=False,
                        is_eval=False,
                        **limits,
                    )
                    cases.append(
                        dict(
                            tokenizer=name,
                            prompt=prompt,
                            steps=steps,
                            given=[int(label) for label in labels],
                            separator=separator,
                            **limits,
                            **made,
                        )
                    )
    return cases


def write_tokens(folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(case) + "\n" for case in step_tokens())
    (folder / "step_tokens-trl-1.13.jsonl").write_text(lines)


def write_model(folder):
    """What PRMTrainer computes of a batch."""
    with tempfile.TemporaryDirectory() as place:
        tiny = Tiny(place)
        model = tiny_models.steps(13)
        folder.mkdir(parents=True, exist_ok=True)
        model.save_pretrained(folder)
        trainer = prm(tiny, model, rows(), {})
        batch = trainer.data_collator([trainer.train_dataset[i] for i in range(6)])
        loss, outputs = trainer.compute_loss(model, batch, return_outputs=True)
        loss.backward()
        numbers = {f"gradient.{name}": p.grad for name, p in model.named_parameters()}
        numbers["loss"] = loss.detach()[None]
        sequences = []
        for i, row in enumerate(trainer.train_dataset.select(range(6))):
            places = [place for place, label in enumerate(row["labels"]) if label >= 0]
            numbers[f"scores.{i}"] = outputs.logits[i, places].detach().contiguous()
            sequences.append(
                dict(
                    tokens=row["input_ids"],
                    places=places,
                    labels=[row["labels"][place] for place in places],
                )
            )
    expected = dict(
        sequences=sequences,
        made_with=dict(trl=trl.__version__, transformers=transformers.__version__),
    )
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")
    save_file(numbers, folder / "expected.safetensors")


def words(generator, length):
    ids = torch.randint(3, 93, (length,), generator=generator).tolist()
    return " ".join(f"w{i}" for i in ids)


def rows():
    generator = torch.Generator().manual_seed(5)
    made = []
    for i in range(STEPS * BATCH):
        steps = [words(generator, 1 + (3 * i + 5 * s) % 6) for s in range(1 + i % 4)]
        labels = [(i + s) % 3 != 1 for s in range(len(steps))]
        made.append(
            dict(prompt=words(generator, 2 + 5 * i % 7), completions=steps, labels=labels)
        )
    return made


def prm(tiny, model, data, settings):
    settings = dict(step_separator=SEPARATOR, logging_steps=1, save_strategy="no", **settings)
    return tiny.trainer(PRMTrainer, PRMConfig, data, settings, model=model)


def case(name, adapter=False, last=False, most=0, longest=0):
    return dict(name=name, adapter=adapter, last=last, most=most, longest=longest)


CASES = [
    case("whole"),
    case("last-step", last=True),
    case("cut", most=15, longest=18),
    case("adapter", adapter=True),
]


def configuration(tiny, one):
    policy = {"model": str(tiny.model)}
    if one["adapter"]:
        policy["adapter"] = {
            "rank": ADAPTER["rank"],
            "alpha": ADAPTER["alpha"],
            "target-modules": ADAPTER["modules"],
        }
    return {
        "pipeline": "process-reward-model",
        "run": str(tiny.place / one["name"]),
        "seed": SEED,
        "device": "cpu",
        "policy": policy,
        "step-labels": {
            "path": str(tiny.place / "steps.jsonl"),
            "separator": SEPARATOR,
            "max-completion-tokens": one["most"],
            "max-tokens": one["longest"],
        },
        "process-reward-model": {
            "steps": STEPS,
            "batch-size": BATCH,
            "gradient-shards": 1,
            "micro-batch-examples": BATCH,
            "checkpoint-every": 0,
            "train-on-last-step-only": one["last"],
            "optimizer": {
                "learning-rate": LEARNING_RATE,
                "beta2": BETA2,
                "adam-epsilon": EPSILON,
                "weight-decay": 0.0,
                "max-grad-norm": MAX_GRAD_NORM,
            },
        },
        "evaluation": {"held-out": 0},
    }


def train(tiny):
    """Vireo's runs, one after the other in one process."""
    lines = "".join(json.dumps(row) + "\n" for row in rows())
    (tiny.place / "steps.jsonl").write_text(lines)
    files = []
    for one in CASES:
        file = tiny.place / f"{one['name']}.yaml"
        file.write_text(json.dumps(configuration(tiny, one)))
        files.append(file)
    subprocess.run([VIREO, "run", *files], check=True, stdout=sys.stderr)


def same_tokens(run, dataset, last):
    """Vireo's dataset against TRL's, in the order of the file; a cut label is in neither."""
    found = parquet.read_table(run / "step_examples").to_pylist()
    assert len(found) == len(dataset)
    for mine, theirs in zip(found, dataset):
        prompt = mine["prompt_token_ids"]
        assert prompt + mine["completion_token_ids"] == theirs["input_ids"]
        labels = {len(prompt) + end: label for end, label in zip(mine["step_ends"], mine["labels"])}
        if last:
            labels = {p: l for s, (p, l) in enumerate(labels.items()) if s == mine["steps"] - 1}
        assert labels == {p: l for p, l in enumerate(theirs["labels"]) if l >= 0}


def compare(tiny, one):
    run = tiny.place / one["name"]
    first, last = (run / f"checkpoints/step-{step:06}" for step in (0, STEPS))
    if one["adapter"]:
        base = AutoModelForTokenClassification.from_pretrained(tiny.model, num_labels=2)
        model = peft.PeftModel.from_pretrained(base, first, is_trainable=True)
        weights = "adapter_model.safetensors"
    else:
        model = AutoModelForTokenClassification.from_pretrained(first)
        weights = "model.safetensors"
    settings = dict(
        per_device_train_batch_size=BATCH,
        gradient_checkpointing=False,
        max_steps=STEPS,
        learning_rate=LEARNING_RATE,
        lr_scheduler_type="constant",
        adam_beta2=BETA2,
        adam_epsilon=EPSILON,
        max_grad_norm=MAX_GRAD_NORM,
        train_sampling_strategy="sequential",
        train_on_last_step_only=one["last"],
        max_completion_length=one["most"] or None,
        max_length=one["longest"] or None,
    )
    same_tokens(run, prm(tiny, model, rows(), settings).train_dataset, one["last"])
    data = rows()
    trainer = prm(tiny, model, [data[i] for i in taken(len(data), SEED)], settings)
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    theirs = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    mine = json.loads((last / "training-state/steps.json").read_text())["metrics"]
    assert len(mine) == len(theirs) == STEPS
    steps = max(
        abs(a[what] - b[what]) / max(1.0, abs(b[what]))
        for a, b in zip(mine, theirs)
        for what in ("loss", "grad_norm")
    )
    before, after = load_file(first / weights), load_file(last / weights)
    parameters = dict(trainer.model.named_parameters())
    if one["adapter"]:
        parameters = peft.get_peft_model_state_dict(trainer.model)
    assert before.keys() == after.keys() == parameters.keys()
    changes = max(
        relative(after[name] - before[name], parameters[name].detach() - before[name])
        for name in before
    )
    print(f"{one['name']}: loss and gradient norm {steps:.0e} apart, parameters {changes:.0e}")
    if steps > TOLERANCE or changes > CHANGE_TOLERANCE:
        sys.exit(f"{one['name']} differs")
    return steps, changes


def loads(tiny, one, warnings):
    """The directory of the run, which scores as the checkpoint does."""
    run = tiny.place / one["name"]
    warnings.messages.clear()
    model, info = AutoModelForTokenClassification.from_pretrained(
        run / "reward-model", output_loading_info=True
    )
    for kind, keys in info.items():
        assert not keys, f"{one['name']}: {kind}: {keys}"
    assert not warnings.messages, f"{one['name']}: {warnings.messages}"
    assert model.config.num_labels == 2 and model.score.bias is not None
    recipe = json.loads((run / "reward-model/reward_recipe.json").read_text())
    assert recipe["separator"] == SEPARATOR and recipe["positive-label"] == 1
    if one["adapter"]:
        base = AutoModelForTokenClassification.from_pretrained(tiny.model, num_labels=2)
        beside = peft.PeftModel.from_pretrained(base, run / f"checkpoints/step-{STEPS:06}")
        ids = torch.tensor([[1, 17, 5, 94, 30, 94]])
        with torch.no_grad():
            apart = (beside.eval()(ids).logits - model.eval()(ids).logits).abs().max().item()
        assert apart <= TOLERANCE, f"the merged adapter's scores are {apart:.1e} apart"


def same(made, committed):
    """Byte for byte; numbers that torch computed are rounded otherwise on another processor."""
    if made.name != "expected.safetensors":
        return fixtures.same(made, committed)
    now, then = load_file(made), load_file(committed)
    return now.keys() == then.keys() and all(
        now[name].shape == then[name].shape and (now[name] - then[name]).abs().max() <= TOLERANCE for name in now
    )


def files(writing):
    made = [(TOKENS, write_tokens), (MODEL, write_model)]
    if writing:
        for folder, make in made:
            make(folder)
        return
    for folder, make in made:
        with tempfile.TemporaryDirectory() as place:
            make(Path(place))
            for file in Path(place).iterdir():
                if not same(file, folder / file.name):
                    sys.exit(f"{folder / file.name} is no longer what is made")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="write the files that tests read")
    asked = arguments.parse_args()
    assert trl.__version__.startswith("1.13."), f"TRL {trl.__version__}: run checks/interop/prm_check"
    quiet()
    files(asked.write)
    if asked.write:
        print("written")
        return
    warnings = Warnings()
    with tempfile.TemporaryDirectory() as place:
        tiny = Tiny(place)
        train(tiny)
        found = [compare(tiny, one) for one in CASES]
        logging.disable(logging.NOTSET)
        transformers.logging.set_verbosity_warning()
        logging.getLogger("transformers").addHandler(warnings)
        for one in CASES:
            loads(tiny, one, warnings)
    print(
        f"{len(CASES)} trainings of {STEPS} steps: tokens equal, loss and gradient norm within"
        f" {max(steps for steps, _ in found):.0e}, parameters within"
        f" {max(changes for _, changes in found):.0e} of their change"
    )


if __name__ == "__main__":
    main()

"""Holds Vireo's update against TRL's GRPOTrainer, on one batch: advantages, loss, gradient, metrics.

    $(checks/interop/environment)/bin/python checks/interop/trl_parity.py [--write]

A tiny model has drifted from a reference policy and from the policy that made the rollouts. TRL gets
the rollouts through `rollout_func` and makes of them what it makes of its own; Vireo gets them as
the datasets its stages leave, and takes the first step of UpdatePolicy (GradientsOfGivenBatch, run
by Maven). Both compute in float32. --write puts the table into docs/PARITY.md.
"""

import argparse
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

from trainers import quiet

import torch
from datasets import Dataset
from safetensors.torch import load_file
from trl import GRPOConfig, GRPOTrainer

import tiny_models
from report import REPORT, ROOT, beyond, put, relative
from round_trip import tokenizer

TOLERANCE = 1e-5

# Far enough from the old policy that ratios of both kinds are clipped on both sides.
SEED = 22
TEMPERATURE = 0.9
MAX_COMPLETION = 16
EPSILON_LOW, EPSILON_HIGH = 0.2, 0.28
# Groups of four: graded, with a completion that nothing could reward, nearly equal, without signal,
# and graded with a negative mean. Float32 holds the fourth's mean exactly.
REWARDS = [
    [0.9, 0.1, 0.4, 0.0],
    [1.0, None, 0.25, 0.5],
    [0.31, 0.3, 0.3, 0.29],
    [0.5, 0.5, 0.5, 0.5],
    [-3.0, 1.5, -0.5, 0.7],
]
PROMPT_LENGTHS = [3, 7, 2, 5, 11]
COMPLETION_LENGTHS = [[5, 12, 9, 3], [16, 2, 7, 8], [4, 4, 13, 6], [10, 1, 3, 15], [1, 11, 6, 14]]
GROUPS, GROUP = len(REWARDS), len(REWARDS[0])
WITHOUT_SIGNAL = range(3 * GROUP, 4 * GROUP)

LOSSES = ["grpo", "bnpo", "dr_grpo", "dapo"]
LATER_LOSSES = ["cispo", "sapo", "luspo", "vespo"]
LEVELS = ["token", "sequence"]
BETAS = [0.0, 0.04]
SCALES = ["group", "batch", "none"]
METRICS = [
    "kl",
    "entropy",
    "clip_ratio/low_mean",
    "clip_ratio/low_min",
    "clip_ratio/high_mean",
    "clip_ratio/high_max",
    "clip_ratio/region_mean",
    "cispo_clip_ratio",
    "vespo/phi_seq_mean",
]
CLIPPED = ["clip_ratio/low_mean", "clip_ratio/high_mean", "cispo_clip_ratio"]


def case(loss, level, beta, scale, on_policy, split=False, corrected=False):
    words = [loss, level, f"{beta:g}", scale, "on" if on_policy else "off"]
    words += ["split"] * split + ["corrected"] * corrected
    return dict(
        name="-".join(words),
        loss=loss,
        level=level,
        beta=beta,
        scale=scale,
        on_policy=on_policy,
        split=split,
        corrected=corrected,
    )


def epsilon_high(one):
    """cispo clips at the number itself."""
    return 1.0 + EPSILON_HIGH if one["loss"] == "cispo" else EPSILON_HIGH


def cases():
    whole = itertools.product(LOSSES, LEVELS, BETAS, SCALES, [True, False])
    # A micro-batch a group, in two shards: what TRL calls accumulation.
    split = itertools.product(LOSSES, LEVELS, BETAS, ["group"], [False], [True])
    # TRL's default: the kl times the ratio.
    kl = itertools.product(LOSSES, LEVELS, BETAS[1:], ["group"], [True, False], [False], [True])
    later = itertools.product(
        LATER_LOSSES, LEVELS, BETAS, ["group"], [True, False], [False], [True]
    )
    return [case(*choice) for choice in (*whole, *split, *kl, *later)]


def drifted(model, size, generator):
    """The model's parameters, a little off."""
    return {
        name: value + size * value.abs().mean() * torch.randn(value.shape, generator=generator)
        for name, value in model.items()
    }


class Batch:
    """The rollouts, and three policies: the reference's directory, the old one's and the present."""

    def __init__(self, work):
        generator = torch.Generator().manual_seed(SEED)
        self.reference = work / "reference"
        model = tiny_models.qwen2(11)
        model.save_pretrained(self.reference)
        self.tokenizer = tokenizer()
        self.tokenizer.save_pretrained(self.reference)
        self.old = drifted(model.state_dict(), 0.2, generator)
        self.present = drifted(self.old, 0.3, generator)
        model.load_state_dict(self.present)
        model.save_pretrained(work / "model")
        ids = lambda n: torch.randint(3, 96, (n,), generator=generator).tolist()
        self.prompts = [ids(length) for length in PROMPT_LENGTHS]
        self.completions = [[ids(length) for length in group] for group in COMPLETION_LENGTHS]
        self.rows = [
            dict(prompt=f"w{group + 3}", group=group, sample=sample)
            for group in range(GROUPS)
            for sample in range(GROUP)
        ]

    def rollouts(self, prompts, trainer):
        return dict(
            prompt_ids=[self.prompts[row["group"]] for row in self.rows],
            completion_ids=[self.completions[row["group"]][row["sample"]] for row in self.rows],
            logprobs=None,
        )

    def rewards(self, group, sample, **others):
        return [REWARDS[g][s] for g, s in zip(group, sample)]


def trainer(batch, one, work):
    """TRL's trainer of the case."""
    micro_batches = GROUPS if one["split"] else 1
    config = GRPOConfig(
        output_dir=str(work / "trl"),
        per_device_train_batch_size=GROUPS * GROUP // micro_batches,
        gradient_accumulation_steps=micro_batches,
        steps_per_generation=micro_batches,
        # With a second pass TRL computes the old policy's log-probabilities.
        num_iterations=1 if one["on_policy"] else 2,
        num_generations=GROUP,
        max_completion_length=MAX_COMPLETION,
        temperature=TEMPERATURE,
        epsilon=EPSILON_LOW,
        epsilon_high=epsilon_high(one),
        beta=one["beta"],
        loss_type=one["loss"],
        scale_rewards=one["scale"],
        importance_sampling_level=one["level"],
        use_bias_correction_kl=one["corrected"],
        use_cpu=True,
        bf16=False,
        report_to="none",
        disable_tqdm=True,
    )
    made = GRPOTrainer(
        model=str(batch.reference),
        reward_funcs=batch.rewards,
        args=config,
        train_dataset=Dataset.from_list(batch.rows),
        processing_class=batch.tokenizer,
        rollout_func=batch.rollouts,
    )
    made.current_gradient_accumulation_steps = micro_batches
    made.model.train()
    return made


def of_rows(inputs, rows):
    """Some rows of TRL's prepared batch; its token count stays the whole batch's."""
    rows = list(rows)
    return {name: value[rows] if value.dim() > 0 else value for name, value in inputs.items()}


def metrics(made, inputs):
    made._metrics["train"].clear()
    with torch.no_grad():
        made._compute_loss(made.model, inputs)
    return {name: values[0] for name, values in made._metrics["train"].items() if name in METRICS}


def trl_result(batch, one, work):
    made = trainer(batch, one, work)
    made.model.load_state_dict(batch.present if one["on_policy"] else batch.old)
    inputs = made._generate_and_score_completions([dict(row) for row in batch.rows])
    assert ("old_per_token_logps" in inputs) == (not one["on_policy"])
    made.model.load_state_dict(batch.present)
    count = GROUPS * GROUP
    size = made.args.per_device_train_batch_size
    loss = 0.0
    for first in range(0, count, size):
        part = made._compute_loss(made.model, of_rows(inputs, range(first, first + size)))
        part.backward()
        loss += part.item()
    gradient = {name: value.grad.clone() for name, value in made.model.named_parameters()}
    # Where nothing pulls at a group, Vireo does not compute it, so it has no part in its metrics.
    rows = [
        row
        for row in range(count)
        if row not in WITHOUT_SIGNAL or one["beta"] > 0 or one["loss"] == "bnpo"
    ]
    return dict(
        loss=loss,
        gradient=gradient,
        metrics=metrics(made, of_rows(inputs, rows)),
        advantages=inputs["advantages"].tolist(),
        inputs=inputs,
    )


def vireo_update(on_policy, objective, split=False):
    """The settings of an update, some of them the case's own."""
    usual = {
        "ratio": "token",
        "epsilon-low": EPSILON_LOW,
        "epsilon-high": EPSILON_HIGH,
        "beta": 0.0,
        "bias-corrected-kl": False,
        "profile": "trl",
        "sapo": {"positive": 1.0, "negative": 1.05},
        "vespo": {
            "k-positive": 2.0,
            "lambda-positive": 3.0,
            "k-negative": 3.0,
            "lambda-negative": 2.0,
        },
    }
    return {
        "groups-per-step": 0,
        "updates-per-iteration": 1 if on_policy else 2,
        "gradient-shards": 2 if split else 1,
        "micro-batch-completions": GROUP if split else GROUPS * GROUP,
        "checkpoint-every": 0,
        "gradient-checkpointing": False,
        "objective": {**usual, **objective},
    }


def vireo_case(one):
    objective = {
        "loss": one["loss"].replace("_", "-"),
        "ratio": one["level"],
        "epsilon-high": epsilon_high(one),
        "beta": one["beta"],
        "bias-corrected-kl": one["corrected"],
    }
    return dict(
        name=one["name"],
        update=vireo_update(one["on_policy"], objective, one["split"]),
        advantages={
            "algorithm": "grpo",
            "advantage": {
                "profile": "trl",
                "scale": one["scale"],
                "supervision": "outcome",
                "discount": 1.0,
            },
            "normalized": {},
        },
    )


def vireo_results(batch, given_cases, inputs, work):
    """All cases in one run, on the log-probabilities that TRL computed for the batch."""

    def logprobs(name, group, sample):
        values = inputs[name][group * GROUP + sample]
        return values[: COMPLETION_LENGTHS[group][sample]].tolist()

    groups = [
        dict(
            prompt=batch.prompts[g],
            completions=[
                dict(
                    token_ids=batch.completions[g][s],
                    reward=REWARDS[g][s],
                    old_logprobs=logprobs("old_per_token_logps", g, s),
                    reference_logprobs=logprobs("ref_per_token_logps", g, s),
                )
                for s in range(GROUP)
            ],
        )
        for g in range(GROUPS)
    ]
    given = dict(
        temperature=TEMPERATURE,
        max_completion_length=MAX_COMPLETION,
        groups=groups,
        cases=given_cases,
    )
    (work / "batch.json").write_text(json.dumps(given))
    command = ["mvn", "-q", "-B", "-pl", "jobs", "-am", "test", "-Dtest=GradientsOfGivenBatch"]
    command += ["-Dsurefire.failIfNoSpecifiedTests=false", f"-Dvireo.batch={work}"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    results = json.loads((work / "results.json").read_text())
    for name, result in results.items():
        result["gradient"] = load_file(work / f"{name}.safetensors")
    return results


def differences(one, mine, theirs):
    assert mine["gradient"].keys() == theirs["gradient"].keys()
    strength = sum(map(abs, theirs["advantages"])) / len(theirs["advantages"])
    found = dict(
        advantages=relative(mine["advantages"], theirs["advantages"]),
        # With ratios of 1, or gates as flat as sapo's, advantages cancel within a group: a loss may
        # be nothing but rounding.
        loss=relative(
            mine["loss"],
            theirs["loss"],
            strength if one["on_policy"] or one["loss"] == "sapo" else 0,
        ),
        gradient=max(
            relative(mine["gradient"][name], value) for name, value in theirs["gradient"].items()
        ),
    )
    for name, value in theirs["metrics"].items():
        found[name] = relative(mine[name], value)
    return found


def table(chosen, found):
    """A line for each objective, the worst of its cases."""
    lines = {}
    for one in chosen:
        kl = f"{one['beta']:g}" + (" x ratio" if one["corrected"] and one["beta"] else "")
        key = (one["loss"], one["level"], kl, one["split"])
        lines.setdefault(key, []).append(found[one["name"]])

    def worst(rows, *names):
        values = [row[name] for row in rows for name in names if name in row]
        return f"{max(values):.0e}" if values else "-"

    text = [
        "| loss_type | importance_sampling_level | beta | micro-batches | advantages | loss |"
        " gradient | kl | entropy | ratios |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (loss, level, beta, split), rows in lines.items():
        cells = [loss, level, beta, str(GROUPS) if split else "1"]
        cells += [worst(rows, name) for name in ("advantages", "loss", "gradient", "kl", "entropy")]
        cells += [worst(rows, *METRICS[2:])]
        text.append("| " + " | ".join(cells) + " |")
    return "\n".join(text) + "\n"


def main():
    arguments = argparse.ArgumentParser(description="See that Vireo's update is TRL's.")
    arguments.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    asked = arguments.parse_args()
    quiet()
    chosen = cases()
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        batch = Batch(work)
        theirs = {one["name"]: trl_result(batch, one, work) for one in chosen}
        for name, result in theirs.items():
            shares = {of: value for of, value in result["metrics"].items() if of in CLIPPED}
            assert "-off" not in name or all(shares.values()), f"{name} clips {shares}"
        inputs = theirs["dapo-token-0.04-group-off"]["inputs"]
        mine = vireo_results(batch, [vireo_case(one) for one in chosen], inputs, work)
    found = {
        one["name"]: differences(one, mine[one["name"]], theirs[one["name"]]) for one in chosen
    }
    text = table(chosen, found)
    print(text, end="")
    if bad := beyond(found, lambda what: TOLERANCE):
        sys.exit("\n".join(bad))
    if asked.write:
        put(__file__, text)
    print(f"{len(chosen)} cases agree within {TOLERANCE:g}")


if __name__ == "__main__":
    main()

"""Holds Vireo's RLOO against TRL's RLOOTrainer, on one batch: advantages, loss, gradient, metrics.

    $(checks/interop/environment)/bin/python checks/interop/rloo_parity.py [--write]

The batch is that of trl_parity.py: a tiny model that has drifted from a reference policy and from
the policy that made the rollouts. TRL is given the completions in place of those it would sample.
Both compute in float32. --write puts the table into docs/PARITY.md.
"""

import argparse
import itertools
import pathlib
import sys
import tempfile

from trainers import quiet

from datasets import Dataset
from trl import RLOOConfig, RLOOTrainer

from report import REPORT, beyond, put, relative
from trl_parity import (
    EPSILON_HIGH,
    EPSILON_LOW,
    GROUP,
    GROUPS,
    MAX_COMPLETION,
    REWARDS,
    TEMPERATURE,
    TOLERANCE,
    WITHOUT_SIGNAL,
    Batch,
    of_rows,
    vireo_results,
    vireo_update,
)

METRICS = [
    "entropy",
    "clip_ratio/low_mean",
    "clip_ratio/low_min",
    "clip_ratio/high_mean",
    "clip_ratio/high_max",
    "clip_ratio/region_mean",
]


def cases():
    return [
        dict(
            name=f"rloo-{beta:g}-{'normal' if normal else 'raw'}-{'on' if on_policy else 'off'}",
            beta=beta,
            normal=normal,
            on_policy=on_policy,
        )
        for beta, normal, on_policy in itertools.product([0.0, 0.05], [False, True], [True, False])
    ]


def trainer(batch, one, work):
    config = RLOOConfig(
        output_dir=str(work / "trl"),
        per_device_train_batch_size=GROUPS * GROUP,
        num_generations=GROUP,
        max_completion_length=MAX_COMPLETION,
        temperature=TEMPERATURE,
        epsilon=EPSILON_LOW,
        epsilon_high=EPSILON_HIGH,
        beta=one["beta"],
        normalize_advantages=one["normal"],
        use_cpu=True,
        bf16=False,
        report_to="none",
        disable_tqdm=True,
    )
    made = RLOOTrainer(
        model=str(batch.reference),
        reward_funcs=batch.rewards,
        args=config,
        train_dataset=Dataset.from_list(batch.rows),
        processing_class=batch.tokenizer,
    )
    prompts = [batch.prompts[row["group"]] for row in batch.rows]
    completions = [batch.completions[row["group"]][row["sample"]] for row in batch.rows]
    made._generate = lambda _: (prompts, completions, [""] * len(prompts))
    made.current_gradient_accumulation_steps = 1
    made.model.train()
    return made


def trl_result(batch, one, work):
    made = trainer(batch, one, work)
    logprobs = []
    computed = made._get_per_token_logps_and_entropies

    def recorded(*arguments, **others):
        result = computed(*arguments, **others)
        logprobs.append(result[0].detach())
        return result

    made._get_per_token_logps_and_entropies = recorded
    made.model.load_state_dict(batch.present if one["on_policy"] else batch.old)
    inputs = made._generate_and_score_completions([dict(row) for row in batch.rows])
    scored = dict(zip(["old_per_token_logps", "ref_per_token_logps"], logprobs))
    kl = made._metrics["train"].get("kl")
    made.model.load_state_dict(batch.present)
    loss = made._compute_loss(made.model, inputs)
    loss.backward()
    gradient = {name: value.grad.clone() for name, value in made.model.named_parameters()}
    # A group of equal rewards has no gradient here, so Vireo leaves it out of its metrics; with a
    # kl in the reward it has one.
    rows = [row for row in range(GROUPS * GROUP) if row not in WITHOUT_SIGNAL or one["beta"] > 0]
    made._metrics["train"].clear()
    made._compute_loss(made.model, of_rows(inputs, rows))
    metrics = {name: made._metrics["train"][name][0] for name in METRICS}
    if kl:
        metrics["kl"] = kl[0]
    return dict(
        loss=loss.item(),
        gradient=gradient,
        metrics=metrics,
        advantages=inputs["advantages"].tolist(),
        inputs=scored,
    )


def vireo_case(one):
    return dict(
        name=one["name"],
        update=vireo_update(one["on_policy"], {"loss": "grpo", "ratio": "sequence-sum"}),
        advantages={
            "algorithm": "grpo",
            "advantage": {
                "profile": "rloo",
                "scale": "none",
                "supervision": "outcome",
                "discount": 1.0,
                "kl": {"beta": one["beta"], "estimator": "k1", "level": None},
                "whitening": "completions" if one["normal"] else "none",
            },
            "normalized": {},
        },
    )


def differences(one, mine, theirs):
    strength = sum(map(abs, theirs["advantages"])) / len(theirs["advantages"])
    found = dict(
        advantages=relative(mine["advantages"], theirs["advantages"]),
        # With ratios of 1 advantages cancel: the loss may be nothing but rounding.
        loss=relative(mine["loss"], theirs["loss"], strength if one["on_policy"] else 0),
        gradient=max(
            relative(mine["gradient"][name], value) for name, value in theirs["gradient"].items()
        ),
    )
    for name, value in theirs["metrics"].items():
        found[name] = relative(mine[name], value)
    return found


def table(chosen, found):
    text = [
        "| beta | normalize_advantages | ratios | advantages | loss | gradient | kl | entropy |"
        " clipped |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in chosen:
        figures = found[one["name"]]
        shown = lambda *names: (
            f"{max(figures[name] for name in names if name in figures):.0e}"
            if any(name in figures for name in names)
            else "-"
        )
        cells = [f"{one['beta']:g}", str(one["normal"]), "1" if one["on_policy"] else "clipped"]
        cells += [shown(name) for name in ("advantages", "loss", "gradient", "kl", "entropy")]
        cells += [shown(*METRICS[1:])]
        text.append("| " + " | ".join(cells) + " |")
    return "\n".join(text) + "\n"


def main():
    arguments = argparse.ArgumentParser(description="See that Vireo's RLOO is TRL's.")
    arguments.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    asked = arguments.parse_args()
    quiet()
    chosen = cases()
    mine = {}
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        batch = Batch(work)
        theirs = {one["name"]: trl_result(batch, one, work) for one in chosen}
        for name, result in theirs.items():
            clipped = result["metrics"]["clip_ratio/region_mean"]
            assert "-off" not in name or clipped > 0, f"{name} clips nothing"
        for on_policy in (True, False):
            some = [one for one in chosen if one["on_policy"] == on_policy]
            # The policy that sampled is another one in each half.
            given = [vireo_case(one) for one in some]
            inputs = theirs[[one for one in some if one["beta"] > 0][0]["name"]]["inputs"]
            mine |= vireo_results(batch, given, inputs, work)
    found = {
        one["name"]: differences(one, mine[one["name"]], theirs[one["name"]]) for one in chosen
    }
    text = table(chosen, found)
    print(text, end="")
    if bad := beyond(found, lambda what: TOLERANCE):
        sys.exit("\n".join(bad))
    if asked.write:
        put(__file__, text)
    print(f"{len(chosen)} cases of {len(REWARDS)} groups agree within {TOLERANCE:g}")


if __name__ == "__main__":
    main()

"""Holds whole optimizer steps of Vireo's preference, reward-model and supervised runs against TRL's.

    $(checks/interop/environment)/bin/python checks/interop/preference_training.py [--write]

`vireo run` and TRL train the same tiny model on the same file with the same settings: three steps of
four examples each, so the second and the third see what the first has changed. Loss, metrics and
gradient norm of each step are compared, and the parameters after the last. Both compute in float32.
--write puts the table into docs/PARITY.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile

from trainers import Tiny, quiet, taken

import peft
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, PrinterCallback
from trl import (
    DPOConfig,
    DPOTrainer,
    KTOConfig,
    KTOTrainer,
    RewardConfig,
    RewardTrainer,
    SFTConfig,
    SFTTrainer,
)
from trl.experimental.cpo import CPOConfig, CPOTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

from report import REPORT, beyond, put, relative
from round_trip import VIREO

STEPS = 3
BATCH = 4
SEED = 17
# Loss, metrics and gradient norm; the parameters' change.
TOLERANCE = 1e-5
CHANGE_TOLERANCE = 3e-4
# All gradients are longer than the norm at which they are clipped. With an epsilon far below them,
# AdamW would make as much of an element that is nothing but rounding as of any other.
LEARNING_RATE, BETA2, EPSILON, MAX_GRAD_NORM = 1e-3, 0.99, 1e-4, 0.5
ADAPTER = dict(rank=4, alpha=10, decay=0.1, modules=["q_proj", "v_proj", "down_proj"])

KINDS = dict(
    dpo=(DPOTrainer, DPOConfig),
    cpo=(CPOTrainer, CPOConfig),
    orpo=(ORPOTrainer, ORPOConfig),
    kto=(KTOTrainer, KTOConfig),
    reward=(RewardTrainer, RewardConfig),
    sft=(SFTTrainer, SFTConfig),
)
PIPELINES = dict(sft="sft", reward="reward-model")
# TRL's go over prompts and padding; supervised steps of Vireo measure neither of the last two.
SKIPPED = dict(
    cpo={"logits/chosen", "logits/rejected"},
    orpo={"logits/chosen", "logits/rejected"},
    sft={"entropy", "mean_token_accuracy"},
)
FIGURES = ["loss", "grad_norm", "metrics", "change", "element"]
CHANGES = FIGURES[3:]
OF_THE_LOG = {"loss", "grad_norm", "learning_rate", "epoch", "step", "num_tokens"}


def case(kind, theirs, mine, split=False, adapter=False):
    losses = mine.get("loss", [])
    words = [kind, *([losses] if isinstance(losses, str) else losses)]
    words += ["margin"] * ("margin" in mine) + ["split"] * split + ["adapter"] * adapter
    return dict(
        name="-".join(words),
        kind=kind,
        theirs=theirs,
        mine=mine,
        split=split,
        adapter=adapter,
    )


def cases():
    beta = dict(beta=0.3)
    return [
        case("dpo", dict(loss_type="sigmoid", **beta), dict(loss="sigmoid", **beta)),
        case("dpo", dict(loss_type="sigmoid", **beta), dict(loss="sigmoid", **beta), split=True),
        case("dpo", dict(loss_type="ipo", **beta), dict(loss="ipo", **beta)),
        case(
            "dpo",
            dict(loss_type="robust", label_smoothing=0.1, **beta),
            {"loss": "robust", "label-smoothing": 0.1, **beta},
        ),
        case(
            "dpo",
            dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.5], **beta),
            dict(loss={"sigmoid": 1, "sft": 0.5}, **beta),
        ),
        case("dpo", dict(loss_type="sigmoid", **beta), dict(loss="sigmoid", **beta), adapter=True),
        case(
            "cpo",
            dict(loss_type="simpo", cpo_alpha=0.0, simpo_gamma=0.5, beta=2.0),
            dict(loss="simpo", gamma=0.5, beta=2.0),
        ),
        case(
            "cpo",
            dict(loss_type="sigmoid", cpo_alpha=1.0, **beta),
            {"loss": "cpo", "nll-weight": 1.0, **beta},
        ),
        case("orpo", dict(**beta), dict(loss="orpo", **beta)),
        case(
            "kto",
            dict(loss_type="kto", desirable_weight=1.2, undesirable_weight=0.8, **beta),
            {"loss": "kto", "desirable-weight": 1.2, "undesirable-weight": 0.8, **beta},
        ),
        case("reward", {}, dict(loss="bradley-terry")),
        case("reward", {}, dict(loss="bradley-terry"), split=True),
        case("reward", {}, dict(loss="bradley-terry"), adapter=True),
        case(
            "reward",
            dict(center_rewards_coefficient=0.1),
            dict(loss="bradley-terry", centering=0.1, margin=True),
        ),
        case("sft", {}, {}),
        case("sft", {}, {}, split=True),
    ]


def words(generator, length):
    ids = torch.randint(3, 95, (length,), generator=generator).tolist()
    return " ".join(f"w{i}" for i in ids)


def data(kind):
    """Of KTO those of one step: TRL's baseline is of a micro-batch, in the order of the file."""
    generator = torch.Generator().manual_seed(5)
    rows = []
    for i in range(BATCH if kind == "kto" else STEPS * BATCH):
        prompt, chosen, rejected = (
            words(generator, length) for length in (2 + 5 * i % 7, 1 + 3 * i % 8, 1 + 7 * i % 9)
        )
        row = dict(prompt=prompt)
        if kind == "kto":
            row |= dict(completion=" " + chosen, label=i % 3 != 1)
        elif kind == "sft":
            row |= dict(completion=" " + chosen)
        else:
            row |= dict(chosen=" " + chosen, rejected=" " + rejected)
            if kind == "reward":
                row["margin"] = i % 4 / 2
        rows.append(row)
    return rows


def configuration(tiny, one):
    kind, shards = one["kind"], 2 if one["split"] else 1
    micro_batch = "micro-batch-completions" if kind == "sft" else "micro-batch-examples"
    decay = ADAPTER["decay"] if one["adapter"] else 0.0
    training = {
        "steps": STEPS,
        "batch-size": BATCH,
        "gradient-shards": shards,
        micro_batch: BATCH // shards,
        "checkpoint-every": 0,
        "optimizer": {
            "learning-rate": LEARNING_RATE,
            "beta2": BETA2,
            "adam-epsilon": EPSILON,
            "weight-decay": decay,
            "max-grad-norm": MAX_GRAD_NORM,
        },
    }
    policy = {"model": str(tiny.model)}
    if one["adapter"]:
        policy["adapter"] = {
            "rank": ADAPTER["rank"],
            "alpha": ADAPTER["alpha"],
            "target-modules": ADAPTER["modules"],
        }
    config = {
        "pipeline": PIPELINES.get(kind, "preference"),
        "run": str(tiny.place / one["name"]),
        "seed": SEED,
        "device": "cpu",
        "policy": policy,
    }
    path = str(tiny.place / f"{kind}.jsonl")
    if kind == "sft":
        config["sft"] = [{"name": "phase", "demonstrations": {"path": path}, "training": training}]
        return config
    if kind == "reward":
        config["reward-model"] = {**training, "loss": one["mine"]}
        config["preferences"] = {"path": path, "margin-column": "margin"}
        config["evaluation"] = {"held-out": 0}
        return config
    config["preference"] = {**training, "loss": one["mine"]}
    if kind == "kto":
        config["unpaired"] = {"path": path, "partners": "blocks", "block-size": BATCH}
    else:
        # CPO and ORPO frame a text whatever its tokenizer does.
        ends = "tokenizer" if kind == "dpo" else "always"
        config["preferences"] = {"path": path, "sequence-ends": ends}
    return config


def train(tiny, chosen):
    """Vireo's runs, one after the other in one process."""
    files = []
    for kind in KINDS:
        lines = "".join(json.dumps(row) + "\n" for row in data(kind))
        (tiny.place / f"{kind}.jsonl").write_text(lines)
    for one in chosen:
        # JSON is YAML.
        file = tiny.place / f"{one['name']}.yaml"
        file.write_text(json.dumps(configuration(tiny, one)))
        files.append(file)
    subprocess.run([VIREO, "run", *files], check=True, stdout=sys.stderr)


def vireo_result(tiny, one):
    run = tiny.place / one["name"]
    folder = "fine-tuned/phase" if one["kind"] == "sft" else "checkpoints"
    checkpoint = run / folder / f"step-{STEPS:06}"
    log = json.loads((checkpoint / "training-state/steps.json").read_text())
    weights = "adapter_model" if one["adapter"] else "model"
    return dict(steps=log["metrics"], parameters=load_file(checkpoint / f"{weights}.safetensors"))


def start(tiny, one):
    """The parameters before the first step."""
    first = tiny.place / one["name"] / "checkpoints/step-000000"
    if one["adapter"]:
        return load_file(first / "adapter_model.safetensors")
    return load_file((first if one["kind"] == "reward" else tiny.model) / "model.safetensors")


def starting(tiny, one):
    """The model that TRL's trainer gets: with Vireo's new head where there is one."""
    first = tiny.place / one["name"] / "checkpoints/step-000000"
    reward = one["kind"] == "reward"
    if reward and not one["adapter"]:
        return AutoModelForSequenceClassification.from_pretrained(first)
    if not one["adapter"]:
        return None
    base = (
        AutoModelForSequenceClassification.from_pretrained(tiny.model, num_labels=1)
        if reward
        else tiny.base()
    )
    return peft.PeftModel.from_pretrained(base, first, is_trainable=True)


def trl_result(tiny, one):
    micro_batches = 2 if one["split"] else 1
    settings = dict(
        per_device_train_batch_size=BATCH // micro_batches,
        gradient_accumulation_steps=micro_batches,
        gradient_checkpointing=False,
        max_steps=STEPS,
        learning_rate=LEARNING_RATE,
        lr_scheduler_type="constant",
        adam_beta2=BETA2,
        adam_epsilon=EPSILON,
        max_grad_norm=MAX_GRAD_NORM,
        weight_decay=ADAPTER["decay"] if one["adapter"] else 0.0,
        train_sampling_strategy="sequential",
        logging_steps=1,
        save_strategy="no",
        **one["theirs"],
    )
    rows = data(one["kind"])
    if one["kind"] != "kto":
        rows = [rows[i] for i in taken(len(rows), SEED)]
    if not one["mine"].get("margin"):
        rows = [{key: value for key, value in row.items() if key != "margin"} for row in rows]
    trainer, config = KINDS[one["kind"]]
    made = tiny.trainer(trainer, config, rows, settings, model=starting(tiny, one))
    made.remove_callback(PrinterCallback)
    made.train()
    parameters = dict(made.model.named_parameters())
    if one["adapter"]:
        parameters = peft.get_peft_model_state_dict(made.model)
    steps = [entry for entry in made.state.log_history if "grad_norm" in entry]
    return dict(steps=steps, parameters=parameters)


def compared(one, number, step):
    """The metrics of a step that mean the same on both sides."""
    names = step.keys() - OF_THE_LOG - SKIPPED.get(one["kind"], set())
    if one["theirs"].get("cpo_alpha") == 0:
        names -= {"nll_loss"}
    if one["kind"] == "dpo" and number == 0:
        # The policy is its reference still: which side of a pair is ahead is rounding.
        names -= {"rewards/accuracies"}
    if one["split"]:
        # TRL's are means over micro-batches, whatever tokens these have.
        means = {"accuracy", "margin", "mean_reward"}
        names = {n for n in names if n.startswith(("rewards/", "logps/")) or n in means}
    return sorted(names)


def differences(one, mine, theirs, before):
    assert len(mine["steps"]) == len(theirs["steps"]) == STEPS
    assert mine["parameters"].keys() == theirs["parameters"].keys() == before.keys()
    found = {}

    def worst(name, a, b):
        found[name] = max(found.get(name, 0.0), abs(a - b) / max(1.0, abs(b)))

    for number, (a, b) in enumerate(zip(mine["steps"], theirs["steps"])):
        worst("loss", a["loss"], b["loss"])
        worst("grad_norm", a["grad_norm"], b["grad_norm"])
        for name in compared(one, number, b):
            worst("metrics", a[name], b[name])
    ours = {name: mine["parameters"][name] - value for name, value in before.items()}
    other = {name: theirs["parameters"][name].detach() - value for name, value in before.items()}
    assert all(value.any() for value in other.values()), "a parameter does not move"
    found["change"] = max(relative(ours[name], value) for name, value in other.items())
    largest = max(value.abs().max() for value in other.values())
    found["element"] = max(
        ((ours[name] - value).abs().max() / largest).item() for name, value in other.items()
    )
    return found


def table(chosen, found):
    text = [
        "| trainer | settings | trained | micro-batches | loss | gradient norm | metrics | change of a"
        " tensor | of an element |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in chosen:
        settings = ", ".join(f"`{name}: {shown(value)}`" for name, value in one["mine"].items())
        cells = [KINDS[one["kind"]][0].__name__, settings or "-"]
        cells += ["adapter" if one["adapter"] else "model", "2" if one["split"] else "1"]
        figures = found[one["name"]]
        cells += [f"{figures[name]:.0e}" if name in figures else "-" for name in FIGURES]
        text.append("| " + " | ".join(cells) + " |")
    return "\n".join(text) + "\n"


def shown(value):
    return json.dumps(value).replace('"', "")


def main():
    arguments = argparse.ArgumentParser(description="See that Vireo's training steps are TRL's.")
    arguments.add_argument("--write", action="store_true", help=f"put the table into {REPORT.name}")
    asked = arguments.parse_args()
    quiet()
    chosen = cases()
    found = {}
    with tempfile.TemporaryDirectory() as place:
        tiny = Tiny(place)
        train(tiny, chosen)
        for one in chosen:
            found[one["name"]] = differences(
                one, vireo_result(tiny, one), trl_result(tiny, one), start(tiny, one)
            )
    text = table(chosen, found)
    print(text, end="")
    if bad := beyond(found, lambda what: CHANGE_TOLERANCE if what in CHANGES else TOLERANCE):
        sys.exit("\n".join(bad))
    if asked.write:
        put(__file__, text)
    figures = [(what, value) for one in found.values() for what, value in one.items()]
    steps = max(value for what, value in figures if what not in CHANGES)
    changes = max(value for what, value in figures if what in CHANGES)
    print(
        f"{len(chosen)} trainings of {STEPS} steps: loss, metrics and gradient norm within"
        f" {steps:.0e}, parameters within {changes:.0e} of their change"
    )


if __name__ == "__main__":
    main()

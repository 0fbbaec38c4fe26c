"""Checks that a reward model that Vireo trained is transformers', and its adapter PEFT's. Run it as

    $(checks/interop/environment)/bin/python checks/interop/reward_models.py

`vireo run` trains a tiny reward model, as a whole and as an adapter with its head, on plain texts and
on chats. Each is loaded by transformers: no warning, no missing or unexpected key, num_labels 1, and
`vireo score` gives texts the score that transformers gives their tokens, padded in one batch. PEFT
loads the adapter's checkpoint, and computes what the merged model does. An adapter that is saved alone
is loaded by PEFT with the model that it names, and one that PEFT saved is scored by Vireo.
"""

import json
import logging
import subprocess
import tempfile

from round_trip import VIREO, Warnings
from trainers import Tiny

import peft
import torch
import transformers
from transformers import AutoModelForSequenceClassification, PreTrainedTokenizerFast

TOLERANCE = 1e-5
TEXTS = [("w5 w17", " w90 w3"), ("w8", " w9"), ("w44 w45 w46 w47", " w12 w13 w14")]


def rows(chat):
    for i in range(8):
        prompt, chosen, rejected = f"w{10 + i} w4", f" w{20 + i}", f" w{30 + i} w7"
        if chat:
            say = lambda role, content: [{"role": role, "content": content}]
            yield dict(
                prompt=say("user", prompt),
                chosen=say("assistant", chosen),
                rejected=say("assistant", rejected),
            )
        else:
            yield dict(prompt=prompt, chosen=chosen, rejected=rejected)


def train(tiny, name, chat, adapter, save_as="merged"):
    path = tiny.place / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(chat)))
    policy = {"model": str(tiny.model)}
    if adapter:
        policy["adapter"] = {"rank": 2, "alpha": 4}
    config = {
        "pipeline": "reward-model",
        "run": str(tiny.place / name),
        "device": "cpu",
        "policy": policy,
        "preferences": {"path": str(path)},
        "reward-model": {"steps": 3, "batch-size": 4, "optimizer": {"learning-rate": 0.01}},
        "evaluation": {"held-out": 0.3},
        "save-as": save_as,
    }
    file = tiny.place / f"{name}.yaml"
    file.write_text(json.dumps(config))
    subprocess.run([VIREO, "run", file], check=True, stdout=subprocess.DEVNULL)
    return tiny.place / name


def scores(run):
    """By Vireo, of texts and their prompts."""
    found = []
    for prompt, text in TEXTS:
        printed = subprocess.run(
            [VIREO, "score", run, "--prompt", prompt, "--text", text],
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(float(printed.stdout))
    return torch.tensor(found)


def expected(model, tokenizer, chat, end=True):
    """By transformers, in one batch."""
    if chat:
        texts = [
            tokenizer.apply_chat_template(
                [{"role": "user", "content": a}, {"role": "assistant", "content": b}],
                tokenize=False,
            )
            for a, b in TEXTS
        ]
    else:
        texts = [a + b + (" " + tokenizer.eos_token if end else "") for a, b in TEXTS]
    batch = tokenizer(texts, return_tensors="pt", padding=True, padding_side="right")
    batch.pop("token_type_ids", None)
    with torch.no_grad():
        return model(**batch).logits[:, 0]


def check(tiny, name, chat, adapter, warnings):
    run = train(tiny, name, chat, adapter)
    warnings.messages.clear()
    model, info = AutoModelForSequenceClassification.from_pretrained(
        run / "reward-model", output_loading_info=True
    )
    for kind, keys in info.items():
        assert not keys, f"{name}: {kind}: {keys}"
    assert not warnings.messages, f"{name}: {warnings.messages}"
    assert model.config.num_labels == 1 and model.config.pad_token_id is not None
    # The class that AutoTokenizer takes for the architecture would cut words in its own way.
    tokenizer = PreTrainedTokenizerFast.from_pretrained(run / "reward-model")
    theirs = expected(model.eval(), tokenizer, chat)
    apart = (scores(run) - theirs).abs().max().item()
    assert apart <= TOLERANCE, f"{name}: scores are {apart:.1e} apart"
    if adapter:
        base = AutoModelForSequenceClassification.from_pretrained(tiny.model, num_labels=1)
        base.config.pad_token_id = model.config.pad_token_id
        adapted = peft.PeftModel.from_pretrained(base, run / "checkpoints/step-000003").eval()
        beside = (expected(adapted, tokenizer, chat) - theirs).abs().max().item()
        assert beside <= TOLERANCE, f"{name}: PEFT's scores are {beside:.1e} apart"
        apart = max(apart, beside)
    print(f"{name}: scores {apart:.0e} apart")
    return apart


def saved_alone(tiny):
    """An adapter that names its model, in PEFT."""
    run = train(tiny, "alone", False, True, "adapter")
    files = sorted(file.name for file in (run / "reward-model").iterdir() if file.is_file())
    assert files == ["adapter_config.json", "adapter_model.safetensors", "reward_recipe.json"], files
    recipe = json.loads((run / "reward-model/reward_recipe.json").read_text())
    model = peft.AutoPeftModelForSequenceClassification.from_pretrained(
        run / "reward-model", num_labels=1, pad_token_id=recipe["pad-token-id"]
    ).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tiny.model)
    apart = (scores(run) - expected(model, tokenizer, False)).abs().max().item()
    assert apart <= TOLERANCE, f"alone: scores are {apart:.1e} apart"
    print(f"alone: scores {apart:.0e} apart")
    return apart


def made_by_peft(tiny):
    """An adapter that PEFT saved, in Vireo: its texts are scored as they are."""
    torch.manual_seed(5)
    base = AutoModelForSequenceClassification.from_pretrained(tiny.model, num_labels=1)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tiny.model)
    base.config.pad_token_id = tokenizer.eos_token_id
    tokenizer.pad_token = tokenizer.eos_token
    config = peft.LoraConfig(task_type="SEQ_CLS", r=4, lora_alpha=8, init_lora_weights="gaussian")
    model = peft.get_peft_model(base, config)
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    place = tiny.place / "peft"
    model.save_pretrained(place)
    apart = (scores(place) - expected(model.eval(), tokenizer, False, False)).abs().max().item()
    assert apart <= TOLERANCE, f"peft: scores are {apart:.1e} apart"
    print(f"peft: scores {apart:.0e} apart")
    return apart


def main():
    warnings = Warnings()
    transformers.logging.set_verbosity_warning()
    transformers.logging.disable_progress_bar()
    logging.getLogger("transformers").addHandler(warnings)
    with tempfile.TemporaryDirectory() as place:
        tiny = Tiny(place)
        apart = [
            check(tiny, "plain", False, False, warnings),
            check(tiny, "chat", True, False, warnings),
            check(tiny, "adapter", False, True, warnings),
            saved_alone(tiny),
            made_by_peft(tiny),
        ]
    print(f"{len(apart)} reward models, scores within {max(apart):.0e}")


if __name__ == "__main__":
    main()

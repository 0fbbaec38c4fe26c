"""Holds plain prompts and where completions end against transformers, through the command line.

    $(checks/interop/environment)/bin/python checks/interop/plain_tokens.py

First what the golden tests expect of plain texts, demonstrations and stops is made anew with the
transformers and TRL that are installed. Then ./vireo sample completes prompts by the likeliest token,
and transformers' generate does, of models whose tokenizers add a begin-of-sequence token or none, and
whose config.json names another end than the tokenizer. Needs a JDK 17.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import tiny_models
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

HERE = Path(__file__).parent
TOKENIZERS = HERE.parent.parent / "models/src/test/resources/dev/vireo/models/tokenizer"
PROMPTS = ["Question: 12 + 34 =", "the quick brown fox", "数学题：<s>"]
LONGEST = 24


def model(name, seed, place):
    """A small model of a tokenizer, with an end of its own in config.json."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(TOKENIZERS / name)
    shape = {**tiny_models.SHAPE, "vocab_size": len(tokenizer), "eos_token_id": len(tokenizer) - 1}
    policy = tiny_models.seeded(LlamaForCausalLM(LlamaConfig(**shape)), seed, torch.float32)
    # Likely enough to be met: a completion of noise hardly ever ends.
    with torch.no_grad():
        policy.lm_head.weight[tokenizer.eos_token_id] *= 1.5
    policy.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return tokenizer, policy


def theirs(tokenizer, policy, prompt, strings):
    ids = tokenizer(prompt, return_tensors="pt")
    ends = sorted({policy.config.eos_token_id, tokenizer.eos_token_id})
    more = {"stop_strings": strings, "tokenizer": tokenizer} if strings else {}
    made = policy.generate(
        input_ids=ids["input_ids"],
        attention_mask=ids["attention_mask"],
        do_sample=False,
        max_new_tokens=LONGEST,
        eos_token_id=ends,
        pad_token_id=0,
        **more,
    )[0, ids["input_ids"].shape[1] :].tolist()
    text = tokenizer.decode(made, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return {"completion": text, "tokens": len(made)}


def ours(place, prompt, strings):
    command = [HERE.parent.parent / "vireo", "sample", "--model", place, "--prompt", prompt, "--json"]
    command += ["--temperature", "0", "--max-new-tokens", str(LONGEST)]
    for string in strings:
        command += ["--stop", string]
    made = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    line = json.loads(made.stdout)
    return {name: line[name] for name in ("completion", "tokens")}, line["finish_reason"]


def main():
    fixtures = [sys.executable, HERE / "make_plain_fixtures.py", "--check"]
    subprocess.run(fixtures, check=True, capture_output=True)
    cases = stopped = 0
    for seed, name in enumerate(["llama3", "mistral", "qwen2"]):
        with tempfile.TemporaryDirectory() as place:
            tokenizer, policy = model(name, seed, place)
            for prompt in PROMPTS:
                whole = theirs(tokenizer, policy, prompt, [])
                text = whole["completion"]
                for strings in [[], [text[3:6]], [text[5:7], "\n\n"]]:
                    if "" in strings or any("\ufffd" in string for string in strings):
                        continue
                    expected = theirs(tokenizer, policy, prompt, strings)
                    made, reason = ours(place, prompt, strings)
                    if made != expected:
                        sys.exit(f"{name} {prompt!r} {strings}: {made}, transformers {expected}")
                    cases += 1
                    stopped += reason == "stop"
    if stopped < cases / 3:
        sys.exit(f"only {stopped} of {cases} completions stopped: the check says little")
    print(f"5 tokenizers as expected; {cases} completions alike, {stopped} of them stopped")


if __name__ == "__main__":
    main()

"""Holds the rollouts of a run against the policies that made them, by transformers' own arithmetic.

    openai_check.py RUN URL MODEL

For each iteration the tokens in the dataset go through the checkpoint that the server had; their
log-probabilities, of the full softmax at the sampling temperature, must be those in the dataset,
and the text must be the tokens decoded. Only the right checkpoint of the two passes. Then the
server is asked for its likeliest tokens: they must be those of the last iteration's policy, not of
the one before, or it has not heard of the new weights.
"""

import json
import sys
import urllib.request
from pathlib import Path

import pyarrow.parquet as parquet
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

TEMPERATURE = 0.8
TOLERANCE = 1e-4


def logprobs(model, prompt, completion):
    """Log-probability of each completion token, [len(completion)]."""
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0]
    of_completion = logits[len(prompt) - 1 : -1] / TEMPERATURE
    chosen = torch.tensor(completion).unsqueeze(1)
    return of_completion.log_softmax(-1).gather(1, chosen).squeeze(1)


def likeliest(model, tokenizer, prompt):
    """Text of the likeliest tokens after a prompt, as the server's own generation makes it."""
    ids = torch.tensor([tokenizer(prompt)["input_ids"]])
    with torch.no_grad():
        made = model.generate(ids, do_sample=False, max_new_tokens=12, pad_token_id=0)
    return tokenizer.decode(made[0, ids.shape[1] :], skip_special_tokens=True)


def served(url, model, prompt):
    """The same from the server."""
    config = {"do_sample": False, "max_new_tokens": 12, "pad_token_id": 0}
    body = {"model": model, "prompt": prompt, "generation_config": json.dumps(config)}
    request = urllib.request.Request(
        url + "/v1/completions",
        json.dumps(body | {"max_tokens": 12}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["choices"][0]["text"]


def main():
    run = Path(sys.argv[1])
    configuration = json.loads((run / "run.json").read_text())["configuration"]["rollouts"]
    assert configuration["engine"] == "openai", configuration
    assert configuration["server"]["dialect"] == "transformers", configuration
    assert "api-key" not in configuration["server"], configuration
    policies = {1: run / "base", 2: run / "checkpoints" / "step-000001"}
    models = {}
    furthest = 0.0
    for iteration, directory in policies.items():
        models[iteration] = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
    for iteration, directory in policies.items():
        tokenizer = AutoTokenizer.from_pretrained(directory)
        rows = []
        for part in sorted((run / "rollouts" / f"iteration={iteration}").glob("part-*.parquet")):
            rows += parquet.ParquetFile(part).read().to_pylist()
        worst, other, tokens, stopped = 0.0, 0.0, 0, 0
        for row in rows:
            assert len(row["completions"]) == 4, row
            for completion in row["completions"]:
                ids = completion["token_ids"]
                assert 1 <= len(ids) <= 6, ids
                given = torch.tensor(completion["logprobs"])
                ours = logprobs(models[iteration], row["prompt_token_ids"], ids)
                theirs = logprobs(models[3 - iteration], row["prompt_token_ids"], ids)
                worst = max(worst, (ours - given).abs().max().item())
                other = max(other, (theirs - given).abs().max().item())
                text = tokenizer.decode(ids, skip_special_tokens=True)
                assert text == completion["text"], (text, completion["text"])
                stopped += completion["finish_reason"] == "stop"
                tokens += len(ids)
        assert len(rows) == 6, len(rows)
        different = {tuple(c["token_ids"]) for row in rows for c in row["completions"]}
        assert len(different) > 12, "the server hardly samples"
        assert worst <= TOLERANCE, f"log-probabilities are {worst} off"
        assert other > 10 * TOLERANCE, "the two policies are the same"
        furthest = max(furthest, worst)
        print(
            f"iteration {iteration}: {tokens} tokens, {stopped} completions stopped, "
            f"log-probabilities within {worst:.1e} of transformers' own "
            f"({other:.1e} under the other iteration's policy)"
        )
    tokenizer = AutoTokenizer.from_pretrained(policies[2])
    prompts = ["0+1=", "1+2=", "2+3=", "3+5="]
    given = [served(sys.argv[2], sys.argv[3], prompt) for prompt in prompts]
    now = [likeliest(models[2], tokenizer, prompt) for prompt in prompts]
    before = [likeliest(models[1], tokenizer, prompt) for prompt in prompts]
    assert given == now, (given, now)
    assert given != before, "the two policies say the same"
    print(f"log-probabilities within {furthest:.0e}; the server serves the last policy")


main()

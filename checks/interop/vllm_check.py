"""What checks/interop/vllm_check holds against a vLLM that is up.

    vllm_check.py run VIREO URL RUN BASE             a run of three iterations
    vllm_check.py served VIREO URL NAME MODEL OTHER  a model directory that is served
    vllm_check.py ends VIREO URL RUN BASE            an iteration of a model with two ends

`run` takes the tokens that vLLM sampled in each iteration through the policy that should have made
them, by transformers' arithmetic: the log-probabilities in the dataset (of vLLM, or of Vireo where
it rescores) must be the same, and must not be those of the policy of another iteration. Then, as
`served` does, it asks the server for its likeliest tokens and their log-probabilities; they must be
what `vireo sample` says of the policy that the server was given last, and not of one before it.
`ends` looks at the last tokens of completions: a wrong one would have another log-probability.
"""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pyarrow.parquet as parquet
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

TEMPERATURE = 0.8
TOLERANCE = 1e-4
PROMPTS = ["What is 0+1?", "What is 3+5?", "2+2="]
TOKENS = 16


def logprobs(model, prompt, completion):
    """Log-probability of each completion token at the sampling temperature, [len(completion)]."""
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0]
    of_completion = logits[len(prompt) - 1 : -1] / TEMPERATURE
    chosen = torch.tensor(completion).unsqueeze(1)
    return of_completion.log_softmax(-1).gather(1, chosen).squeeze(1)


def rollouts(run, iteration):
    """The rows of an iteration's rollouts."""
    rows = []
    for part in sorted((run / "rollouts" / f"iteration={iteration}").glob("part-*.parquet")):
        rows += parquet.ParquetFile(part).read().to_pylist()
    return rows


def server_says(url, name, prompt):
    """The likeliest tokens after a prompt: their text and the sum of their log-probabilities."""
    body = {"model": name, "prompt": prompt, "max_tokens": TOKENS, "temperature": 0, "logprobs": 0}
    request = urllib.request.Request(
        url + "/v1/completions",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        choice = json.load(answer)["choices"][0]
    return choice["text"], sum(choice["logprobs"]["token_logprobs"])


def vireo_says(vireo, model, prompt):
    """The same of a model directory, by Vireo."""
    command = [vireo, "sample", "--model", model, "--prompt", prompt, "-n", "1"]
    command += ["--temperature", "0", "--max-new-tokens", str(TOKENS), "--json"]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    row = json.loads(made.stdout.splitlines()[0])
    return row["completion"], row["logprob"]


def furthest(vireo, url, name, model, other):
    """How far the server's log-probabilities are from a model's; its texts must be the model's."""
    worst, differing = 0.0, 0
    for prompt in PROMPTS:
        text, logprob = server_says(url, name, prompt)
        expected_text, expected = vireo_says(vireo, model, prompt)
        # Half a character is shown in more than one way.
        whole = "\ufffd" not in text + expected_text
        assert text == expected_text or not whole, (prompt, text, expected_text)
        worst = max(worst, abs(logprob - expected))
        differing += abs(logprob - vireo_says(vireo, other, prompt)[1]) > 10 * TOLERANCE
    assert worst <= TOKENS * TOLERANCE, f"the server's log-probabilities are {worst} off"
    assert differing == len(PROMPTS), "the server cannot be told from one with another policy"
    return worst


def whole_models(vireo, run, base, work):
    """Directories of whole models by iteration: of the policies that made its rollouts."""
    adapters = (run / "checkpoints/step-000001/adapter_config.json").exists()
    directories = {}
    for iteration in (1, 2, 3):
        directory = base if iteration == 1 else run / f"checkpoints/step-{iteration - 1:06}"
        if adapters and iteration > 1:
            merged = work / f"merged-{iteration}"
            command = [vireo, "convert", base, merged, "--adapter", directory]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            directory = merged
        directories[iteration] = directory
    return directories, "adapted" if adapters else "policy"


def check_run(vireo, url, run, base, work):
    directories, name = whole_models(vireo, run, base, work)
    models = {
        iteration: AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
        for iteration, directory in directories.items()
    }
    worst, nearest, tokens = 0.0, float("inf"), 0
    for iteration in models:
        rows = rollouts(run, iteration)
        assert len(rows) == 6, len(rows)
        others = {other: 0.0 for other in models if other != iteration}
        for row in rows:
            assert len(row["completions"]) == 4, row
            for completion in row["completions"]:
                ids = completion["token_ids"]
                assert 1 <= len(ids) <= 8, ids
                tokens += len(ids)
                given = torch.tensor(completion["logprobs"])
                expected = logprobs(models[iteration], row["prompt_token_ids"], ids)
                worst = max(worst, (expected - given).abs().max().item())
                for other in others:
                    theirs = logprobs(models[other], row["prompt_token_ids"], ids)
                    others[other] = max(others[other], (theirs - given).abs().max().item())
        nearest = min(nearest, *others.values())
    assert worst <= TOLERANCE, f"log-probabilities are {worst} off"
    assert nearest > 10 * TOLERANCE, "the policies of two iterations are the same"
    served = furthest(vireo, url, name, directories[3], directories[2])
    print(
        f"{tokens} tokens of three iterations within {worst:.0e} of the policy that should have made"
        f" them, {nearest:.0e} or more under another; the server's likeliest are those of the last,"
        f" log-probabilities within {served:.0e}"
    )


def check_ends(run, base):
    ends = {AutoTokenizer.from_pretrained(base).eos_token_id}
    ends.add(json.loads((base / "config.json").read_text())["eos_token_id"])
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    stopped, worst = dict.fromkeys(ends, 0), 0.0
    for row in rollouts(run, 1):
        for completion in row["completions"]:
            ids = completion["token_ids"]
            assert not ends & set(ids[:-1]), ids
            assert (ids[-1] in ends) == (completion["finish_reason"] == "stop"), completion
            if ids[-1] in ends:
                stopped[ids[-1]] += 1
            given = torch.tensor(completion["logprobs"])
            expected = logprobs(model, row["prompt_token_ids"], ids)
            worst = max(worst, (expected - given).abs().max().item())
    assert len(ends) == 2 and all(stopped.values()), stopped
    assert worst <= TOLERANCE, f"log-probabilities are {worst} off"
    counts = " and ".join(str(count) for count in stopped.values())
    print(f"{counts} completions end at one and the other, log-probabilities within {worst:.0e}")


def main():
    kind, vireo, url, *rest = sys.argv[1:]
    if kind == "run":
        with tempfile.TemporaryDirectory() as work:
            check_run(vireo, url, Path(rest[0]), Path(rest[1]), Path(work))
    elif kind == "ends":
        check_ends(Path(rest[0]), Path(rest[1]))
    else:
        name, model, other = rest
        worst = furthest(vireo, url, name, model, other)
        print(f"served as it lies; log-probabilities of 16 tokens within {worst:.0e} of Vireo's")


main()

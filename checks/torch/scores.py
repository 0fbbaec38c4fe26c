"""Holds scores by the torch engine's workers against those of the local engine, in runs.

    $(checks/torch/environment)/bin/python checks/torch/scores.py

A PPO run of one iteration, with tiny models, is made by the local engine and by workers of torch: one
with the whole model, and two with parts of it; with whole models, and with adapters. Rollouts come
from Vireo's own sampler and are the same, so the reference's log-probabilities, the critic's values
and the reward model's rewards must be.

Then a server's completions are scored by a worker, and learned from in two steps: in the first of
them each token has the probability that it was scored with, to the bit where the same sequences
share a pass.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "checks/interop"))

import numpy
import tiny_models
import transformers
from local_parity import rows
from round_trip import tokenizer

VIREO = ROOT / "vireo"
TOLERANCE = 1e-4
GROUP = 6
ENGINES = {"whole model": (1, "replicated"), "parts": (2, "full")}

ITERATION = """
run: {run}
iterations: 1
prompts-per-iteration: 4
prompts: {{path: {work}/prompts.jsonl, eval-fraction: 0}}
"""
PPO = """
pipeline: ppo
rollouts: {{group-size: {group}, temperature: 0.9, max-new-tokens: 8, chunk-groups: 2}}
rewards:
  - {{type: sequence-classifier, options: {{path: {work}/reward}}}}
policy: {{model: {work}/model{adapter}}}
critic: {{update: {{micro-batch-completions: 4}}{adapter}}}
kl: {{beta: 0.05}}
update: {{micro-batch-completions: 4}}
"""
ADAPTER = ", adapter: {rank: 4, alpha: 10, target-modules: [q_proj, v_proj, down_proj]}"
SERVED = """
pipeline: grpo
policy: {{model: {work}/model}}
rollouts:
  group-size: {group}
  temperature: 0.9
  max-new-tokens: 8
  chunk-groups: 2
  engine: openai
  server: {{url: {url}, model: tiny, dialect: openai, logprobs: rescore, weights: {{mode: none}}}}
rewards:
  - {{type: length, options: {{target: 20, unit: characters, slope: 0.05}}}}
update:
  updates-per-iteration: 2
  micro-batch-completions: {batch}
  objective: {{beta: 0.05}}
"""


def made(work, name, text, engine=None):
    """The directory of a run.

    Args:
        engine: number of workers and their sharding; None for the local engine
    """
    if engine:
        torch = {"python": sys.executable, "processes": engine[0], "sharding": engine[1]}
        text += f"training-engine: torch\ntorch: {json.dumps(torch)}\n"
    file, run = work / f"{name}.yaml", work / f"run-{name}"
    file.write_text(ITERATION.format(run=run, work=work) + text)
    done = subprocess.run([VIREO, "run", file], capture_output=True, text=True)
    assert done.returncode == 0, (name, done.stdout[-2000:], done.stderr[-4000:])
    return run


def scores(run):
    """Each kind of score as one array, in the order of the datasets."""

    def flat(dataset, column):
        each = [of[column] for row in rows(run / f"{dataset}/iteration=1") for of in row["completions"]]
        return numpy.concatenate([numpy.atleast_1d(numpy.asarray(value, dtype=float)) for value in each])

    return {
        "log-probabilities": flat("logprobs", "reference_logprobs"),
        "values": flat("values", "values"),
        "rewards": flat("rewards", "reward"),
    }


def says_who(run, dataset):
    """Whether a manifest names the workers."""
    return '"torch"' in (run / f"manifests/{dataset}/iteration=1.json").read_text().replace("\\", "")


def engines(work, name, adapter):
    """The largest difference of each kind from the local engine's."""
    text = PPO.format(work=work, group=GROUP, adapter=adapter)
    local = made(work, f"{name}-local", text)
    expected = scores(local)
    worst = dict.fromkeys(expected, 0.0)
    for sharding, engine in ENGINES.items():
        run = made(work, f"{name}-{engine[1]}", text, engine)
        assert rows(run / "rollouts/iteration=1") == rows(local / "rollouts/iteration=1"), "other rollouts"
        for dataset in ("logprobs", "values", "rewards"):
            assert says_who(run, dataset) and not says_who(local, dataset), dataset
        for kind, found in scores(run).items():
            assert found.shape == expected[kind].shape and found.std() > 0, kind
            worst[kind] = max(worst[kind], float(numpy.abs(found - expected[kind]).max()))
        print(f"{name}, {sharding}: {worst}", file=sys.stderr)
    assert max(worst.values()) <= TOLERANCE, worst
    return ", ".join(f"{kind} {value:.0e}" for kind, value in worst.items())


class Words(BaseHTTPRequestHandler):
    """A server whose completions are words of its own."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seed = asked["seed"] % 1009
        said = [" ".join(f"w{3 + (seed * 7 + i * 13 + t * t) % 90}" for t in range(3 + i)) for i in range(asked["n"])]
        choices = [{"index": i, "text": text, "finish_reason": "length"} for i, text in enumerate(said)]
        body = json.dumps({"choices": choices}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def first_step(work, url, batch):
    """How far the first step's log-probabilities are from those that the rollouts were scored with."""
    text = SERVED.format(work=work, url=url, group=GROUP, batch=batch)
    run = made(work, f"served-{batch}", text, ENGINES["whole model"])
    assert says_who(run, "rollouts")
    metrics = {each["name"]: each["value"] for each in rows(run / "metrics/iteration=1") if each["step"] == 1}
    return metrics["logp_difference/max"], metrics["kl"]


def main():
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        for name, model in (("model", tiny_models.qwen2(21)), ("reward", tiny_models.reward(22))):
            model.save_pretrained(work / name)
            tokenizer().save_pretrained(work / name)
        prompts = [json.dumps({"prompt": f"w{7 * i + 5} w{i + 40} w{90 - i}"}) for i in range(4)]
        (work / "prompts.jsonl").write_text("\n".join(prompts) + "\n")
        figures = [f"{name}: {engines(work, name, adapter)}" for name, adapter in (("whole", ""), ("adapter", ADAPTER))]
        server = ThreadingHTTPServer(("127.0.0.1", 0), Words)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        same, kl = first_step(work, url, GROUP)
        other, _ = first_step(work, url, 4)
        server.shutdown()
    assert same == 0 and kl == 0, (same, kl)
    assert other <= 1e-5, other
    figures.append(f"a first step from rescored rollouts: {same:.0e} in the same passes, {other:.0e} in others")
    print("; ".join(figures))


if __name__ == "__main__":
    main()

"""Prints how fast vLLM for CPUs samples what an iteration samples.

Arguments: f32 or bf16, a model directory, prompts as JSON lines, prompts of an iteration, tokens of
a completion, iterations. The engine is started and warmed up before, and reads no new weights.
"""

import json
import sys
import time

from vllm import LLM, SamplingParams

GROUP = 8


def main() -> None:
    compute, directory, path, count, tokens, rounds = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:
        prompts = [json.loads(line)["prompt"] for line in lines]
    engine = LLM(
        model=directory,
        dtype={"f32": "float32", "bf16": "bfloat16"}[compute],
        max_model_len=256,
        max_num_seqs=int(count) * GROUP,
        max_num_batched_tokens=8192,
        disable_log_stats=True,
        # In one process: others wait in busy loops on the cores that compute.
        distributed_executor_backend="uni",
    )
    sampling = SamplingParams(n=GROUP, temperature=1, max_tokens=int(tokens))
    measured = []
    for round_ in range(int(rounds)):
        batch = prompts[round_ * int(count) : (round_ + 1) * int(count)]
        begun = time.perf_counter()
        outputs = engine.generate(batch, sampling, use_tqdm=False)
        seconds = time.perf_counter() - begun
        measured.append((seconds, sum(len(each.token_ids) for output in outputs for each in output.outputs)))
    seconds, made = min(measured[1:])
    print(f"{'vllm ' + compute:12} rollouts {seconds:6.2f} s; {made:6.0f} completion tokens, {made / seconds:6.0f} tokens/s")


if __name__ == "__main__":
    main()

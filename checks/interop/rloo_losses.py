"""Holds Vireo's RLOO against TRL's RLOOTrainer on given log-probabilities and rewards.

    $(checks/interop/environment)/bin/python checks/interop/rloo_losses.py [--write]

With and without the kl in the reward, and with advantages normalized over the batch or not:
advantages, loss, gradient and metrics in float64 (see loss_vectors.py). The tests of `algorithms`
hold Vireo against the file that --write makes, rloo_losses-trl-1.16.jsonl; its first line is the
batch. What a whole update makes of it is rloo_parity.py's.
"""

import itertools

from loss_vectors import RESOURCES, Numbers, arguments, double, padded, ragged, vectors
from trainers import quiet

import torch
from trl import RLOOConfig, RLOOTrainer

FILE = RESOURCES / "rloo_losses-trl-1.16.jsonl"

GROUP = 3
LENGTHS = [3, 1, 4, 2, 5, 3, 2, 6, 1]
# A graded group, one with a completion that nothing could reward, and one of equal rewards.
REWARDS = [0.9, 0.1, 0.4, 1.0, None, 0.25, 0.5, 0.5, 0.5]
BETAS = [0.0, 0.05]
LONGEST = 6


def batch():
    numbers = Numbers(23)
    logprobs = numbers.rows(LENGTHS, -3, -0.01)
    moved = lambda by: [
        [round(x + y, 4) for x, y in zip(row, numbers.row(len(row), -by, by))] for row in logprobs
    ]
    return dict(
        group=GROUP,
        lengths=LENGTHS,
        rewards=REWARDS,
        logprobs=logprobs,
        old_logprobs=moved(0.4),
        reference_logprobs=moved(1.0),
        entropies=numbers.rows(LENGTHS, 0, 2),
    )


def case(tiny, given, beta, normalize, on_policy):
    settings = dict(
        beta=beta,
        normalize_advantages=normalize,
        epsilon=0.2,
        epsilon_high=0.28,
        num_generations=GROUP,
        max_completion_length=LONGEST,
        per_device_train_batch_size=len(LENGTHS),
    )
    trainer = tiny.trainer(
        RLOOTrainer,
        RLOOConfig,
        [dict(prompt="w3")] * len(LENGTHS),
        settings,
        reward_funcs=lambda prompts, **_: [0.0] * len(prompts),
    )
    trainer.current_gradient_accumulation_steps = 1
    logprobs = padded(given["logprobs"]).requires_grad_()
    old = logprobs.detach() if on_policy else padded(given["old_logprobs"])
    # Asked for the policy that sampled, the reference and the present policy, in this order.
    answers = [old] + [padded(given["reference_logprobs"])] * (beta > 0) + [logprobs]
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (
        answers.pop(0),
        padded(given["entropies"]),
        None,
    )
    ids = [[5] * length for length in LENGTHS]
    trainer._generate = lambda prompts: ([[5]] * len(prompts), ids, [""] * len(prompts))
    nan = float("nan")
    trainer._calculate_rewards = lambda *_: torch.tensor(
        [[nan if reward is None else reward] for reward in REWARDS], dtype=torch.float64
    )
    rows = [dict(prompt="w3") for _ in LENGTHS]
    with double():
        inputs = trainer._generate_and_score_completions(rows)
        value = trainer._compute_loss(trainer.model, inputs)
    value.backward()
    assert not answers
    names = ("kl", "entropy", "clip_ratio/", "frac_reward_zero_std")
    metrics = {
        name: values[0]
        for name, values in trainer._metrics["train"].items()
        if name.startswith(names)
    }
    return dict(
        beta=beta,
        normalize=normalize,
        epsilon_low=0.2,
        epsilon_high=0.28,
        on_policy=on_policy,
        advantages=inputs["advantages"].tolist(),
        value=value.item(),
        gradient=ragged(logprobs.grad, LENGTHS),
        metrics=metrics,
    )


def cases(tiny):
    given = batch()
    choices = itertools.product(BETAS, [False, True], [False, True])
    return [given] + [case(tiny, given, *choice) for choice in choices]


def main():
    asked = arguments(__doc__)
    quiet()
    print(vectors(FILE, cases, asked.write))


if __name__ == "__main__":
    main()

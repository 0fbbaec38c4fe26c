"""Holds Vireo's policy losses against TRL's GRPOTrainer on given log-probabilities.

    $(checks/interop/environment)/bin/python checks/interop/policy_losses.py [--write]

Every loss_type, at both levels of ratios, without a kl, with it, and with it bias-corrected, and
with an advantage for each token, as process supervision has them: loss, gradient and metrics (see
loss_vectors.py). The tests of `algorithms` hold Vireo against the file
that --write makes, policy_losses-trl-1.16.jsonl; its first line is the batch. What a whole update
makes of it is trl_parity.py's.
"""

import itertools

from loss_vectors import RESOURCES, Numbers, arguments, double, padded, ragged, vectors
from trainers import quiet

import torch
from trl import GRPOConfig, GRPOTrainer

FILE = RESOURCES / "policy_losses-trl-1.16.jsonl"

LENGTHS = [3, 1, 4, 2, 5, 3]
ADVANTAGES = [1.3, -0.4, -1.7, 0.0, 0.6, -0.9]
# Of the third completion one token is not the policy's.
MASK = [[1.0] * length for length in LENGTHS]
MASK[2][1] = 0.0
LONGEST = 6
LOSSES = ["grpo", "bnpo", "dapo", "dr_grpo", "cispo", "sapo", "luspo", "vespo"]
KLS = [(0.0, True), (0.1, True), (0.1, False)]


def batch():
    numbers = Numbers(17)
    logprobs = numbers.rows(LENGTHS, -3, -0.01)
    moved = lambda by: [
        [round(x + y, 4) for x, y in zip(row, numbers.row(len(row), -by, by))] for row in logprobs
    ]
    return dict(
        logprobs=logprobs,
        old_logprobs=moved(0.6),
        reference_logprobs=moved(1.0),
        entropies=numbers.rows(LENGTHS, 0, 2),
        advantages=ADVANTAGES,
        completion_mask=MASK,
        max_completion_length=LONGEST,
        # Of a token each; the fourth completion has none.
        token_advantages=[
            [round(float(bool(advantage)) * x, 4) for x in row]
            for advantage, row in zip(ADVANTAGES, numbers.rows(LENGTHS, -2, 2))
        ],
    )


def case(tiny, given, loss, level, beta, corrected, on_policy, of_tokens=False):
    high = 1.2 if loss == "cispo" else 0.28
    settings = dict(
        loss_type=loss,
        importance_sampling_level=level,
        beta=beta,
        use_bias_correction_kl=corrected,
        epsilon=0.2,
        epsilon_high=high,
        num_generations=2,
        max_completion_length=LONGEST,
    )
    trainer = tiny.trainer(
        GRPOTrainer,
        GRPOConfig,
        [dict(prompt="w3")] * 2,
        settings,
        reward_funcs=lambda prompts, **_: [0.0] * len(prompts),
    )
    trainer.current_gradient_accumulation_steps = 1
    logprobs = padded(given["logprobs"]).requires_grad_()
    entropies = padded(given["entropies"])
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (logprobs, entropies, None)
    ones = padded([[1.0] * length for length in LENGTHS])
    inputs = dict(
        prompt_ids=torch.ones(len(LENGTHS), 1, dtype=torch.long),
        prompt_mask=torch.ones(len(LENGTHS), 1, dtype=torch.long),
        completion_ids=ones.long(),
        completion_mask=ones,
        tool_mask=padded(MASK),
        advantages=padded(given["token_advantages"])
        if of_tokens
        else torch.tensor(ADVANTAGES, dtype=torch.float64),
        num_items_in_batch=padded(MASK).sum(),
        ref_per_token_logps=padded(given["reference_logprobs"]),
    )
    if not on_policy:
        inputs["old_per_token_logps"] = padded(given["old_logprobs"])
    with double():
        value = trainer._compute_loss(trainer.model, inputs)
    value.backward()
    metrics = {name: values[0] for name, values in trainer._metrics["train"].items()}
    return dict(
        loss=loss.replace("_", "-"),
        ratio=level,
        beta=beta,
        bias_corrected_kl=corrected,
        epsilon_low=0.2,
        epsilon_high=high,
        on_policy=on_policy,
        of_tokens=of_tokens,
        value=value.item(),
        gradient=ragged(logprobs.grad, LENGTHS),
        metrics=metrics,
    )


def cases(tiny):
    given = batch()
    made = [given]
    for loss, level, kl in itertools.product(LOSSES, ["token", "sequence"], KLS):
        made.append(case(tiny, given, loss, level, *kl, on_policy=False))
    for loss, level in itertools.product(LOSSES, ["token", "sequence"]):
        made.append(case(tiny, given, loss, level, 0.1, True, on_policy=True))
    for loss in LOSSES:
        made.append(case(tiny, given, loss, "token", 0.1, True, on_policy=False, of_tokens=True))
    return made


def main():
    asked = arguments(__doc__)
    quiet()
    print(vectors(FILE, cases, asked.write))


if __name__ == "__main__":
    main()

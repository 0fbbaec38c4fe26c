"""Holds Vireo's losses of reward models against TRL's RewardTrainer, and formulas that TRL lacks.

    $(checks/interop/environment)/bin/python checks/interop/reward_parity.py [--write]

RewardTrainer computes loss, gradient and metrics of given rewards, in float64. It has neither
OpenRLHF's form, nor the token-wise loss of DeepSpeed-Chat, nor a model that reads both completions,
nor cross entropy of labels and regression on ratings: these are torch's own functions here, with
autograd's derivatives. The tests of `algorithms` hold Vireo against the file that --write makes,
reward_losses-trl-1.16.jsonl.
"""

from types import SimpleNamespace

from loss_vectors import RESOURCES, Numbers, arguments, double, vectors
from trainers import quiet

import torch
from torch.nn import functional
from transformers import AutoModelForSequenceClassification
from trl import RewardConfig, RewardTrainer

FILE = RESOURCES / "reward_losses-trl-1.16.jsonl"

PAIRS = 5
ROWS = [dict(prompt="w3", chosen="w4", rejected="w5")] * 2
# Outputs of both rows, the first that differs, and where the rewards are.
SPANS = [(4, 1, 3, 2), (3, 0, 0, 2), (5, 2, 4, 4)]


def bradley_terry(tiny, margins, centering, seed):
    numbers = Numbers(seed)
    model = AutoModelForSequenceClassification.from_pretrained(tiny.model, num_labels=1)
    settings = dict(center_rewards_coefficient=centering or None)
    trainer = tiny.trainer(RewardTrainer, RewardConfig, ROWS, settings, model=model)
    rows = numbers.rows([1] * (2 * PAIRS), -4, 4)
    # A pair of equal rewards is not accurate.
    rows[3] = rows[2]
    order = [*range(0, len(rows), 2), *range(1, len(rows), 2)]
    logits = torch.tensor([rows[i] for i in order], dtype=torch.float64).requires_grad_()
    batch = dict(attention_mask=torch.ones(len(rows), 3))
    margin = numbers.row(PAIRS, 0, 2) if margins else [0.0] * PAIRS
    if margins:
        batch["margin"] = torch.tensor(margin, dtype=torch.float64)
    with double():
        loss = trainer.compute_loss(lambda **_: SimpleNamespace(logits=logits), batch)
    loss.backward()
    metrics = trainer._metrics["train"]
    return dict(
        loss_type="bradley-terry",
        margin=margins,
        centering=centering,
        rows=rows,
        margins=margin,
        loss=loss.item(),
        gradient=[logits.grad[order.index(i)].tolist() for i in range(len(rows))],
        metrics={name: values[0] for name, values in metrics.items() if name != "num_tokens"},
    )


def log_exp(seed):
    numbers = Numbers(seed)
    rows = numbers.rows([1] * (2 * PAIRS), -4, 4)
    values = torch.tensor(rows, dtype=torch.float64).requires_grad_()
    chosen, rejected = values[::2, 0], values[1::2, 0]
    loss = torch.log(1 + torch.exp(rejected - chosen)).mean()
    loss.backward()
    return dict(
        loss_type="log-exp", rows=rows, loss=loss.item(), gradient=values.grad.tolist(), metrics={}
    )


def token_wise(seed):
    numbers = Numbers(seed)
    rows = [numbers.row(span[0], -3, 3) for span in SPANS for _ in range(2)]
    values = [torch.tensor(row, dtype=torch.float64).requires_grad_() for row in rows]
    losses = [
        -functional.logsigmoid(values[2 * i][start:] - values[2 * i + 1][start:]).mean()
        for i, (_, start, *_) in enumerate(SPANS)
    ]
    loss = torch.stack(losses).mean()
    loss.backward()
    rewards = [
        (values[2 * i][chosen].item(), values[2 * i + 1][rejected].item())
        for i, (_, _, chosen, rejected) in enumerate(SPANS)
    ]
    return dict(
        loss_type="token-wise",
        rows=rows,
        spans=[list(span[1:]) for span in SPANS],
        loss=loss.item(),
        gradient=[value.grad.tolist() for value in values],
        metrics=dict(accuracy=sum(a > b for a, b in rewards) / len(rewards)),
    )


def both_orders(seed):
    numbers = Numbers(seed)
    rows = numbers.rows([1] * (2 * PAIRS), -4, 4)
    values = torch.tensor(rows, dtype=torch.float64).requires_grad_()
    first_is_preferred = torch.tensor([1.0, 0.0] * PAIRS, dtype=torch.float64)
    loss = functional.binary_cross_entropy_with_logits(values[:, 0], first_is_preferred)
    loss.backward()
    return dict(
        loss_type="preference-model",
        rows=rows,
        loss=loss.item(),
        gradient=values.grad.tolist(),
        metrics={},
    )


def rated(kind, seed):
    numbers = Numbers(seed)
    rows = numbers.rows([1] * 6, -4, 4)
    ratings = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0] if kind == "labels" else numbers.row(6, -2, 2)
    values = torch.tensor(rows, dtype=torch.float64).requires_grad_()
    target = torch.tensor(ratings, dtype=torch.float64)
    function = (
        functional.binary_cross_entropy_with_logits if kind == "labels" else functional.mse_loss
    )
    loss = function(values[:, 0], target)
    loss.backward()
    right = [(row[0] > 0) == (rating == 1) for row, rating in zip(rows, ratings)]
    return dict(
        loss_type=kind,
        rows=rows,
        ratings=ratings,
        loss=loss.item(),
        gradient=values.grad.tolist(),
        metrics=dict(accuracy=sum(right) / len(right)) if kind == "labels" else {},
    )


def cases(tiny):
    made = []
    for seed in (5, 6):
        for margins in (False, True):
            for centering in (0.0, 0.01, 0.4):
                made.append(bradley_terry(tiny, margins, centering, seed))
        made += [log_exp(seed), token_wise(seed), both_orders(seed)]
        made += [rated("labels", seed), rated("regression", seed)]
    return made


def main():
    asked = arguments(__doc__)
    quiet()
    print(vectors(FILE, cases, asked.write))


if __name__ == "__main__":
    main()

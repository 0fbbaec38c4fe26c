"""Holds Vireo's XPO and Nash-MD against TRL 1.13's XPOTrainer and NashMDTrainer.

    checks/interop/online_check [--write]

The trainers' own methods compute loss and gradient of given log-probabilities in float64, and the
logits of the mixture that Nash-MD samples. XPO with an alpha of 0 is online DPO. The tests of
`algorithms` hold Vireo against the file that --write makes, online_losses-trl-1.13.jsonl.
"""

import importlib.machinery
import importlib.util
import sys
from types import SimpleNamespace
from unittest import mock

# The trainers' module imports a client of servers too, which is not asked here.
if not importlib.util.find_spec("requests"):
    for name in ("requests", "requests.adapters", "urllib3", "urllib3.util", "urllib3.util.retry"):
        sys.modules[name] = mock.MagicMock(__spec__=importlib.machinery.ModuleSpec(name, None))

from loss_vectors import RESOURCES, Numbers, arguments, check, padded, ragged, write

import torch
from trl.experimental.nash_md import NashMDTrainer
from trl.experimental.nash_md.nash_md_trainer import GeometricMixtureWrapper
from trl.experimental.xpo import XPOTrainer

FILE = RESOURCES / "online_losses-trl-1.13.jsonl"

LENGTHS = [4, 1, 3, 5]
OTHERS = [2, 3, 3, 1]
REWARDS = [0.9, 0.1, 0.5, 0.3]
OTHER_REWARDS = [0.2, 0.7, 0.4, 0.8]
ALPHAS = [0.0, 1e-5, 0.3]
BETAS = [0.1, 0.7]
WEIGHTS = [0.0, 0.25, 0.5, 1.0]


def rows(numbers, lengths):
    return numbers.rows(lengths, -3, -0.1)


def tensor(of, gradient=False):
    return padded(of).requires_grad_(gradient)


def xpo(loss_type, alpha, beta):
    numbers = Numbers(41)
    own, others = rows(numbers, LENGTHS), rows(numbers, OTHERS)
    own_reference, others_reference = rows(numbers, LENGTHS), rows(numbers, OTHERS)
    policy, opponent = tensor(own, True), tensor(others, True)
    chosen = torch.tensor(REWARDS) >= torch.tensor(OTHER_REWARDS)
    trainer = SimpleNamespace(args=SimpleNamespace(loss_type=loss_type), alpha=alpha, beta=beta)
    loss, of_pairs, of_exploration = XPOTrainer._compute_losses(
        trainer, policy, opponent, tensor(others_reference), tensor(own_reference), chosen
    )
    loss.backward()
    return dict(
        trainer="xpo",
        loss_type=loss_type,
        alpha=alpha,
        beta=beta,
        own=own,
        others=others,
        own_reference=own_reference,
        others_reference=others_reference,
        own_chosen=chosen.tolist(),
        loss=loss.item(),
        dpo=of_pairs.mean().item(),
        xpo=of_exploration.mean().item(),
        own_gradient=ragged(policy.grad, LENGTHS),
        others_gradient=ragged(opponent.grad, OTHERS),
    )


def nash_md(beta):
    numbers = Numbers(43)
    own, reference = rows(numbers, LENGTHS), rows(numbers, LENGTHS)
    policy = tensor(own, True)
    scores, others = (torch.tensor(of, dtype=torch.float64) for of in (REWARDS, OTHER_REWARDS))
    # As training_step has it where there is no judge.
    probability = torch.nn.functional.sigmoid(scores - others)
    loss, score, divergence = NashMDTrainer._compute_losses(
        SimpleNamespace(beta=beta), policy, tensor(reference), probability
    )
    loss.backward()
    return dict(
        trainer="nash-md",
        beta=beta,
        own=own,
        reference=reference,
        rewards=REWARDS,
        other_rewards=OTHER_REWARDS,
        loss=loss.item(),
        probabilities=probability.tolist(),
        score=score.mean().item(),
        kl=divergence.mean().item(),
        gradient=ragged(policy.grad, LENGTHS),
    )


def mixture(weight):
    numbers = Numbers(47)
    logits = [numbers.row(6, -4, 4) for _ in range(2)]
    models = [lambda row=row: SimpleNamespace(logits=torch.tensor([row])) for row in logits]
    mixed = GeometricMixtureWrapper.forward(
        SimpleNamespace(model=models[0], ref_model=models[1], mixture_coef=weight)
    )
    return dict(
        trainer="mixture",
        weight=weight,
        policy=logits[0],
        reference=logits[1],
        logprobs=mixed.logits[0].tolist(),
    )


def cases():
    torch.set_default_dtype(torch.float64)
    made = [
        xpo(loss_type, alpha, beta)
        for loss_type in ("sigmoid", "ipo")
        for alpha in ALPHAS
        for beta in BETAS
    ]
    return made + [nash_md(beta) for beta in BETAS] + [mixture(weight) for weight in WEIGHTS]


if __name__ == "__main__":
    if arguments(__doc__).write:
        write(FILE, cases())
        print(f"{len(cases())} cases written to {FILE.name}")
    else:
        print(check(FILE, cases()))

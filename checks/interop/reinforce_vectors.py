"""Holds Vireo's REINFORCE++ against the functions of OpenRLHF and verl.

    checks/interop/reinforce_check [--write]

Rewards and log-probabilities of a batch go through OpenRLHF's RemoteExperienceMaker and verl's
advantage estimators in float64, as their trainers call them. The tests of `jobs` hold Vireo against
the file that --write makes, reinforce-peers.jsonl; its first line is the batch. Neither package's
own dependencies are needed for this arithmetic: what they import and is not there is stood in for.
"""

import importlib.abc
import importlib.machinery
import itertools
import json
import sys
from importlib.metadata import version
from types import SimpleNamespace
from unittest import mock

import torch

from loss_vectors import Numbers, arguments, difference, double, padded, ragged, write
from report import ROOT

FILE = ROOT / "jobs/src/test/resources/reinforce-peers.jsonl"
TOLERANCE = 1e-10

GROUP = 3
LENGTHS = [3, 1, 4, 2, 5, 3, 2, 6, 1]
REWARDS = [0.9, 0.1, 0.4, 1.0, 0.0, 0.25, 0.5, 0.5, 0.5]
GROUPS = len(REWARDS) // GROUP
BETAS = [0.0, 0.125]
DISCOUNTS = [1.0, 0.875]
ESTIMATORS = ["k1", "k2", "k3"]


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for packages that are not installed."""

    NAMES = {
        *("aiohttp", "deepspeed", "flash_attn", "omegaconf", "orjson", "pylatexenc", "ray"),
        *("tensordict", "torchdata", "vllm", "codetiming"),
    }

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = mock.MagicMock(name=spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def batch():
    numbers = Numbers(29)
    # Eighths of nats: exact in float32, as which Vireo keeps log-probabilities.
    eighths = lambda row: [round(8 * x) / 8 for x in row]
    logprobs = [eighths(row) for row in numbers.rows(LENGTHS, -3, -0.1)]
    reference = [
        [x + y for x, y in zip(row, eighths(numbers.row(len(row), -1, 1)))] for row in logprobs
    ]
    return dict(
        group=GROUP,
        lengths=LENGTHS,
        rewards=REWARDS,
        logprobs=logprobs,
        reference_logprobs=reference,
    )


def openrlhf(given, estimator, beta, kl, discount):
    from openrlhf.models.utils import compute_approx_kl
    from openrlhf.trainer.ppo_utils.experience_maker import RemoteExperienceMaker as Maker

    mask = padded([[1.0] * length for length in LENGTHS])
    divergence = compute_approx_kl(
        padded(given["logprobs"]), padded(given["reference_logprobs"]), kl_estimator=kl
    )
    experience = SimpleNamespace(
        rewards=torch.tensor(REWARDS, dtype=torch.float64),
        index=list(range(len(REWARDS))),
        kl=divergence * mask,
        action_mask=mask,
        info={},
    )
    advantage = SimpleNamespace(estimator=estimator, gamma=discount, no_std_norm=False)
    settings = mock.MagicMock()
    settings.algo.advantage = advantage
    settings.rollout.n_samples_per_prompt = GROUP
    settings.reward.clip_range = None
    maker = SimpleNamespace(
        strategy=SimpleNamespace(args=settings),
        kl_ctl=SimpleNamespace(value=beta),
        advantage_estimator=estimator,
    )
    maker.get_cumulative_returns = lambda *them: Maker.get_cumulative_returns(maker, *them)
    with mock.patch(
        "openrlhf.trainer.ppo_utils.experience_maker.apply_length_penalties", lambda *_: None
    ):
        Maker.compute_advantages_and_returns(maker, [experience])
    return experience.advantages


def verl(given, estimator, beta, kl, discount):
    from verl.trainer.ppo import core_algos

    mask = padded([[1.0] * length for length in LENGTHS])
    scores = torch.zeros_like(mask)
    for i, (length, reward) in enumerate(zip(LENGTHS, REWARDS)):
        scores[i, length - 1] = reward
    divergence = core_algos.kl_penalty_forward(
        padded(given["logprobs"]), padded(given["reference_logprobs"]), kl
    )
    rewards = scores - beta * divergence * mask
    config = SimpleNamespace(gamma=discount)
    if estimator == "reinforce_plus_plus":
        made, _ = core_algos.compute_reinforce_plus_plus_outcome_advantage(
            rewards, mask, config=config
        )
    else:
        made, _ = core_algos.compute_reinforce_plus_plus_baseline_outcome_advantage(
            rewards, mask, index=[i // GROUP for i in range(len(REWARDS))], config=config
        )
    return made


# The peer's estimator, and the settings that are the same in Vireo.
ESTIMATES = [
    (openrlhf, "reinforce", dict(profile="reinforce-plus-plus"), DISCOUNTS),
    (openrlhf, "reinforce_baseline", dict(profile="reinforce-plus-plus-baseline"), [1.0]),
    (openrlhf, "rloo", dict(profile="rloo", level="token"), [1.0]),
    (openrlhf, "dr_grpo", dict(profile="dr-grpo", level="token"), [1.0]),
    (
        verl,
        "reinforce_plus_plus",
        dict(profile="reinforce-plus-plus", whitening="tokens-unbiased"),
        DISCOUNTS,
    ),
    (
        verl,
        "reinforce_plus_plus_baseline",
        dict(
            profile="reinforce-plus-plus-baseline",
            whitening="tokens-unbiased",
            level="completion",
        ),
        [1.0],
    ),
]


def cases():
    given = batch()
    made = [given]
    for peer, estimator, settings, discounts in ESTIMATES:
        for beta, kl, discount in itertools.product(BETAS, ESTIMATORS, discounts):
            if beta == 0 and kl != "k1":
                continue
            with double():
                advantages = peer(given, estimator, beta, kl, discount)
            made.append(
                dict(
                    peer=peer.__name__,
                    estimator=estimator,
                    beta=beta,
                    kl=kl,
                    discount=discount,
                    **settings,
                    advantages=ragged(advantages, LENGTHS),
                )
            )
    return made


def main():
    asked = arguments(__doc__)
    sys.meta_path.append(Absent())
    made = cases()
    peers = f"OpenRLHF {version('openrlhf')} and verl {version('verl')}"
    if asked.write:
        write(FILE, made)
        print(f"{len(made) - 1} cases of {peers} written to {FILE.name}")
        return
    committed = [json.loads(line) for line in FILE.read_text().splitlines()]
    found = difference(made, committed)
    if not found <= TOLERANCE:
        sys.exit(f"{FILE.name} is not what {peers} give: {found:.1e} apart")
    print(f"{len(made) - 1} cases of {peers}, as committed")


if __name__ == "__main__":
    main()

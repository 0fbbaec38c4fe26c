"""Holds Vireo's presets of PPO against the packages whose names they bear, on given numbers.

    checks/interop/ppo_check [--write]

Advantages, returns, losses and their gradients of four completions, in float64. The functions are
the packages' own, read from their installed sources: TRL has the step inside of its trainer, of which
the lines between two comments are run; so has OpenRLHF its whitening. Neither package is imported,
as that would take all that their trainers need. DeepSpeed-Chat is not on PyPI: what it computes is
written out here. The tests of `pipelines` hold Vireo against the file that --write makes.
"""

import argparse
import ast
import json
import math
import pathlib
import sys
import textwrap
import types

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT / "pipelines/src/test/resources/ppo_presets.jsonl"
TOLERANCE = 1e-10

LENGTHS = [3, 1, 5, 2]
# The third completion fills its length, so nothing comes after its last token.
LONGEST = 5


def source(path):
    """The text of a module that is on the path, without importing it; all of it in float64."""
    for folder in sys.path:
        for below in ("", "openrlhf-0.11.2.data/purelib"):
            file = pathlib.Path(folder or ".") / below / path
            if file.exists():
                return file.read_text().replace(".float()", ".double()")
    raise SystemExit(f"{path} is not installed: run checks/interop/ppo_check")


def functions(path, names, **known):
    """Functions and classes of a module by name, with what they call given."""
    space = {"torch": torch, "nn": torch.nn, "math": math, **known}
    for name in ("Optional", "Tuple", "Union", "List", "Any", "Callable"):
        space.setdefault(name, __import__("typing").__dict__[name])
    space.setdefault("ActorConfig", object)
    space.setdefault("AlgoConfig", types.new_class("AlgoConfig"))
    tree = ast.parse(source(path))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            node.decorator_list = []
            exec(compile(ast.Module([node], []), path, "exec"), space)
    return types.SimpleNamespace(**{name: space[name] for name in names}), space


def lines(path, first, last):
    """The lines of a module from the one that begins so to the one that begins so."""
    text = source(path).splitlines()
    begin = next(i for i, line in enumerate(text) if line.strip().startswith(first))
    end = next(i for i in range(begin, len(text)) if text[i].strip().startswith(last))
    return textwrap.dedent("\n".join(text[begin : end + 1]))


def numbers(seed, low, high, extra=0):
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.rand(length + extra, generator=generator, dtype=torch.float64) * (high - low) + low).mul(1e4).round().div(1e4).tolist()
        for length in LENGTHS
    ]


def given():
    logprobs = numbers(1, -3, -0.1)
    moved = lambda seed, by: [[round(x + d, 4) for x, d in zip(row, off)] for row, off in zip(logprobs, numbers(seed, -by, by))]
    return dict(
        max_new_tokens=LONGEST,
        scores=[0.8, 14.0, -6.5, 0.25],
        logprobs=logprobs,
        reference_logprobs=moved(2, 0.8),
        new_logprobs=moved(3, 0.6),
        # Of the state after the last token too, which counts where the score is there.
        values=[row[: length + (length < LONGEST)] for row, length in zip(numbers(4, -1, 1, 1), LENGTHS)],
        new_values=[row[: length + (length < LONGEST)] for row, length in zip(numbers(5, -1, 1, 1), LENGTHS)],
    )


def padded(rows, fill=0.0):
    full = torch.full((len(rows), LONGEST), fill, dtype=torch.float64)
    for i, row in enumerate(rows):
        full[i, : len(row)] = torch.tensor(row, dtype=torch.float64)
    return full


class Batch:
    """The batch as tensors; states are left out beyond the last token, or the one after it."""

    def __init__(self, after):
        numbers = given()
        self.states = [length + (after and length < LONGEST) for length in LENGTHS]
        cut = lambda rows: [row[:count] for row, count in zip(rows, self.states)]
        self.scores = torch.tensor(numbers["scores"], dtype=torch.float64)
        self.logprobs = padded(numbers["logprobs"])
        self.reference = padded(numbers["reference_logprobs"])
        self.values = padded(cut(numbers["values"]))
        self.new_logprobs = padded(numbers["new_logprobs"]).requires_grad_()
        self.new_values = padded(cut(numbers["new_values"])).requires_grad_()
        self.mask = padded([[1.0] * length for length in LENGTHS])

    def line(self, preset, package, advantages, returns, policy_loss, value_loss):
        policy_loss.backward()
        value_loss.backward()
        ragged = lambda matrix, counts: [row[:count].tolist() for row, count in zip(matrix.detach(), counts)]
        return dict(
            preset=preset,
            package=package,
            advantages=ragged(advantages, LENGTHS),
            returns=ragged(returns, self.states),
            policy_loss=policy_loss.item(),
            policy_gradient=ragged(self.new_logprobs.grad, LENGTHS),
            value_loss=value_loss.item(),
            value_gradient=ragged(self.new_values.grad, self.states),
        )


def trl():
    path = "trl/experimental/ppo/ppo_trainer.py"
    _, space = functions(path, ["masked_mean", "masked_var", "masked_whiten"])
    batch = Batch(after=True)
    space.update(
        INVALID_LOGPROB=1.0,
        responses=torch.zeros(len(LENGTHS), LONGEST, dtype=torch.long),
        sequence_lengths=torch.tensor(LENGTHS) - 1,
        logprobs=batch.logprobs,
        ref_logprobs=batch.reference,
        values=batch.values,
        scores=batch.scores,
        args=types.SimpleNamespace(kl_estimator="k1", kl_coef=0.05, whiten_rewards=False, gamma=1.0, lam=0.95, cliprange=0.2, cliprange_value=0.2, vf_coef=0.1),
    )
    exec(lines(path, "response_idxs = torch.arange", "advantages = torch.masked_fill"), space)
    space.update(
        micro_batch_inds=torch.arange(len(LENGTHS)),
        vpred=batch.new_values,
        mb_values=space["values"],
        mb_return=space["returns"],
        mb_advantage=space["advantages"],
        mb_logprobs=space["logprobs"],
        new_logprobs=torch.masked_fill(batch.new_logprobs, space["padding_mask"], 1.0),
    )
    exec(lines(path, "vpred = torch.masked_fill", "loss = pg_loss"), space)
    return batch.line("trl-1.12", "trl 1.12.0", space["advantages"], space["returns"], space["pg_loss"], 0.1 * space["vf_loss"])


def openrlhf():
    utils, known = functions("openrlhf/models/utils.py", ["masked_mean", "compute_approx_kl", "compute_reward"])
    losses, _ = functions("openrlhf/models/loss.py", ["aggregate_loss", "PolicyLoss", "ValueLoss"], masked_mean=utils.masked_mean)
    maker, _ = functions("openrlhf/trainer/ppo_utils/experience_maker.py", ["get_advantages_and_returns"])
    batch = Batch(after=False)
    kl = utils.compute_approx_kl(batch.logprobs, batch.reference, kl_estimator="k1")
    rewards = utils.compute_reward(batch.scores, 0.01, kl, action_mask=batch.mask, reward_clip_range=(-10.0, 10.0))
    advantages, returns = maker.get_advantages_and_returns(None, batch.values, rewards, batch.mask, 1.0, 1.0)
    experience = types.SimpleNamespace(advantages=advantages, action_mask=batch.mask)
    space = dict(torch=torch, experiences=[experience], args=types.SimpleNamespace(algo=types.SimpleNamespace(advantage=types.SimpleNamespace(no_std_norm=False))))
    exec(lines("openrlhf/trainer/ppo_utils/experience_maker.py", "all_advantages = torch.cat", "exp.advantages = (exp.advantages - mean)"), space)
    policy = losses.PolicyLoss(0.2, 0.2)(batch.new_logprobs, batch.logprobs, experience.advantages, action_mask=batch.mask)
    policy = policy[0] if isinstance(policy, tuple) else policy
    value = losses.ValueLoss(0.5)(batch.new_values, batch.values, returns, action_mask=batch.mask)
    return batch.line("openrlhf", "openrlhf 0.11.2", experience.advantages, returns, policy, value)


def verl():
    torch_functional, _ = functions("verl/utils/torch_functional.py", ["masked_sum", "masked_mean", "masked_var", "masked_whiten", "clip_by_value"])
    core, _ = functions(
        "verl/trainer/ppo/core_algos.py",
        ["agg_loss", "compute_gae_advantage_return", "compute_value_loss", "compute_policy_loss_vanilla"],
        verl_F=torch_functional,
        DictConfig=object,
    )
    batch = Batch(after=False)
    # Without a kl in the reward, as it is by default.
    rewards = torch.zeros_like(batch.mask)
    for row, length in enumerate(LENGTHS):
        rewards[row, length - 1] = batch.scores[row]
    advantages, returns = core.compute_gae_advantage_return(rewards, batch.values, batch.mask, 1.0, 1.0)

    class Config(types.SimpleNamespace):
        def get(self, name, other):
            return getattr(self, name, other)

    config = Config(clip_ratio=0.2, clip_ratio_low=0.2, clip_ratio_high=0.2, clip_ratio_c=3.0, global_batch_info={})
    policy, _ = core.compute_policy_loss_vanilla(batch.logprobs, batch.new_logprobs, advantages, batch.mask, "token-mean", config)
    value, _ = core.compute_value_loss(batch.new_values, returns, batch.values, batch.mask, 0.5, "token-mean")
    return batch.line("verl", "verl 0.9.1", advantages, returns, policy, value)


def deepspeed_chat():
    """Rewards -0.1 k1, and the score, clipped at 5, one past the last token where there is room."""
    batch = Batch(after=True)
    rewards = -0.1 * (batch.logprobs - batch.reference) * batch.mask
    for row, length in enumerate(LENGTHS):
        rewards[row, min(length, LONGEST - 1)] += batch.scores[row].clamp(-5, 5)
    advantages = torch.zeros_like(rewards)
    ahead = torch.zeros(len(LENGTHS), dtype=torch.float64)
    for t in reversed(range(LONGEST)):
        following = batch.values[:, t + 1] if t + 1 < LONGEST else torch.zeros_like(ahead)
        ahead = rewards[:, t] + following - batch.values[:, t] + 0.95 * ahead
        advantages[:, t] = ahead
    returns = advantages + batch.values
    mean = lambda losses: (losses * batch.mask).sum() / batch.mask.sum()
    ratio = ((batch.new_logprobs - batch.logprobs) * batch.mask).exp()
    policy = mean(torch.maximum(-advantages * ratio, -advantages * ratio.clamp(0.8, 1.2)))
    near = batch.new_values.clamp(batch.values - 0.2, batch.values + 0.2)
    value = 0.5 * mean(torch.maximum((batch.new_values - returns) ** 2, (near - returns) ** 2))
    return batch.line("deepspeed-chat", "formulas", advantages, returns, policy, value)


def differences(mine, theirs):
    if isinstance(mine, dict):
        assert mine.keys() == theirs.keys()
        return max(differences(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list):
        assert len(mine) == len(theirs)
        return max((differences(a, b) for a, b in zip(mine, theirs)), default=0)
    if isinstance(mine, str):
        assert mine == theirs
        return 0
    return abs(mine - theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {FILE.relative_to(ROOT)}")
    made = [given(), trl(), openrlhf(), verl(), deepspeed_chat()]
    if parser.parse_args().write:
        FILE.write_text("".join(json.dumps(line) + "\n" for line in made))
    committed = [json.loads(line) for line in FILE.read_text().splitlines()]
    worst = differences(made, committed)
    if worst > TOLERANCE:
        raise SystemExit(f"the packages differ from the file by {worst:.1e}")
    print(f"{len(made) - 1} presets, {worst:.0e}")


if __name__ == "__main__":
    main()

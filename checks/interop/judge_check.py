"""The Python side of checks/interop/judge_check.

    judge_check.py teach BASE JUDGE           a chat model of a model directory, taught the form of verdicts
    judge_check.py held RUN MODE ASKED AGAIN  rewards and verdicts of a run, read and computed anew

`held` also takes how many chats the server answered during the run, and again after its rewards were
deleted: the first must be as many as there are different questions, the second none.
"""

import json
import math
import random
import re
import shutil
import sys
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as parquet

TEMPLATE = "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>{% endfor %}<assistant>"
SAMPLES = 2
LOWEST, HIGHEST = 0, 10


def teach(base, judge):
    """Trains on made-up questions in Vireo's own words; the verdict is drawn, so that the judge draws too."""
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import AutoModelForCausalLM, AutoTokenizer

    shutil.copytree(base, judge, ignore=shutil.ignore_patterns("training-state"))
    config = json.loads((judge / "config.json").read_text())
    (judge / "config.json").write_text(json.dumps(config | {"tie_word_embeddings": False}))
    weights = load_file(judge / "model.safetensors")
    weights.setdefault("lm_head.weight", weights["model.embed_tokens.weight"].clone())
    save_file(weights, judge / "model.safetensors", {"format": "pt"})
    tokenizer = AutoTokenizer.from_pretrained(judge)
    settings = json.loads((judge / "tokenizer_config.json").read_text())
    (judge / "tokenizer_config.json").write_text(json.dumps(settings | {"chat_template": TEMPLATE}))
    model = AutoModelForCausalLM.from_pretrained(judge, dtype=torch.float32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    drawn = random.Random(7)
    torch.manual_seed(7)
    grades = [f"Well.\nGrade: {n}" for n in range(11)] + ["I like it.", "Grade: 12"]
    winners = ["So.\nVerdict: A", "So.\nVerdict: B", "So.\nVerdict: tie", "Both are fine."]
    for step in range(80):
        # Only the end of a question tells which kind it is, so the beginnings are short.
        texts = []
        for kind in (grades, winners) * 8:
            end = (
                'Then end with a line "Grade: N", where N is a number from 0 (worst) to 10 (best).'
                if kind is grades
                else 'Then end with a line "Verdict: A", "Verdict: B" or "Verdict: tie".'
            )
            before = "".join(drawn.choice("abcdefgh <>/\n\ufffd") for _ in range(drawn.randrange(40)))
            texts.append((before + end + "</user><assistant>", drawn.choice(kind)))
        rows = [
            (tokenizer(q, add_special_tokens=False).input_ids, tokenizer(a, add_special_tokens=False).input_ids)
            for q, a in texts
        ]
        rows = [(q, a + [tokenizer.eos_token_id]) for q, a in rows]
        longest = max(len(q) + len(a) for q, a in rows)
        ids = torch.full((len(rows), longest), tokenizer.eos_token_id)
        labels = torch.full_like(ids, -100)
        for i, (q, a) in enumerate(rows):
            ids[i, : len(q) + len(a)] = torch.tensor(q + a)
            labels[i, len(q) : len(q) + len(a)] = torch.tensor(a)
        # Anywhere in a chat.
        positions = torch.arange(longest) + torch.randint(0, 1200, (len(rows), 1))
        loss = model(input_ids=ids, labels=labels, position_ids=positions).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 25 == 0:
            print(step, loss.item())
    weights = {name: tensor.detach().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, judge / "model.safetensors", {"format": "pt"})


def rows(run, dataset, iteration):
    found = []
    for part in sorted((run / dataset / f"iteration={iteration}").glob("part-*.parquet")):
        found += parquet.ParquetFile(part).read().to_pylist()
    return found


def read(mode, answer):
    """What a reader of its own takes an answer's verdict for; NaN for none."""
    if mode == "grade":
        found = re.findall(r"(?:Grade|Score|Rating)[\s*_:=]*(-?\d+(?:\.\d+)?)", answer, re.IGNORECASE)
        text = answer.strip() if re.fullmatch(r"-?\d+(\.\d+)?", answer.strip()) else (found[-1] if found else "nan")
        grade = float(text)
        return grade if LOWEST <= grade <= HIGHEST else math.nan
    found = re.findall(r"Verdict[\s*_:=]*(?:answer[\s*_-]*)?(A|B|tie)\b", answer, re.IGNORECASE)
    return {"a": 1.0, "b": 0.0, "tie": 0.5}.get((found[-1] if found else answer.strip()).lower(), math.nan)


def mean(values):
    there = [value for value in values if not math.isnan(value)]
    return sum(there) / len(there) if there else math.nan


def strengths(wins):
    """Bradley-Terry by plain gradient ascent, with a tie against a completion of strength 0 added."""
    size = len(wins)
    scores = [0.0] * size
    sigmoid = lambda x: 1 / (1 + math.exp(-x))
    for _ in range(20000):
        for i in range(size):
            gradient = 0.5 - sigmoid(scores[i])
            for j in range(size):
                games = wins[i][j] + wins[j][i]
                gradient += wins[i][j] - games * sigmoid(scores[i] - scores[j])
            scores[i] += 0.2 * gradient
    compared = [any(wins[i][j] + wins[j][i] for j in range(size)) for i in range(size)]
    there = [score for score, each in zip(scores, compared) if each]
    return [score - sum(there) / len(there) if each else math.nan for score, each in zip(scores, compared)]


def expected(mode, texts, verdicts):
    size = len(texts)
    if mode == "grade":
        grades = [mean([v["verdict"] for v in verdicts if v["first_sample"] == i]) for i in range(size)]
        return [(grade - LOWEST) / (HIGHEST - LOWEST) for grade in grades]
    wins = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1, size):
            share = 0.5
            if texts[i] != texts[j]:
                shown = lambda a, b: mean(
                    [v["verdict"] for v in verdicts if (v["first_sample"], v["second_sample"]) == (a, b)]
                )
                share = mean([shown(i, j), 1 - shown(j, i)])
            if not math.isnan(share):
                wins[i][j], wins[j][i] = share, 1 - share
    if mode == "bradley-terry":
        return strengths(wins)
    pairs = [sum(wins[i][j] + wins[j][i] > 0 for j in range(size)) for i in range(size)]
    return [sum(wins[i]) / pairs[i] if pairs[i] else math.nan for i in range(size)]


def held(run, mode, asked, again):
    questions, unparsed, ties, disagreeing, worst, count, none = set(), 0, 0, 0, 0.0, 0, 0
    for iteration in (1, 2):
        by_prompt = defaultdict(list)
        for row in rows(run, "verdicts", iteration):
            here = read(mode, row["answer"])
            assert here == row["verdict"] or math.isnan(here) and math.isnan(row["verdict"]), row
            assert row["reward"] == "judged" and row["model"] == "judge" and 0 <= row["ask"] < SAMPLES, row
            by_prompt[row["prompt_id"]].append(row)
            questions.add(row["question_hash"])
            unparsed += math.isnan(here)
            ties += here == 0.5
        rewards = {row["prompt_id"]: row["completions"] for row in rows(run, "rewards", iteration)}
        rollouts = rows(run, "rollouts", iteration)
        assert len(rollouts) == len(rewards) == 3, (len(rollouts), len(rewards))
        for row in rollouts:
            texts = [completion["text"] for completion in row["completions"]]
            verdicts = by_prompt[row["prompt_id"]]
            pairs = sum(a != b for a in texts for b in texts)
            assert len(verdicts) == SAMPLES * (len(texts) if mode == "grade" else pairs), len(verdicts)
            for completion, value in zip(rewards[row["prompt_id"]], expected(mode, texts, verdicts)):
                there = completion["reward"]
                assert math.isnan(there) == math.isnan(value), (there, value)
                none += math.isnan(value)
                worst = max(worst, 0.0 if math.isnan(value) else abs(there - value))
                count += 1
            orders = {(v["first_sample"], v["second_sample"], v["ask"]): v["verdict"] for v in verdicts}
            disagreeing += sum(
                orders.get((b, a, n)) not in (None, 1 - x) for (a, b, n), x in orders.items() if a < b and x == x
            )
    answers = len(list((run / "judge-answers").glob("*/*.json")))
    assert worst < 1e-6, f"rewards are {worst} off"
    assert unparsed > 0, "the judge always answers in form, so that nothing else was tried"
    assert asked == answers >= len(questions), (asked, answers, len(questions))
    assert again == 0, f"the server was asked {again} questions again"
    compared = "" if mode == "grade" else f", {ties} ties, {disagreeing} pairs of orders that disagree"
    print(
        f"{len(questions)} questions, {unparsed} answers without a verdict{compared}; {count} rewards within"
        f" {worst:.0e}, {none} without one; {asked} requests (held-out ones too), {again} when scored again"
    )


def main():
    kind, *rest = sys.argv[1:]
    if kind == "teach":
        teach(Path(rest[0]), Path(rest[1]))
    else:
        held(Path(rest[0]), rest[1], int(rest[2]), int(rest[3]))


main()

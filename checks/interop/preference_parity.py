"""Holds Vireo's preference losses, KTO and cross entropy against TRL's trainers.

    $(checks/interop/environment)/bin/python checks/interop/preference_parity.py [--write]

DPOTrainer, CPOTrainer, ORPOTrainer, KTOTrainer and SFTTrainer compute loss, gradient and metrics of
given log-probabilities (see loss_vectors.py). The tests of `algorithms` hold Vireo against the file
that --write makes, preference_losses-trl-1.16.jsonl.
"""

from types import SimpleNamespace

from loss_vectors import RESOURCES, Numbers, arguments, double, padded, ragged, vectors
from trainers import quiet

import torch
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, SFTConfig, SFTTrainer
from trl.experimental.cpo import CPOConfig, CPOTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

FILE = RESOURCES / "preference_losses-trl-1.16.jsonl"

PROMPT = 2
# Chosen and rejected, of three pairs.
LENGTHS = [4, 2, 1, 3, 5, 5]
VOCABULARY = 3
PAIRS = [dict(prompt="w3", chosen="w4", rejected="w5")] * 2

# TRL's loss_type and settings; Vireo's losses and settings. Each with two betas and batches.
DPO = [
    ("sigmoid", {}, {"sigmoid": 1}, {}),
    ("hinge", {}, {"hinge": 1}, {}),
    ("ipo", {}, {"ipo": 1}, {}),
    ("sigmoid_norm", {}, {"sigmoid-norm": 1}, {}),
    ("robust", dict(label_smoothing=0.1), {"robust": 1}, {"label-smoothing": 0.1}),
    ("exo_pair", dict(label_smoothing=0.2), {"exo-pair": 1}, {"label-smoothing": 0.2}),
    ("nca_pair", {}, {"nca-pair": 1}, {}),
    ("bco_pair", {}, {"bco-pair": 1}, {}),
    ("sppo_hard", {}, {"sppo-hard": 1}, {}),
    ("apo_zero", {}, {"apo-zero": 1}, {}),
    ("apo_down", {}, {"apo-down": 1}, {}),
    ("discopop", dict(discopop_tau=0.4), {"discopop": 1}, {"discopop-tau": 0.4}),
    ("sft", {}, {"sft": 1}, {}),
    (
        ["sigmoid", "bco_pair", "sft"],
        dict(loss_weights=[0.8, 0.2, 1.5]),
        {"sigmoid": 0.8, "bco-pair": 0.2, "sft": 1.5},
        {},
    ),
]
CPO = [
    ("sigmoid", dict(cpo_alpha=1.0), {"cpo": 1}, {}),
    (
        "sigmoid",
        dict(cpo_alpha=0.3, label_smoothing=0.1),
        {"cpo": 1},
        {"nll-weight": 0.3, "label-smoothing": 0.1},
    ),
    ("simpo", dict(cpo_alpha=0.0, simpo_gamma=0.5), {"simpo": 1}, {}),
    (
        "simpo",
        dict(cpo_alpha=0.7, simpo_gamma=0.8, label_smoothing=0.2),
        {"simpo": 1, "sft": 0.7},
        {"gamma": 0.8, "label-smoothing": 0.2},
    ),
    ("hinge", dict(cpo_alpha=1.0), {"hinge": 1, "sft": 1}, {"reference-free": True}),
    ("ipo", dict(cpo_alpha=0.0), {"ipo": 1}, {"reference-free": True}),
]
BETAS = [(0.1, 5), (0.7, 6)]


def statistics(numbers, lengths):
    return dict(
        entropies=numbers.rows(lengths, 0, 2),
        mean_logits=numbers.rows(lengths, -1, 1),
        most_likely=numbers.bits(lengths),
    )


def head(logps, measured, seq_len):
    """What TRL's fused head puts out."""
    place = lambda name: padded(measured[name], PROMPT - 1, seq_len)
    return SimpleNamespace(
        log_probs=logps,
        entropy=place("entropies"),
        mean_logits=place("mean_logits"),
        is_top1=place("most_likely").bool(),
    )


def tokens(lengths):
    """Ids that nobody reads, and where sequences and completions lie in them."""
    width = PROMPT + max(lengths)
    positions = torch.arange(width)[None, :]
    attention = (positions < PROMPT + torch.tensor(lengths)[:, None]).long()
    return dict(
        input_ids=torch.ones(len(lengths), width, dtype=torch.long),
        attention_mask=attention,
        completion_mask=attention * (positions >= PROMPT),
    )


def measured(trainer, *without):
    """The one micro-batch's metrics."""
    return {
        name: values[0]
        for name, values in trainer._metrics["train"].items()
        if name not in without
    }


def dpo(tiny, kind, settings, losses, vireo, beta, seed, lengths=LENGTHS):
    numbers = Numbers(seed)
    trainer = tiny.trainer(DPOTrainer, DPOConfig, PAIRS, dict(loss_type=kind, beta=beta, **settings))
    rows = numbers.rows(lengths, -3, -0.01)
    references = [[sum(rows[i]), sum(rows[i + 1])] for i in range(0, len(rows), 2)]
    moves = numbers.uniform((len(references), 2), -3, 3).tolist()
    references = [[round(a + b, 4) for a, b in zip(*pair)] for pair in zip(references, moves)]
    stats = statistics(numbers, lengths)
    # TRL's rows are all chosen ones, then all rejected ones.
    order = [*range(0, len(rows), 2), *range(1, len(rows), 2)]
    batch = tokens([lengths[i] for i in order])
    seq_len = batch["input_ids"].shape[1] - 1
    logps = padded([rows[i] for i in order], PROMPT - 1, seq_len).requires_grad_()
    stats_of = {name: [values[i] for i in order] for name, values in stats.items()}
    trainer.precompute_ref_logps = True
    batch["ref_chosen_logps"] = torch.tensor([pair[0] for pair in references], dtype=torch.float64)
    batch["ref_rejected_logps"] = torch.tensor([pair[1] for pair in references], dtype=torch.float64)
    with double():
        loss = trainer._compute_loss(
            lambda **_: head(logps, stats_of, seq_len), batch, return_outputs=False
        )
    loss.backward()
    gradient = ragged(logps.grad, [lengths[i] for i in order], PROMPT - 1)
    return dict(
        trainer="dpo",
        losses=losses,
        settings={"beta": beta, **vireo},
        rows=rows,
        references=references,
        statistics=stats,
        loss=loss.item(),
        gradient=[gradient[order.index(i)] for i in range(len(rows))],
        metrics=measured(trainer, "num_tokens"),
    )


def without_reference(tiny, kind, config, name, settings, losses, vireo, beta, seed):
    """CPO and ORPO, which compute log-probabilities of whole logits."""
    numbers = Numbers(seed)
    trainer = tiny.trainer(kind, config, PAIRS, dict(beta=beta, **settings))
    prompt = name == "orpo"
    order = [*range(0, len(LENGTHS), 2), *range(1, len(LENGTHS), 2)]
    lengths = [LENGTHS[i] for i in order]
    batch = tokens(lengths)
    shape = batch["input_ids"].shape
    ids = (numbers.uniform(shape, 0, 1) * VOCABULARY).long().clamp(max=VOCABULARY - 1)
    logits = numbers.uniform((*shape, VOCABULARY), -2, 2).requires_grad_()
    labels = torch.where(batch["completion_mask"].bool(), ids, -100)
    half = len(order) // 2
    sides = {}
    for side, rows in (("chosen", slice(None, half)), ("rejected", slice(half, None))):
        width = PROMPT + max(lengths[rows])
        sides[f"{side}_input_ids"] = ids[rows, :width]
        sides[f"{side}_attention_mask"] = batch["attention_mask"][rows, :width]
        sides[f"{side}_labels"] = labels[rows, :width]
    with double():
        loss, metrics = trainer.get_batch_loss_metrics(
            lambda *_, **__: SimpleNamespace(logits=logits), sides
        )
    loss.backward()
    # The loss asks of each distribution only for its token: d loss / d logit of the token is the
    # derivative by its log-probability, times what the softmax leaves of it.
    given = ids[:, 1:, None]
    logps = logits.detach()[:, :-1].log_softmax(-1).gather(2, given)[..., 0]
    by_logit = logits.grad[:, :-1].gather(2, given)[..., 0]
    by_logp = by_logit / -torch.expm1(logps)
    # Outputs of the prompt's tokens but its first, for chosen rows.
    starts = [(PROMPT - 1 if prompt and i % 2 == 0 else 0) for i in range(len(LENGTHS))]

    def of(matrix, i):
        first = PROMPT - 1 - starts[i]
        return matrix[order.index(i), first : PROMPT - 1 + LENGTHS[i]].tolist()

    # Of TRL's own, these go over prompts and padding; those of ipo are means where DPO's are sums.
    skipped = {"logits/chosen", "logits/rejected"}
    if settings.get("cpo_alpha") == 0:
        skipped.add("nll_loss")
    if settings.get("loss_type") == "ipo":
        skipped |= {name for name in metrics if name.startswith(("rewards/", "logps/"))}
    return dict(
        trainer=name,
        losses=losses,
        settings={"beta": beta, **vireo},
        rows=[of(logps, i) for i in range(len(LENGTHS))],
        starts=starts,
        loss=loss.item(),
        gradient=[of(by_logp, i) for i in range(len(LENGTHS))],
        metrics={name: value for name, value in metrics.items() if name not in skipped},
    )


def kto(tiny, kind, beta, weights, desirable, seed):
    numbers = Numbers(seed)
    settings = dict(
        loss_type=kind, beta=beta, desirable_weight=weights[0], undesirable_weight=weights[1]
    )
    rows = [dict(prompt=f"w{i}", completion=f"w{i + 9}", label=i % 2 == 0) for i in range(3, 7)]
    trainer = tiny.trainer(KTOTrainer, KTOConfig, rows, settings)
    rows = numbers.rows(LENGTHS, -3, -0.01)
    references = [round(sum(row) + numbers.row(1, -3, 3)[0], 4) for row in rows]
    mismatched = [round(sum(row) - 1, 4) for row in rows]
    mismatched_references = numbers.row(len(rows), -9, -2)
    stats = statistics(numbers, LENGTHS)
    batch = tokens(LENGTHS)
    seq_len = batch["input_ids"].shape[1] - 1
    logps = padded(rows, PROMPT - 1, seq_len).requires_grad_()
    others = tokens(LENGTHS)
    batch |= {f"KL_{name}": value for name, value in others.items()}
    batch["label"] = torch.tensor(desirable)
    batch["ref_logps"] = torch.tensor(references, dtype=torch.float64)
    batch["ref_KL_logps"] = torch.tensor(mismatched_references, dtype=torch.float64)
    trainer.precompute_ref_logps = True
    of_others = padded([[value] for value in mismatched], PROMPT - 1, seq_len)

    def model(input_ids, **_):
        if input_ids is batch["KL_input_ids"]:
            return SimpleNamespace(log_probs=of_others)
        return head(logps, stats, seq_len)

    with double():
        loss = trainer._compute_loss(model, batch, return_outputs=False)
    loss.backward()
    name = kind.replace("_", "-")
    case = dict(
        trainer="kto",
        losses={name: 1},
        settings={"beta": beta, "desirable-weight": weights[0], "undesirable-weight": weights[1]},
        rows=rows,
        desirable=desirable,
        references=references,
        statistics=stats,
        loss=loss.item(),
        gradient=ragged(logps.grad, LENGTHS, PROMPT - 1),
        metrics=measured(trainer, "num_tokens", *([] if kind == "kto" else ["kl"])),
    )
    if kind == "kto":
        case |= dict(mismatched=mismatched, mismatched_references=mismatched_references)
    return case


def sft(tiny, seed):
    numbers = Numbers(seed)
    rows = [dict(prompt="w3", completion="w4")] * 2
    trainer = tiny.trainer(SFTTrainer, SFTConfig, rows, {})
    rows = numbers.rows(LENGTHS, -3, -0.01)
    stats = statistics(numbers, LENGTHS)
    batch = tokens(LENGTHS)
    batch["labels"] = batch["input_ids"]
    seq_len = batch["input_ids"].shape[1] - 1
    logps = padded(rows, PROMPT - 1, seq_len).requires_grad_()
    out = head(logps, stats, seq_len)
    out.label_mask = batch.pop("completion_mask")[:, 1:]
    with double():
        loss = trainer.compute_loss(
            lambda **_: out, batch, num_items_in_batch=torch.tensor(sum(LENGTHS))
        )
    loss.backward()
    return dict(
        trainer="sft",
        rows=rows,
        tokens=[PROMPT + length for length in LENGTHS],
        statistics=stats,
        loss=loss.item(),
        gradient=ragged(logps.grad, LENGTHS, PROMPT - 1),
        metrics=measured(trainer),
    )


def cases(tiny):
    made = []
    for beta, seed in BETAS:
        for one in DPO:
            made.append(dpo(tiny, *one, beta, seed))
        # On a batch of one pair TRL's aot, which sorts, is cDPO.
        smoothing = dict(label_smoothing=0.15)
        made.append(
            dpo(
                tiny,
                "aot",
                smoothing,
                {"cdpo": 1},
                {"label-smoothing": 0.15},
                beta,
                seed,
                LENGTHS[:2],
            )
        )
        for kind, settings, losses, vireo in CPO:
            of_cpo = dict(loss_type=kind, **settings)
            made.append(
                without_reference(
                    tiny, CPOTrainer, CPOConfig, "cpo", of_cpo, losses, vireo, beta, seed
                )
            )
        made.append(
            without_reference(
                tiny, ORPOTrainer, ORPOConfig, "orpo", {}, {"orpo": 1}, {}, beta, seed
            )
        )
        mixed = [True, False, False, True, True, False]
        for kind in ("kto", "apo_zero_unpaired"):
            made.append(kto(tiny, kind, beta, (1.2, 0.8), mixed, seed))
            made.append(kto(tiny, kind, beta, (1.0, 1.0), [True] * len(LENGTHS), seed + 2))
        made.append(sft(tiny, seed))
    return made


def main():
    asked = arguments(__doc__)
    quiet()
    print(vectors(FILE, cases, asked.write))


if __name__ == "__main__":
    main()

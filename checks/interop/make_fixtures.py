"""Makes models/src/test/resources/dev/vireo/models/interop anew: tiny models and what transformers
and torch compute with them. Run it as

    $(checks/interop/environment)/bin/python checks/interop/make_fixtures.py

Each fixture is a model directory as transformers saves it, expected.json (tokens, settings) and
expected.safetensors (numbers). Everything is computed in float32 on the CPU.
"""

import copy
import json
import math
import pathlib
import shutil

import peft
import torch
import transformers
from safetensors.torch import save_file

import tiny_models

TARGET = (
    pathlib.Path(__file__).resolve().parent.parent.parent
    / "models/src/test/resources/dev/vireo/models/interop"
)
LARGEST_FIXTURE = 1_000_000
NEW_TOKENS = 64
SMALLEST_GAP = 1e-3
PROMPTS = 20


def tokens(generator, length, vocabulary):
    # 0, 1 and 2 are padding, begin and end.
    return torch.randint(3, vocabulary, (length,), generator=generator).tolist()


def logits(model, ids):
    return model(torch.tensor([ids])).logits[0]


def greedy(model, generator):
    """Prompts whose likeliest tokens are never near ties, and their continuations."""
    found = []
    while len(found) < PROMPTS:
        # Some prompts are longer than any window, some than what Vireo copies to each sequence.
        length = 3 + (len(found) * 13) % 90
        prompt = tokens(generator, length, model.config.vocab_size)
        ids = model.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, length, dtype=torch.long),
            do_sample=False,
            min_new_tokens=NEW_TOKENS,
            max_new_tokens=NEW_TOKENS,
            eos_token_id=None,
            pad_token_id=0,
        )[0].tolist()
        rows = logits(model, ids)[length - 1 : -1]
        best = rows.topk(2).values
        if (best[:, 0] - best[:, 1]).min() > SMALLEST_GAP:
            assert rows.argmax(-1).tolist() == ids[length:], "with and without cache differ"
            found.append(dict(prompt=prompt, completion=ids[length:]))
    return found


def completion_logprobs(model, prompt, completion):
    rows = logits(model, prompt + completion)[len(prompt) - 1 : -1].log_softmax(-1)
    return rows.gather(1, torch.tensor(completion)[:, None])[:, 0]


def grpo(model, generator, numbers):
    """Groups with advantages; leaves the loss's gradient in the parameters."""
    settings = dict(epsilon_low=0.2, epsilon_high=0.28, beta=0.04)
    groups = []
    for prompt_length in (5, 14):
        prompt = tokens(generator, prompt_length, model.config.vocab_size)
        lengths = [int(torch.randint(2, 24, (1,), generator=generator)) for _ in range(4)]
        rewards = torch.rand(len(lengths), generator=generator)
        groups.append(
            dict(
                prompt=prompt,
                completions=[tokens(generator, n, model.config.vocab_size) for n in lengths],
                advantages=((rewards - rewards.mean()) / rewards.std()).tolist(),
            )
        )
    total = sum(len(c) for group in groups for c in group["completions"])
    loss = 0
    index = 0
    for group in groups:
        for completion, advantage in zip(group["completions"], group["advantages"]):
            logprobs = completion_logprobs(model, group["prompt"], completion)
            own = logprobs.detach()
            old = own + 0.3 * torch.randn(own.shape, generator=generator)
            reference = own + 0.3 * torch.randn(own.shape, generator=generator)
            ratio = (logprobs - old).exp()
            clipped = ratio.clamp(1 - settings["epsilon_low"], 1 + settings["epsilon_high"])
            policy = -torch.minimum(ratio * advantage, clipped * advantage)
            kl = (reference - logprobs).exp() - (reference - logprobs) - 1
            loss = loss + (policy + settings["beta"] * kl).sum() / total
            numbers[f"logprobs.{index}"] = own
            numbers[f"old.{index}"] = old
            numbers[f"reference.{index}"] = reference
            index += 1
    loss.backward()
    return dict(settings, groups=groups, loss=loss.item())


def adamw(model, numbers):
    """Steps along the fixture's own gradient, forth and back, so that both moments matter."""
    settings = dict(lr=1e-3, betas=[0.9, 0.95], eps=1e-8, weight_decay=0.1)
    factors = [1.0, 0.5, -0.25, 2.0, 1.5, -1.0, 0.75, 0.125, 3.0, -0.5]
    stepped = copy.deepcopy(model)
    gradients = {name: p.grad.clone() for name, p in model.named_parameters()}
    optimizer = torch.optim.AdamW(stepped.parameters(), foreach=False, **settings)
    for step, factor in enumerate(factors, start=1):
        for name, parameter in stepped.named_parameters():
            parameter.grad = gradients[name] * factor
        optimizer.step()
        if step in (1, len(factors)):
            for name, parameter in stepped.named_parameters():
                numbers[f"adamw{step}.{name}"] = parameter.detach().clone()
    return dict(settings, factors=factors)


def save(name, model, expected, numbers, **how):
    directory = TARGET / name
    directory.mkdir(parents=True)
    stored = copy.deepcopy(model).to(model.stored)
    stored.save_pretrained(directory, **how)
    keep(directory, expected, numbers)


def keep(directory, expected, numbers, **versions):
    expected["made_with"] = dict(
        versions, transformers=transformers.__version__, torch=torch.__version__
    )
    (directory / "expected.json").write_text(json.dumps(expected) + "\n")
    save_file(
        {k: v.detach().contiguous() for k, v in numbers.items()},
        directory / "expected.safetensors",
    )
    size = sum(f.stat().st_size for f in directory.iterdir())
    files = sorted(f.name for f in directory.iterdir())
    print(f"{directory.name}: {size} bytes, {', '.join(files)}")
    assert size < LARGEST_FIXTURE


def language_model(name, model, seed, **how):
    generator = torch.Generator().manual_seed(seed)
    numbers = {}
    with torch.no_grad():
        sequences = [tokens(generator, n, model.config.vocab_size) for n in (1, 30, 75)]
        for i, sequence in enumerate(sequences):
            numbers[f"logits.{i}"] = logits(model, sequence)
        expected = dict(sequences=sequences, greedy=greedy(model, generator))
    expected["grpo"] = grpo(model, generator, numbers)
    for parameter_name, parameter in model.named_parameters():
        numbers[f"gradient.{parameter_name}"] = parameter.grad
    expected["adamw"] = adamw(model, numbers)
    save(name, model, expected, numbers, **how)


def reward_model(name, model, seed):
    generator = torch.Generator().manual_seed(seed)
    sequences = [tokens(generator, n, model.config.vocab_size) for n in (1, 4, 20, 90)]
    # With the end, which is also the padding; with several; with nothing else.
    sequences += [sequences[1] + [2], sequences[2] + [2, 2, 2], [2, 2]]
    longest = max(len(s) for s in sequences)
    padded = torch.tensor([s + [2] * (longest - len(s)) for s in sequences])
    seen = torch.tensor([[1] * len(s) + [0] * (longest - len(s)) for s in sequences])
    with torch.no_grad():
        scores = model(padded, attention_mask=seen).logits[:, 0]
        alone = torch.stack([model(torch.tensor([s])).logits[0, 0] for s in sequences])
    assert (scores - alone).abs().max() < 1e-5
    save(name, model, dict(sequences=sequences), dict(scores=scores))


def classifier(name, seed):
    """A reward model with a tokenizer and a chat template; what TRL's trainer has it score."""
    directory = TARGET / name
    directory.mkdir(parents=True)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(TARGET.parent / "tokenizer/qwen2" / file, directory)
    template = TARGET.parent / "chat/templates/chatml.jinja"
    shutil.copy(template, directory / "chat_template.jinja")
    tokenizer = transformers.AutoTokenizer.from_pretrained(directory)
    model = tiny_models.classifier(seed, 712, tokenizer.pad_token_id)
    pairs = [("12+34=", answer) for answer in ("46", "4", "", "the quick brown fox " * 4)]
    pairs += [("数学题：小明有12个苹果", "345個 👍🏽"), ("Why?\n", "<think>\n\n</think>\n\nSo.")]
    plain = [prompt + completion for prompt, completion in pairs]
    chat = [
        tokenizer.apply_chat_template(
            [dict(role="user", content=prompt), dict(role="assistant", content=completion)],
            tokenize=False,
        )
        for prompt, completion in pairs
    ]
    numbers = {}
    for kind, texts in (("plain", plain), ("chat", chat)):
        inputs = tokenizer(
            texts,
            return_tensors="pt",
            padding=True,
            padding_side="right",
            add_special_tokens=False,
        )
        with torch.no_grad():
            numbers[kind] = model(**inputs).logits
    copy.deepcopy(model).to(model.stored).save_pretrained(directory)
    keep(directory, dict(pairs=pairs, chat=chat), numbers)


def adapter(name, model, seed):
    """An adapter beside the model of another fixture; PEFT names it in a directory of its own."""
    generator = torch.Generator().manual_seed(seed)
    adapted = peft.get_peft_model(
        model,
        peft.LoraConfig(
            r=4,
            lora_alpha=10,
            target_modules=["q_proj", "v_proj", "down_proj"],
            task_type="CAUSAL_LM",
        ),
    )
    trained = {
        n.replace(".default", ""): p for n, p in adapted.named_parameters() if p.requires_grad
    }
    numbers = {}
    with torch.no_grad():
        for _, parameter in sorted(trained.items()):
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / math.sqrt(parameter.shape[1]))
        sequences = [tokens(generator, 40, model.config.vocab_size)]
        numbers["logits.0"] = logits(adapted, sequences[0])
    expected = dict(sequences=sequences, grpo=grpo(adapted, generator, numbers))
    for parameter_name, parameter in trained.items():
        numbers[f"gradient.{parameter_name}"] = parameter.grad
    directory = TARGET / name
    adapted.save_pretrained(directory)
    (directory / "README.md").unlink()
    # PEFT keeps the modules in a set and writes them in another order each time.
    config = json.loads((directory / "adapter_config.json").read_text())
    config["target_modules"].sort()
    (directory / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
    for parameter_name, parameter in adapted.merge_and_unload().named_parameters():
        numbers[f"merged.{parameter_name}"] = parameter
    keep(directory, expected, numbers, peft=peft.__version__)


def main():
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_warning()
    shutil.rmtree(TARGET, ignore_errors=True)
    language_model("llama", tiny_models.llama(1), 11, max_shard_size="30KB")
    language_model("qwen2", tiny_models.qwen2(2), 12)
    language_model("qwen3", tiny_models.qwen3(3), 13)
    language_model("mistral", tiny_models.mistral(4), 14)
    reward_model("reward", tiny_models.reward(5), 15)
    classifier("classifier", 17)
    adapter("qwen2-adapter", tiny_models.qwen2(2), 16)


if __name__ == "__main__":
    main()

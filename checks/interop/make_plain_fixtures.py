"""Makes what PlainTokensGoldenTest and StopStringsGoldenTest hold Vireo's plain texts and stops against.

    $(checks/interop/environment)/bin/python checks/interop/make_plain_fixtures.py [--check]

--check compares what would be made with what is there. For the tokenizers of TokenizerGoldenTest, and
one that puts a token on either side of a text:

prompts         a text and the tokens of transformers' tokenizer(text), which TRL's GRPOTrainer samples from
demonstrations  prompt and completion as TRL's SFTTrainer tokenises them, cut where its mask begins
stops           tokens, texts to stop at, and how many tokens transformers' generate would keep
"""

import json
import os
import random
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import fixtures
import torch
import transformers
import trl
from datasets import Dataset
from make_tokenizer_fixtures import PIECES, QWEN2, byte_level
from tokenizers import processors
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.generation import StopStringCriteria

FOLDER = Path(__file__).parent.parent.parent / "models/src/test/resources/dev/vireo/models/tokenizer"
NAMES = ["qwen2", "llama3", "llama2", "mistral"]

DEMONSTRATIONS = [
    ("Question: 12 + 34 =", " 46"),
    ("Question: 12 + 34 =\n", "46"),
    ("Q: why?\nA:", " Because."),
    ("Q: why?\nA:", "Because."),
    ("the quick brown", " fox jumps over the lazy dog"),
    ("数学题：", "小明有12个苹果"),
    ("def f(x):\n", "    return x\n"),
    ("Say nothing.", "\n\nNo."),
    ("Ends itself:", " yes{eos}"),
    ("Answer: ", "7"),
    ("12", "34"),
]
STOPS = [["\n\n"], ["Question:"], ["lazy"], ["苹果"], ["👍🏽"], ["o"], ["x jump", "ow"], [" the", "46"]]


def framed(target):
    """Tokens in front and behind, and a configuration that asks for neither: it is not read."""
    tokenizer = byte_level(QWEN2, [("<s>", True), ("</s>", True)], None, 400, False)
    ids = [(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=ids
    )
    folder = target / "framed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False) + "\n", encoding="utf-8")
    config = {"bos_token": "<s>", "eos_token": "</s>", "add_bos_token": False, "add_eos_token": False}
    config |= {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")
    return folder


def demonstrations(tokenizer):
    """What the trainer that TRL's users call makes of the rows."""
    rows = [
        {"prompt": prompt, "completion": completion.replace("{eos}", tokenizer.eos_token)}
        for prompt, completion in DEMONSTRATIONS
    ]
    shape = dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **shape))
    with tempfile.TemporaryDirectory() as place:
        settings = trl.SFTConfig(output_dir=place, use_cpu=True, bf16=False, report_to=[], max_length=None)
        data = Dataset.from_list(rows)
        trainer = trl.SFTTrainer(model=model, args=settings, train_dataset=data, processing_class=tokenizer)
        made = list(trainer.train_dataset)
    for row, tokens in zip(rows, made, strict=True):
        cut = next(place for place, label in enumerate(tokens["labels"]) if label != -100)
        given = tokenizer(row["prompt"])["input_ids"]
        case = row | {"prompt_ids": tokens["input_ids"][:cut], "completion_ids": tokens["input_ids"][cut:]}
        # A token behind every text stands behind the prompt alone, too: the two part before it.
        behind = tokenizer.num_special_tokens_to_add() > 1
        yield case if cut == len(given) - behind else case | {"merged": True}


def stops(tokenizer):
    generator = random.Random(11)
    texts = PIECES + ["".join(generator.choices(PIECES, k=4)) for _ in range(60)]
    # generate spells special tokens out and looks for the text in them, too; vLLM and Vireo do not.
    special = {id for id, token in tokenizer.added_tokens_decoder.items() if token.special}
    texts += ["the quick brown fox jumps over\n\nthe lazy dog Question: 1", "小明有12个苹果，又👍🏽x"]
    for strings in STOPS:
        criteria = StopStringCriteria(tokenizer, strings)
        for text in texts:
            ids = tokenizer.encode(text, add_special_tokens=False)
            if special & set(ids):
                continue
            # Only where transformers ends does a case say anything, and some where it does not.
            lengths = range(1, len(ids) + 1)
            kept = next((n for n in lengths if bool(criteria(torch.tensor([ids[:n]]), None)[0])), None)
            if kept is not None or generator.random() < 0.1:
                yield {"strings": strings, "ids": ids, "kept": kept}


def make(target):
    result = {"transformers": transformers.__version__, "trl": trl.__version__, "tokenizers": {}}
    for name in [*NAMES, "framed"]:
        folder = framed(target) if name == "framed" else FOLDER / name
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
        result["tokenizers"][name] = {
            "eos": tokenizer.eos_token_id,
            "prompts": [{"text": text, "ids": tokenizer(text)["input_ids"]} for text in PIECES],
            "demonstrations": list(demonstrations(tokenizer)),
            "stops": list(stops(tokenizer)),
        }
    lines = []
    for name, parts in result.pop("tokenizers").items():
        for part in ("prompts", "demonstrations", "stops"):
            cases = parts[part]
            lines += [json.dumps({"tokenizer": name, "eos": parts["eos"], "part": part} | case) for case in cases]
    head = json.dumps(result)[:-1]
    (target / "plain.json").write_text(f'{head}, "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    fixtures.main(__doc__, FOLDER, make)

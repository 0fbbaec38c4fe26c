"""Checks that what Vireo writes is what transformers wrote. Run it as

    $(checks/interop/environment)/bin/python checks/interop/round_trip.py

Each tiny model is saved by transformers, copied by `vireo convert` and loaded again: no warning, no
missing or unexpected key, the same logits to the bit, tokenizer and generation files byte for byte.
A copy by way of float32 has the same bytes.
"""

import logging
import pathlib
import subprocess
import tempfile

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

import tiny_models

VIREO = pathlib.Path(__file__).resolve().parent.parent.parent / "vireo"
TEXT = "w5 w17 w90 w3"


def carried(files):
    """All but the configuration and the weights, which convert makes itself."""
    return {
        name: content
        for name, content in files.items()
        if name != "config.json" and ".safetensors" not in name
    }


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())


def convert(*arguments):
    subprocess.run([VIREO, "convert", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def tokenizer():
    vocabulary = {word: i for i, word in enumerate(["<pad>", "<s>", "</s>"])}
    vocabulary |= {f"w{i}": i for i in range(len(vocabulary), 96)}
    core = Tokenizer(models.WordLevel(vocabulary, unk_token="<pad>"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        additional_special_tokens=["w95"],
    )
    fast.chat_template = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
    return fast


def load(directory, warnings):
    model, info = AutoModelForCausalLM.from_pretrained(
        directory, output_loading_info=True, attn_implementation="eager"
    )
    for kind, keys in info.items():
        assert not keys, f"{directory}: {kind}: {keys}"
    assert not warnings.messages, f"{directory}: {warnings.messages}"
    return model.eval()


def content(directory):
    return {file.name: file.read_bytes() for file in sorted(directory.iterdir())}


def check(name, model, work, warnings, **how):
    original, copy, wide, back = (work / f"{name}-{c}" for c in ("original", "copy", "wide", "back"))
    model.generation_config = GenerationConfig(
        bos_token_id=1, eos_token_id=[2, 5], pad_token_id=0, do_sample=True, temperature=0.6
    )
    model.to(model.stored).save_pretrained(original, **how)
    tokenizer().save_pretrained(original)
    convert(original, copy)
    convert(original, wide, "--dtype", "float32")
    stored = str(model.stored).removeprefix("torch.")
    convert(wide, back, "--dtype", stored)
    warnings.messages.clear()

    files = content(copy)
    assert {"tokenizer.json", "chat_template.jinja", "generation_config.json"} <= set(files)
    assert carried(files) == carried(content(original))
    assert content(back) == files, "by way of float32 the bytes differ"

    ids = torch.tensor([[1, 5, 17, 90, 3, 44, 8, 21, 62, 33, 7, 81, 19, 2, 6]])
    with torch.no_grad():
        expected = load(original, warnings)
        loaded = load(copy, warnings)
        assert loaded.dtype == model.stored, loaded.dtype
        assert torch.equal(loaded(ids).logits, expected(ids).logits)
        widened = load(wide, warnings)
        assert widened.dtype == torch.float32, widened.dtype
        assert torch.equal(widened(ids).logits, expected.float()(ids).logits)
    assert loaded.generation_config.to_dict() == expected.generation_config.to_dict()
    for a, b in zip(expected.state_dict().items(), loaded.float().state_dict().items()):
        assert a[0] == b[0] and torch.equal(a[1], b[1]), a[0]
    assert AutoTokenizer.from_pretrained(copy)(TEXT) == AutoTokenizer.from_pretrained(original)(TEXT)
    assert not warnings.messages, warnings.messages
    print(f"{name}: {', '.join(files)}: as transformers wrote them")


def main():
    warnings = Warnings()
    transformers.logging.set_verbosity_warning()
    transformers.logging.disable_progress_bar()
    logging.getLogger("transformers").addHandler(warnings)
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place)
        check("llama", tiny_models.llama(1), work, warnings, max_shard_size="30KB")
        check("qwen2", tiny_models.qwen2(2), work, warnings)
        check("qwen3", tiny_models.qwen3(3), work, warnings)
        check("mistral", tiny_models.mistral(4), work, warnings)
    print("4 models, to the bit")


if __name__ == "__main__":
    main()

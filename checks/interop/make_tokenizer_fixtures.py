"""Makes the tokenizers and the expected ids that TokenizerGoldenTest holds Vireo's tokenizers against.

    $(checks/interop/environment)/bin/python checks/interop/make_tokenizer_fixtures.py [--check]

--check compares what would be made with what is there.

Three tokenizers, built as Qwen2's, Llama 3's and Llama 2's (and Mistral's) are: normaliser,
splitting, special tokens and decoder are theirs, the vocabularies small and trained here.
"""

import json
import random
from pathlib import Path

import fixtures
import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

FOLDER = Path(__file__).parent.parent.parent / "models/src/test/resources/dev/vireo/models/tokenizer"

QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3 = QWEN2.replace(r"\p{N}|", r"\p{N}{1,3}|", 1)

PIECES = [
    "def f(x: int) -> str:\n    return f\"{x!r:>8}\"  # why\n",
    "\tfor (int i = 0; i < n; ++i) {\r\n\t\ta[i] += 1e-9;\r\n\t}\n",
    "<html>\n<!-- &nbsp; -->\n</html>",
    "数学题：小明有12个苹果，又买了345個。一共有多少？",
    "日本語の文章です。カタカナ、ひらがな。",
    "한국어 문장입니다.",
    "हिन्दी और العربية و עִבְרִית",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇷🇩🇪", "👍🏽", "e\u0301", "\u00e9", "\ufb01", "\u212b", "１２３", "½²", "𝒳",
    "I'll don't WE'RE they'D 'sS",
    "1234567890 12,345.678 3.14e-10 0x1F",
    " ", "  ", "     ", " " * 37, "\n", "\n\n\n", "\r\n", "\r", "\t\t", " \n ", "\u00a0", "\u2003", "\u3000", "\u200b",
    "\x00", "\x01\x02\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffd", "\uffff", "\U0010ffff",
    "...", "!?!?", "___", "----", "a" * 50, "\\n\\u0041", "▁", "▁▁a", "<0x41>", "<unk>", "<s>", "</s>",
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|begin_of_text|>", "<|eot_id|>", "<|im_start", "|>",
    "<|im_start|>user\nHi<|im_end|>\n", " <|im_end|> ", "<s>[INST] x [/INST]</s>", "<think>\n\n</think>\n\n", "<tool_call>",
    "the quick brown fox jumps over the lazy dog", "The answer is #### 72.", "", "x",
]  # fmt: skip


def corpus():
    generator = random.Random(20260307)
    texts = list(PIECES)
    for _ in range(150):
        texts.append("".join(generator.choices(PIECES, k=generator.randint(2, 7))))
    return texts


def training():
    plain = [piece for piece in PIECES if not piece.startswith("<") and len(piece) > 3]
    return plain * 20


def byte_level(pattern, specials, normalizer, vocabulary, ignore_merges):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(training(), trainer)
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=special) for token, special in specials])
    return tokenizer


def qwen2():
    specials = [("<|endoftext|>", True), ("<|im_start|>", True), ("<|im_end|>", True)]
    specials += [("<tool_call>", False), ("</tool_call>", False), ("<think>", False), ("</think>", False)]
    tokenizer = byte_level(QWEN2, specials, normalizers.NFC(), 700, False)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}


def llama3():
    names = ["begin_of_text", "end_of_text", "start_header_id", "end_header_id", "eom_id", "eot_id"]
    tokenizer = byte_level(LLAMA3, [(f"<|{name}|>", True) for name in names], None, 700, True)
    begin = "<|begin_of_text|>"
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{begin} $A", pair=f"{begin} $A {begin} $B", special_tokens=[(begin, tokenizer.token_to_id(begin))]
            ),
        ]
    )
    return tokenizer, {"bos_token": begin, "eos_token": "<|eot_id|>"}


def sentence_piece(metaspace):
    """Llama 2's form (a normaliser that writes the spaces) or the newer one (a pre-tokenizer)."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    spaces = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    meta = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    tokenizer.normalizer = None if metaspace else spaces
    tokenizer.pre_tokenizer = meta if metaspace else None
    bytes_ = [f"<0x{value:02X}>" for value in range(256)]
    words = Tokenizer(models.BPE(unk_token="<unk>"))
    words.normalizer = spaces
    words.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="never", split=True)
    latin = [text for text in training() if text.isascii()]
    words.train_from_iterator(latin, trainers.BpeTrainer(vocab_size=300, show_progress=False))
    trained = json.loads(words.to_str())["model"]
    vocabulary = {token: index for index, token in enumerate(["<unk>", "<s>", "</s>"] + bytes_)}
    for token in sorted(trained["vocab"], key=trained["vocab"].get):
        vocabulary.setdefault(token, len(vocabulary))
    merges = [tuple(merge) for merge in trained["merges"]]
    tokenizer.model = models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in ["<unk>", "<s>", "</s>"]])
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(content=" ", left=1, right=0),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    return tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}


def write(target, name, tokenizer, tokens):
    folder = target / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False) + "\n", encoding="utf-8")
    config = tokens | {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False) + "\n", encoding="utf-8")
    loaded = PreTrainedTokenizerFast.from_pretrained(folder)
    generator = random.Random(7)
    cases = []
    for text in corpus():
        ids = loaded.encode(text, add_special_tokens=False)
        cases.append({"text": text, "ids": ids} | decoded(loaded, ids))
    # Ids in no text's order: broken characters, special tokens anywhere.
    broken = [[generator.randrange(len(loaded)) for _ in range(generator.randint(1, 12))] for _ in range(150)]
    cases += [{"ids": ids} | decoded(loaded, ids) for ids in broken]
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    head = {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__, "size": len(loaded)}
    head |= {"eos": loaded.eos_token_id}
    content = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    (folder / "expected.json").write_text(content, encoding="utf-8")


def decoded(loaded, ids):
    plain = {"skip_special_tokens": False, "clean_up_tokenization_spaces": False}
    whole = loaded.decode(ids, **plain)
    without = loaded.decode(ids, **(plain | {"skip_special_tokens": True}))
    return {"decoded": whole} | ({} if without == whole else {"without": without})


def make(target):
    write(target, "qwen2", *qwen2())
    write(target, "llama3", *llama3())
    write(target, "llama2", *sentence_piece(False))
    write(target, "mistral", *sentence_piece(True))


if __name__ == "__main__":
    fixtures.main(__doc__, FOLDER, make)

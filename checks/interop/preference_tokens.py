"""Makes what PreferenceTokensGoldenTest holds Vireo's preference data against: what TRL's trainers tokenise.

    $(checks/interop/environment)/bin/python checks/interop/preference_tokens.py [--check]

--check compares what would be made with what is there. For the tokenizers of TokenizerGoldenTest, two
chat templates of our own, and pairs as text and as messages, with a prompt column and without:

dpo   prompt, chosen and rejected tokens of DPOTrainer
kto   prompt and completion tokens of KTOTrainer, of the same pairs taken apart
orpo  prompt and completion tokens of ORPOTrainer, a side each, which CPOTrainer's must equal
cut   the tokens and masks of DPOTrainer's batches with a max_length, or null where it drops the pair
"""

import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")

import fixtures
import transformers
import trl
from datasets import Dataset, disable_progress_bars
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl.experimental.cpo import CPOConfig, CPOTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "jobs/src/test/resources/dev/vireo/jobs/data/preferences"
TOKENIZERS = ROOT / "models/src/test/resources/dev/vireo/models/tokenizer"
NAMES = ["qwen2", "llama3", "llama2", "mistral", "framed"]
LONGEST = 12

# The second renders a prompt alone otherwise than before an answer, and ends no turn with a token.
TEMPLATES = {
    "turns": "{% for m in messages %}[{{ m.role }}]\n{{ m.content | trim }}{{ eos_token }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]\n{% endif %}",
    "thought": "{% for m in messages %}## {{ m.role }}: {{ m.content }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}## assistant: (thinking){% endif %}",
}

PLAIN = [
    ("Question: 12 + 34 =", " 46", " 45"),
    ("Question: 12 + 34 =\n", "46", "4 6"),
    ("Q: why?\nA:", " Because.", "Because not, and for no other reason at all."),
    ("the quick brown", " fox jumps", " fox jumps over"),
    ("数学题：", "小明有12个苹果", "👍🏽 没有"),
    ("def f(x):\n", "    return x\n", "\treturn x"),
    ("Ends itself:", " yes{eos}", " no"),
    ("Answer: ", "7", "42"),
    ("12", "34", " 35"),
    ("Answer", "s", "ing"),
]
IMPLIED = [
    ("Question: 12 + 34 = 46", "Question: 12 + 34 = 45"),
    ("The sky is blue.", "The sky is green."),
    ("Q: why? A: Because.", "Q: why? A: Because"),
    ("one\ttwo", "one\tthree"),
    ("face 👍🏽", "face 👎🏽"),
]


def user(text):
    return {"role": "user", "content": text}


def assistant(text):
    return {"role": "assistant", "content": text}


SYSTEM = {"role": "system", "content": "Be brief."}
CHATS = [
    ([user("1 + 1?")], [assistant("2")], [assistant("3, or so")]),
    ([SYSTEM, user(" Why? ")], [assistant("Because.\n")], [assistant(" Because.")]),
    (
        [user("First?"), assistant("Hm."), user("数学？")],
        [assistant("对"), user("Sure?"), assistant("Yes.")],
        [assistant("不 👍🏽")],
    ),
]
IMPLIED_CHATS = [
    ([user("1 + 1?"), assistant("2")], [user("1 + 1?"), assistant("3")]),
    ([SYSTEM, user("Go."), assistant("Gone.")], [SYSTEM, user("Go."), assistant("No."), user("Go!"), assistant("Gone.")]),
    ([user("Go."), assistant("Gone."), user("?"), assistant("!")], [user("Go."), assistant("Gone.")]),
]


def rows(eos):
    def ended(*texts):
        return [text.replace("{eos}", eos) for text in texts]

    pairs = [dict(zip(("prompt", "chosen", "rejected"), ended(*row), strict=True)) for row in PLAIN]
    implied = [dict(zip(("chosen", "rejected"), ended(*row), strict=True)) for row in IMPLIED]
    chats = [dict(zip(("prompt", "chosen", "rejected"), row, strict=True)) for row in CHATS]
    implied_chats = [dict(zip(("chosen", "rejected"), row, strict=True)) for row in IMPLIED_CHATS]
    return [pairs, implied], [chats, implied_chats]


def settings(config, place, **more):
    return config(output_dir=place, use_cpu=True, bf16=False, report_to=[], disable_tqdm=True, **more)


class Peers:
    """The trainers on a model of a tokenizer."""

    def __init__(self, tokenizer, place):
        shape = dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
        self.tokenizer = tokenizer
        config = LlamaConfig(vocab_size=len(tokenizer), **shape)
        self.model, self.reference = LlamaForCausalLM(config), LlamaForCausalLM(config)
        self.place = place
        if tokenizer.pad_token is None:
            tokenizer.pad_token = tokenizer.eos_token

    def trainer(self, kind, config, data, **more):
        reference = {"ref_model": self.reference} if kind in (trl.DPOTrainer, trl.KTOTrainer) else {}
        return kind(
            **reference,
            model=self.model,
            args=settings(config, self.place, **more),
            train_dataset=Dataset.from_list(data),
            processing_class=self.tokenizer,
        )

    def dpo(self, data):
        made = self.trainer(trl.DPOTrainer, trl.DPOConfig, data, max_length=None).train_dataset
        return [{name: row[name + "_ids"] for name in ("prompt", "chosen", "rejected")} for row in made]

    def kto(self, data):
        more = dict(max_length=None, per_device_train_batch_size=2)
        made = list(self.trainer(trl.KTOTrainer, trl.KTOConfig, data, **more).train_dataset)
        # All chosen sides come first.
        for good, other in zip(made[: len(data)], made[len(data) :], strict=True):
            assert good["label"] and not other["label"]
            sides = {"chosen": good, "rejected": other}
            yield {name: {part: side[part + "_ids"] for part in ("prompt", "completion")} for name, side in sides.items()}

    def odds(self, kind, config, data):
        for row in self.trainer(kind, config, data, max_length=10_000).train_dataset:
            sides = {}
            for side in ("chosen", "rejected"):
                ids, labels = row[side + "_input_ids"], row[side + "_labels"]
                cut = sum(label == -100 for label in labels)
                sides[side] = {"prompt": ids[:cut], "completion": ids[cut:]}
            yield sides

    def orpo(self, data):
        made = list(self.odds(ORPOTrainer, ORPOConfig, data))
        if made != list(self.odds(CPOTrainer, CPOConfig, data)):
            raise SystemExit("ORPO and CPO make other tokens of the same pairs")
        return made

    def cut(self, data):
        trainer = self.trainer(trl.DPOTrainer, trl.DPOConfig, data, max_length=LONGEST)
        kept = [row["prompt"] + json.dumps(row["chosen"]) for row in trainer.train_dataset]
        made = [trainer.data_collator([row]) for row in trainer.train_dataset]
        for row in data:
            key = row["prompt"] + json.dumps(row["chosen"])
            found = next((place for place, name in enumerate(kept) if name.startswith(key[:-1])), None)
            if found is None:
                yield None
                continue
            ids, attention, mask = (made[found][name].tolist() for name in ("input_ids", "attention_mask", "completion_mask"))
            sides = []
            for side in range(2):
                length = sum(attention[side])
                prompt = length - sum(mask[side])
                sides.append((ids[side][:prompt], ids[side][prompt:length]))
            assert sides[0][0] == sides[1][0]
            yield {"prompt": sides[0][0], "chosen": sides[0][1], "rejected": sides[1][1]}


def cases(name, tokenizer, place):
    plain, chats = rows(tokenizer.eos_token)
    for template in [None, *TEMPLATES]:
        tokenizer.chat_template = TEMPLATES.get(template)
        peers = Peers(tokenizer, place)
        for data in plain if template is None else chats:
            made = zip(data, peers.dpo(data), peers.kto(data), peers.orpo(data), strict=True)
            cut = list(peers.cut(data)) if template is None and "prompt" in data[0] else None
            for place_, (row, dpo, kto, orpo) in enumerate(made):
                case = {"tokenizer": name, "template": template, "row": row, "dpo": dpo, "kto": kto, "orpo": orpo}
                yield case | ({} if cut is None else {"cut": cut[place_]})


def make(target):
    disable_progress_bars()
    head = {"transformers": transformers.__version__, "trl": trl.__version__, "templates": TEMPLATES, "longest": LONGEST}
    head["tokenizers"] = {}
    lines = []
    with tempfile.TemporaryDirectory() as place:
        for name in NAMES:
            tokenizer = PreTrainedTokenizerFast.from_pretrained(TOKENIZERS / name)
            head["tokenizers"][name] = {"bos": tokenizer.bos_token_id, "eos": tokenizer.eos_token_id}
            lines += [json.dumps(case) for case in cases(name, tokenizer, place)]
    target.mkdir(parents=True, exist_ok=True)
    text = f'{json.dumps(head)[:-1]}, "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    (target / "tokens.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    fixtures.main(__doc__, FOLDER, make)

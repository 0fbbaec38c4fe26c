"""Makes the expected renderings that ChatTemplateGoldenTest holds Vireo's chat templates against.

    $(checks/interop/environment)/bin/python checks/interop/make_chat_fixtures.py [--check]

--check compares what would be made with what is there. The templates lie among the test's resources;
they were written for it, and have between them what those of published models do. Three files come
out:

renderings.json      conversations rendered with each template
snippets.json        small templates, a construct each; Vireo must render them alike or refuse them
demonstrations.json  conversations cut where the assistant's last turn begins, by TRL's
                     apply_chat_template for prompt and completion
"""

import datetime
import json
import random
import re
from pathlib import Path
from unittest import mock

import fixtures
import transformers
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

from trl.data_utils import apply_chat_template

from chat_snippets import SNIPPETS, VARIABLES

FOLDER = Path(__file__).parent.parent.parent / "models/src/test/resources/dev/vireo/models/chat"
NOW = datetime.datetime(2026, 3, 7, 9, 5, 3)

TOKENS = {
    "chatml": {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"},
    "headers": {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"},
    "other": {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
}
CHATML = ("chatml", "chatml_tools", "thinking", "thinking_training")

FUNCTIONS = [
    {
        "name": "weather",
        "description": "The weather of a place.\n\nIn degrees.",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "A town,\nor <a> \"village\""},
                "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
                "days": {"type": "array", "items": {"type": "integer"}},
                "more": {"type": "object", "properties": {"wind": {"type": ["boolean", "null"]}}},
            },
            "required": ["place"],
        },
    },
    {"name": "時刻", "description": " What time it is ", "parameters": {}},
]

# What each template is told beside the messages: none of these, and then each of these.
VARIABLES_OF = {
    "thinking": [{"enable_thinking": False}],
    "thinking_training": [{"enable_thinking": False}],
    "chatml_tools": [{"functions": FUNCTIONS}],
    "headers_tools": [
        {"date_string": "7 Mar 2026"},
        {"date_string": "7 Mar 2026", "functions": FUNCTIONS, "switched_off": "weather"},
        {"functions": FUNCTIONS, "first_user_takes_tools": False},
    ],
    "functions": [
        {"functions": FUNCTIONS, "reasoning_effort": "high"},
        {"reasoning_effort": "no"},
    ],
    "macros": [{"settings": {"b": [True, None], "A": "x", "c": {"10": -1, "9": ""}}}],
}

# White space at the ends of contents, a byte order mark, separators that only Python strips, text
# that looks like a template, special tokens, and joined emoji.
NASTY = [
    "Hello",
    "  two spaces, a tab\t \n",
    "\x1c\x85\u00a0\u3000inside\u2028\ufeff\u200b\x1f",
    "\ufefffirst",
    "{{ messages }} {% if x %} {# no #}",
    "<|im_end|>\n<|im_start|>system\n<|eot_id|></s>[INST]",
    "数学：１＋１＝？ 👩‍👩‍👧‍👦🏳️‍🌈 e\u0301",
    "a\r\nb\rc\x00\x07d",
    "'single' \"double\" \\back\\ 'both\" ",
    "<think>\n  why \n</think>\n\n  because \n",
    "<tool_response>x</tool_response>",
    " ",
]


def conversations():
    user = [[{"role": "user", "content": text}] for text in NASTY]
    system = [[{"role": "system", "content": text}, {"role": "user", "content": "Go on."}] for text in NASTY]
    turns = [
        [
            {"role": "user", "content": "First?"},
            {"role": "assistant", "content": text},
            {"role": "user", "content": text},
        ]
        for text in NASTY
    ]
    ends = [
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "First?"},
            {"role": "assistant", "content": text},
        ]
        for text in NASTY
    ]
    odd = [
        [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
        [{"role": "assistant", "content": "a"}],
        [{"role": "system", "content": "alone"}],
        [{"role": "user", "content": "a"}, {"role": "system", "content": "late"}, {"role": "user", "content": "b"}],
        [{"role": "user", "content": "a"}, {"role": "tool", "content": "42"}, {"role": "tool", "content": "43"}],
        [{"role": "narrator", "content": "a"}],
    ]
    return user + system + turns + ends + odd


def tokens_of(name):
    return TOKENS["chatml" if name in CHATML else name.split("_")[0] if name.startswith("headers") else "other"]


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


def clock():
    """What strftime_now tells."""
    return mock.patch.object(chat_template_utils, "datetime", Clock)


def render(template, tokens, messages, add_generation_prompt, variables):
    try:
        with clock():
            rendered, _ = chat_template_utils.render_jinja_template(
                conversations=[messages],
                tools=None,
                documents=None,
                chat_template=template,
                add_generation_prompt=add_generation_prompt,
                **{**tokens, **variables},
            )
        return {"expected": rendered[0]}
    except Exception as error:  # What fails here must fail there.
        return {"error": f"{type(error).__name__}: {error}"}


def renderings():
    cases = []
    for file in sorted((FOLDER / "templates").glob("*.jinja")):
        # A file read from a model directory keeps its last newline; Jinja drops it.
        template = file.read_text(encoding="utf-8")
        for variables in [{}] + VARIABLES_OF.get(file.stem, []):
            for index, messages in enumerate(conversations()):
                if variables and index % 6 > 0:
                    continue
                for prompt in (True, False):
                    case = {"template": file.stem, "conversation": index, "prompt": prompt}
                    case |= {"variables": variables} if variables else {}
                    case |= render(template, tokens_of(file.stem), messages, prompt, variables)
                    cases.append(case)
    names = sorted({case["template"] for case in cases})
    tokens = {name: tokens_of(name) for name in names}
    return {"tokens": tokens, "conversations": conversations(), "cases": cases}


def snippets():
    messages = [
        {"role": "system", "content": " Be brief.\n"},
        {"role": "user", "content": "Hi 👩‍👧 there"},
        {"role": "assistant", "content": "<think>\nx \n</think>\n\nHo"},
        {"role": "user", "content": "Bye"},
    ]
    cases = []
    random.seed(7)  # lipsum()
    for template in SNIPPETS:
        case = {"template": template} | render(template, {"eos_token": "</s>"}, messages, True, VARIABLES)
        # Where an object lies is another place each time.
        cases.append({name: re.sub("at 0x[0-9a-f]+", "at 0x0", text) for name, text in case.items()})
    return {"messages": messages, "variables": VARIABLES, "cases": cases}


def demonstrations():
    """What TRL's trainer for fine-tuning makes of a conversation; it cuts where the two part."""
    cases = []
    conversation = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "Hm.\n"},
        {"role": "user", "content": " 1 + 1?"},
    ]
    answers = ["2", "<think>\nwhy\n</think>\n\n2", "数学 👍🏽\n"]
    word = Tokenizer(models.WordLevel({"x": 0}, unk_token="x"))
    for file in sorted((FOLDER / "templates").glob("*.jinja")):
        template = file.read_text(encoding="utf-8")
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=word, **tokens_of(file.stem))
        variables = {"date_string": "7 Mar 2026"} if file.stem == "headers_tools" else {}
        for messages in (conversation[1:2], conversation[:2], conversation):
            for answer in answers:
                given = {"prompt": messages, "completion": [{"role": "assistant", "content": answer}]}
                case = {"template": file.stem, "messages": messages, "answer": answer}
                case |= {"variables": variables} if variables else {}
                try:
                    with clock():
                        whole = tokenizer.apply_chat_template(
                            messages,
                            chat_template=template,
                            tokenize=False,
                            add_generation_prompt=True,
                            **variables,
                        )
                        made = apply_chat_template(given, tokenizer, chat_template=template, **variables)
                    # Where TRL cuts the generation prompt off, Vireo refuses the conversation.
                    case |= made if made["prompt"] == whole else {"parts": True}
                except Exception as error:
                    case |= {"error": f"{type(error).__name__}: {error}"}
                cases.append(case)
    names = sorted({case["template"] for case in cases})
    return {"tokens": {name: tokens_of(name) for name in names}, "cases": cases}


def write(target, name, content):
    versions = {"transformers": transformers.__version__, "now": NOW.isoformat()}
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in content.pop("cases"))
    head = json.dumps(versions | content, ensure_ascii=True)[:-1]
    (target / name).write_text(f'{head}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


def make(target):
    write(target, "renderings.json", renderings())
    write(target, "snippets.json", snippets())
    write(target, "demonstrations.json", demonstrations())


if __name__ == "__main__":
    fixtures.main(__doc__, FOLDER, make)

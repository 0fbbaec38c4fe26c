"""TRL's trainers on a tiny model, in float32 on the CPU. To be imported before TRL."""

import logging
import os
import pathlib
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

import transformers
from datasets import Dataset, disable_progress_bars

import tiny_models
from round_trip import tokenizer


class Tiny:
    """A model directory with a tokenizer, and trainers that start from it."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.model = self.place / "model"
        tiny_models.qwen2(11).save_pretrained(self.model)
        self.tokenizer = tokenizer()
        self.tokenizer.save_pretrained(self.model)

    def base(self):
        return transformers.AutoModelForCausalLM.from_pretrained(self.model)

    def trainer(self, kind, configuration, rows, settings, model=None, **others):
        usual = dict(
            output_dir=str(self.place / "trl"),
            per_device_train_batch_size=2,
            use_cpu=True,
            bf16=False,
            report_to="none",
            disable_tqdm=True,
        )
        config = configuration(**{**usual, **settings})
        made = kind(
            model=model or self.base(),
            args=config,
            train_dataset=Dataset.from_list(rows),
            processing_class=self.tokenizer,
            **others,
        )
        made.model.train()
        return made


def taken(size, seed):
    """The order in which a run of Vireo takes its examples first: SeededOrder, for few of them."""
    mask = 2**64 - 1

    def mix(bits):
        bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & mask
        bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & mask
        return bits ^ bits >> 31

    def absorb(key, value):
        return mix(mix(key + 0x9E3779B97F4A7C15 & mask) + value * 0xD1342543DE82EF95 & mask)

    order = list(range(size))
    key = absorb(absorb(seed, 0), size)
    for counter, i in enumerate(range(size - 1, 0, -1)):
        j = (absorb(key, counter) >> 1) % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def quiet():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    transformers.logging.disable_progress_bar()
    disable_progress_bars()

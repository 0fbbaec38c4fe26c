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


def quiet():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    transformers.logging.disable_progress_bar()
    disable_progress_bars()

"""Prints what an iteration of TRL's GRPOTrainer takes, with TRL's own generation.

Arguments: f32, bf16 (torch's autocast over weights in float32, as TRL does by default) or bf16-weights
(weights, gradients and optimizer in bfloat16 too, as from a model that was loaded so); a model directory, prompts as JSON lines, prompts of an iteration, tokens of
a completion, iterations, completions of a micro-batch, and what is trained: whole, or adapter, whose
base is kept as it is computed with.
"""

import sys
import tempfile
import time

import torch
from datasets import load_dataset
from peft import LoraConfig
from times import line
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

GROUP = 8


class Clock(TrainerCallback):
    """When each iteration ended."""

    def __init__(self) -> None:
        self.ends: list[float] = []

    def on_step_end(self, *_: object, **__: object) -> None:
        self.ends.append(time.perf_counter())


def main() -> None:
    compute, directory, prompts, count, tokens, rounds, micro_batch, trained = sys.argv[1:]
    torch.set_num_threads(torch.get_num_threads())
    lengths: list[int] = []
    sampling: list[float] = []

    def shortness(completions: list[str], completion_ids: list[list[int]], **_: object) -> list[float]:
        lengths.append(sum(map(len, completion_ids)))
        return [-float(len(text)) for text in completions]

    lora = None
    if trained == "adapter":
        lora = LoraConfig(r=16, lora_alpha=32, target_modules=["q_proj", "k_proj", "v_proj", "o_proj"])
    narrow = compute == "bf16-weights" or (lora and compute == "bf16")
    stored = torch.bfloat16 if narrow else torch.float32
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=stored)
    tokenizer = AutoTokenizer.from_pretrained(directory)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    batch = int(count) * GROUP
    clock = Clock()
    with tempfile.TemporaryDirectory() as output:
        trainer = GRPOTrainer(
            model=model,
            processing_class=tokenizer,
            reward_funcs=shortness,
            train_dataset=load_dataset("json", data_files=prompts, split="train"),
            callbacks=[clock],
            peft_config=lora,
            args=GRPOConfig(
                output_dir=output,
                use_cpu=not torch.cuda.is_available(),
                bf16=compute != "f32",
                gradient_checkpointing=False,
                per_device_train_batch_size=int(micro_batch),
                gradient_accumulation_steps=batch // int(micro_batch),
                num_generations=GROUP,
                max_completion_length=int(tokens),
                max_steps=int(rounds),
                save_strategy="no",
                report_to=[],
                logging_strategy="no",
                disable_tqdm=True,
            ),
        )
        generate = trainer._generate_and_score_completions

        def timed(inputs: object) -> object:
            begun = time.perf_counter()
            outputs = generate(inputs)
            sampling.append(time.perf_counter() - begun)
            return outputs

        trainer._generate_and_score_completions = timed
        trainer.train()
    spans = [end - before for before, end in zip(clock.ends, clock.ends[1:], strict=False)]
    best = min(range(len(spans)), key=spans.__getitem__)
    print(line(f"trl {compute}", sampling[best + 1], spans[best] - sampling[best + 1], 0, lengths[best + 1]))


if __name__ == "__main__":
    main()

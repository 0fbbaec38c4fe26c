"""Outputs of passes are those of transformers and PEFT."""

from __future__ import annotations

from pathlib import Path

import here
import numpy
import pytest
import reference
import torch
from vireo_torch.passes import logprobs as chunks
from workers import floats, sequence

SEQUENCES = reference.some_sequences(5, seed=1)


def asked(sequences: list[reference.Sequence] = SEQUENCES) -> list[dict[str, str]]:
    return [sequence(*each) for each in sequences]


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("name", ["qwen2", "llama", "mistral", "qwen3"])
def test_logprobs_of_every_architecture(models: Path, name: str, sharding: str) -> None:
    model = reference.language_model(models / name)
    with here.worker(model=models / name, sharding=sharding, trained=False, adamw=None) as worker:
        found = here.passed(worker, asked(), temperature=0.7)["outputs"]
    with torch.no_grad():
        expected = torch.cat([reference.logprobs(model, each, 0.7) for each in SEQUENCES])
    numpy.testing.assert_allclose(found, expected, atol=2e-5)


def test_places_that_are_left_out(models: Path) -> None:
    with here.worker(model=models / "qwen2", trained=False, adamw=None) as worker:
        every = here.passed(worker, asked())["outputs"]
        some = here.passed(worker, [sequence(*SEQUENCES[0], [1]), sequence(*SEQUENCES[1], []), sequence(*SEQUENCES[2])])
        none = here.passed(worker, [sequence(*SEQUENCES[0], [])])
    starts = numpy.cumsum([0] + [len(completion) for _, completion in SEQUENCES])
    numpy.testing.assert_allclose(
        some["outputs"], numpy.concatenate([every[1:2], every[starts[2] : starts[3]]]), atol=2e-6
    )
    assert len(none["outputs"]) == 0


def test_temperature_zero_counts_as_one(models: Path) -> None:
    with here.worker(model=models / "qwen2", trained=False, adamw=None) as worker:
        zero = here.passed(worker, asked(), temperature=0.0)["outputs"]
        one = here.passed(worker, asked(), temperature=1.0)["outputs"]
    assert zero.tobytes() == one.tobytes()


def test_statistics(models: Path) -> None:
    model = reference.language_model(models / "qwen2")
    with here.worker(model=models / "qwen2", trained=False, adamw=None) as worker:
        found = here.passed(worker, asked(), temperature=0.5, statistics=["most-likely", "entropy", "mean-logit"])
    with torch.no_grad():
        scaled = torch.cat([reference.logits(model, each) for each in SEQUENCES]) / 0.5
    targets = torch.tensor([token for _, completion in SEQUENCES for token in completion])
    numpy.testing.assert_allclose(found["mean-logit"], scaled.mean(-1), atol=1e-5)
    numpy.testing.assert_allclose(found["entropy"], torch.distributions.Categorical(logits=scaled).entropy(), atol=2e-5)
    numpy.testing.assert_array_equal(found["most-likely"], scaled.argmax(-1) == targets)
    # The most likely token after a prompt, which makes at least one of them 1.
    likely = int(scaled[0].argmax())
    with here.worker(model=models / "qwen2", trained=False, adamw=None) as worker:
        hit = here.passed(worker, [sequence(SEQUENCES[0][0], [likely])], statistics=["most-likely"])
    assert hit["most-likely"].tolist() == [1.0]


def test_adapter(models: Path) -> None:
    model = reference.language_model(models / "qwen2", models / "adapter")
    plain = reference.language_model(models / "qwen2")
    with here.worker(model=models / "qwen2", adapter=models / "adapter", trained=False, adamw=None) as worker:
        found = here.passed(worker, asked())["outputs"]
    with torch.no_grad():
        expected = torch.cat([reference.logprobs(model, each) for each in SEQUENCES])
        without = torch.cat([reference.logprobs(plain, each) for each in SEQUENCES])
    numpy.testing.assert_allclose(found, expected, atol=2e-5)
    assert float((expected - without).abs().max()) > 0.01


def values(directory: Path, kind: str) -> list[torch.Tensor]:
    """The values of a scalar head at every state of each sequence, [tokens, labels]."""
    import transformers

    model = getattr(transformers, kind).from_pretrained(directory, dtype=torch.float32).eval()
    head = model.score
    with torch.no_grad():
        return [
            head(model.model(input_ids=torch.tensor([prompt + completion])).last_hidden_state[0])
            for prompt, completion in SEQUENCES
        ]


@pytest.mark.parametrize(
    ("name", "kind"), [("reward", "Qwen2ForSequenceClassification"), ("steps", "Qwen2ForTokenClassification")]
)
def test_values_of_states(models: Path, name: str, kind: str) -> None:
    """State -1 is before the completion; the last is after its last token."""
    places = [list(range(-1, len(completion))) for _, completion in SEQUENCES]
    with here.worker(model=models / name, head="scalar", trained=False, adamw=None) as worker:
        found = here.passed(worker, [sequence(*each, at) for each, at in zip(SEQUENCES, places, strict=True)])
    every = zip(values(models / name, kind), SEQUENCES, strict=True)
    expected = [of_tokens[len(prompt) - 1 :].flatten() for of_tokens, (prompt, _) in every]
    numpy.testing.assert_allclose(found["outputs"], torch.cat(expected), atol=1e-5)


def test_a_head_that_the_adapter_brings(models: Path) -> None:
    """The base is a language model; its own head has no part in it."""
    places = [[-1, len(completion) - 1] for _, completion in SEQUENCES]
    with here.worker(model=models / "qwen2", adapter=models / "critic", head="scalar") as worker:
        found = here.passed(worker, [sequence(*each, at) for each, at in zip(SEQUENCES, places, strict=True)])
        assert "base_model.model.score.weight" in worker._training().parameters
    assert len(found["outputs"]) == 2 * len(SEQUENCES)
    assert len(set(found["outputs"].tolist())) > len(SEQUENCES)


@pytest.mark.parametrize("compute", ["f32", "bf16"])
@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("name", ["qwen2", "adapter", "critic"])
def test_scores_are_those_of_training_to_the_bit(models: Path, name: str, sharding: str, compute: str) -> None:
    """A first step then finds the probabilities that its examples were scored with."""
    start = {"model": models / "qwen2", "sharding": sharding, "compute": compute}
    if name != "qwen2":
        start.update(adapter=models / name, head="scalar" if name == "critic" else "language-model")
    with here.worker(**start, trained=False, adamw=None) as worker:
        scored = here.passed(worker, asked())["outputs"]
    with here.worker(**start) as worker:
        learned_from = here.passed(worker, asked(), gradient=True)["outputs"]
    assert scored.tobytes() == learned_from.tobytes()


def test_a_text_that_is_all_prompt_is_scored_at_its_end(models: Path) -> None:
    texts = [prompt + completion for prompt, completion in SEQUENCES]
    with here.worker(model=models / "reward", head="scalar", trained=False, adamw=None) as worker:
        found = here.passed(worker, [sequence(text, [], [-1]) for text in texts])["outputs"]
    expected = torch.cat([of_tokens[-1] for of_tokens in values(models / "reward", "Qwen2ForSequenceClassification")])
    numpy.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("sharding", ["replicated", "full"])
def test_few_logits_at_once_give_the_same(models: Path, sharding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gradient(limit: int) -> tuple[numpy.ndarray, float]:
        monkeypatch.setattr(chunks.logprobs, "__defaults__", (limit,))
        with here.worker(model=models / "llama", sharding=sharding) as worker:
            first = here.passed(worker, asked(), gradient=True, statistics=["entropy"])
            weights = numpy.linspace(-1, 1, len(first["outputs"]))
            worker.backward({"derivative": floats(weights)})
            return numpy.concatenate([first["outputs"], first["entropy"]]), worker.update({})["grad-norm"]

    whole, norm = gradient(1 << 24)
    parts, norm_of_parts = gradient(3 * 61)
    numpy.testing.assert_allclose(parts, whole, atol=1e-6)
    assert norm_of_parts == pytest.approx(norm, rel=1e-6)


@pytest.mark.parametrize("sharding", ["replicated", "full"])
@pytest.mark.parametrize("adapted", [False, True])
def test_gradient_checkpointing_gives_the_same_bits(models: Path, tmp_path: Path, sharding: str, adapted: bool) -> None:
    adapter = models / "adapter" if adapted else None
    files = []
    for checkpointing in (False, True):
        start = {"sharding": sharding, "gradient_checkpointing": checkpointing, "adapter": adapter}
        with here.worker(model=models / "qwen2", **start) as worker:
            here.updated(worker, asked())
            folder = here.saved(worker, tmp_path / str(checkpointing))
        files.append((folder / f"{'adapter_model' if adapted else 'model'}.safetensors").read_bytes())
    assert files[0] == files[1]


def test_gradient_checkpointing_computes_layers_again(models: Path) -> None:
    with here.worker(model=models / "qwen2", gradient_checkpointing=True) as worker:
        passes = []
        worker._scorer.get_submodule("model.layers.0.self_attn").register_forward_hook(lambda *_: passes.append(1))
        here.updated(worker, asked())
    assert len(passes) == 2

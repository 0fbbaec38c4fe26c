"""A LoRA adapter, put into a model by PEFT."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from vireo_torch.model.directory import read_json
from vireo_torch.model.names import adapter_name, is_factor
from vireo_torch.model.tensors import Tensors
from vireo_torch.refusal import Refusal, first_line

# Everything else is bookkeeping, or a setting that Vireo has refused. Modules trained as a whole are
# parameters as others are, and dropout would make one pass differ from the next.
_WHERE_AND_HOW_MUCH = (
    "alpha_pattern",
    "exclude_modules",
    "layers_pattern",
    "layers_to_transform",
    "lora_alpha",
    "r",
    "rank_pattern",
    "target_modules",
    "use_rslora",
)


class Adapter:
    """An adapter directory."""

    def __init__(self, directory: Path) -> None:
        """Opens the directory.

        Raises:
            Refusal: it is not an adapter, or not one of low rank
        """
        self.directory = directory
        self._file = directory / "adapter_config.json"
        self._config = read_json(directory, self._file, "adapter", self._file.name)
        if self._config.get("peft_type") != "LORA":
            raise Refusal(
                f"Cannot read the adapter {self._file}: peft_type {self._config.get('peft_type')} is not supported,"
                " only LORA"
            )
        self.tensors = Tensors.of_adapter(directory)

    def put_into(self, scorer: nn.Module) -> None:
        """Adds the low-rank factors to the modules that they belong to, without values.

        Raises:
            Refusal: PEFT cannot, or tensors of the file have no place
        """
        # Imported here, since it takes a second and most models have no adapter.
        import peft

        settings = {key: self._config[key] for key in _WHERE_AND_HOW_MUCH if key in self._config}
        if settings.get("target_modules") == "all-linear":
            settings["target_modules"] = [
                name for name, module in scorer.named_modules() if isinstance(module, nn.Linear) and ".layers." in name
            ]
        try:
            peft.inject_adapter_in_model(peft.LoraConfig(**settings), scorer)
        except (ValueError, TypeError, KeyError) as error:
            raise Refusal(f"Cannot read the adapter {self._file}: {first_line(error)}") from error
        self._require_places(scorer)

    def trains(self, name: str) -> bool:
        """Whether a parameter is the adapter's: a factor, or in its file as a whole."""
        return is_factor(name) or adapter_name(name) in self.tensors.names()

    def _require_places(self, scorer: nn.Module) -> None:
        names = [name for name, _ in scorer.named_parameters()]
        unknown = self.tensors.names() - {adapter_name(name) for name in names}
        if unknown:
            raise Refusal(f"Cannot read the adapter {self._file}: tensor {min(unknown)} has no place in this model")
        if not any(is_factor(name) for name in names):
            raise Refusal(f"Cannot read the adapter {self._file}: target_modules names no module of this model")

"""Models that the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny models and adapters of them, each by its name."""
    folder = tmp_path_factory.mktemp("models")
    for make in (tiny.qwen2, tiny.llama, tiny.mistral, tiny.qwen3, tiny.reward, tiny.steps):
        make(folder / make.__name__)
    tiny.adapter(folder / "adapter", folder / "qwen2")
    tiny.adapter(folder / "critic", folder / "qwen2", score=1)
    return folder

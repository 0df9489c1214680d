"""The settings of a run: their parts, checks and errors, and which of them have an effect."""

from core.config.dataset_config import DatasetConfig
from core.config.file_settings import FileSettings
from core.config.model_config import Cell, MergeMode, ModelConfig, Pooling
from core.config.run_config import RunConfig, choices, flatten, read_config
from core.config.text_config import TextConfig, Tokenizer
from core.config.train_config import Monitor, TrainConfig

__all__ = [
    "Cell", "DatasetConfig", "FileSettings", "MergeMode", "ModelConfig", "Monitor", "Pooling", "RunConfig",
    "TextConfig", "Tokenizer", "TrainConfig", "choices", "flatten", "read_config",
]  # fmt: skip

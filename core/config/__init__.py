"""The settings of a run: their parts, checks and errors, and which of them have an effect."""

from core.config.parts.dataset_config import MAX_SPLIT, DatasetConfig
from core.config.parts.file_settings import FileSettings
from core.config.parts.model_config import Cell, MergeMode, ModelConfig, Pooling
from core.config.parts.text_config import Language, Normalization, Subwords, TextConfig, TextRules, Tokenizer
from core.config.parts.train_config import MAX_SEED, Monitor, TrainConfig
from core.config.run_config import PATH_SETTINGS, RunConfig, choices, flatten, read_config

__all__ = [
    "MAX_SEED", "MAX_SPLIT", "PATH_SETTINGS", "Cell", "DatasetConfig", "FileSettings", "Language", "MergeMode",
    "ModelConfig", "Monitor", "Normalization", "Pooling", "RunConfig", "Subwords", "TextConfig", "TextRules",
    "Tokenizer", "TrainConfig", "choices", "flatten", "read_config",
]  # fmt: skip

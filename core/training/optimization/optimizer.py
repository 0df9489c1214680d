"""The optimizer of a run: Keras' own class, with its learning rate or its schedule."""

import keras

from core.config import TrainConfig
from core.training.batches.batching import WARM_UP_SHARE

_CLASSES = {
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
    "sgd": keras.optimizers.SGD,
}


def new_optimizer(config: TrainConfig, num_updates: int) -> keras.optimizers.Optimizer:
    """Keras' optimizer with the arguments that a run sets (https://keras.io/api/optimizers/); all others are defaults.

    A schedule over all updates is part of the optimizer and depends on its number of iterations alone, so that a run
    that continues from a checkpoint goes on with the same rates. The rate of `on_plateau` is set before each epoch.

    Args:
        num_updates: planned in the whole training.
    """
    own = {"adamw": {"weight_decay": config.weight_decay}, "sgd": {"momentum": config.momentum}}
    return _CLASSES[config.optimizer](
        _learning_rate(config, num_updates),
        global_clipnorm=config.global_clipnorm,
        **own.get(config.optimizer, {}),
    )


def _learning_rate(config: TrainConfig, num_updates: int) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """The constant rate, or Keras' cosine decay (Loshchilov and Hutter, 2017, https://arxiv.org/abs/1608.03983)."""
    if config.schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(config.learning_rate, num_updates)
    if config.schedule == "one_cycle":
        warm_up = int(WARM_UP_SHARE * num_updates)
        return keras.optimizers.schedules.CosineDecay(
            0.0, num_updates - warm_up, warmup_target=config.learning_rate, warmup_steps=warm_up
        )
    return config.learning_rate

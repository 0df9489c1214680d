"""TrainConfig: how a network is trained."""

from typing import Literal

from pydantic import Field

from core.config.parts.config_part import ConfigPart

Monitor = Literal["val_loss", "val_accuracy", "val_macro_f1"]
Kernel = Literal["auto", "keras", "fast", "bfloat16"]
MAX_SEED = 2**31 - 1


class TrainConfig(ConfigPart):
    """How the network is trained."""

    epochs: int = Field(5, ge=1, le=1_000, description="Largest number of passes over the training set.")
    steps_per_epoch: int | None = Field(
        None,
        ge=1,
        description="Number of updates in an epoch; the next epoch continues with the rows that follow. Leave it empty "
        "to use the whole training set in each epoch.",
    )
    batch_size: int = Field(
        64, ge=1, le=8_192, description="Rows per update. Larger batches train faster, with fewer updates."
    )
    optimizer: Literal["adam", "adamw", "rmsprop", "sgd"] = Field(
        "adam",
        description="Rule of the updates. `adam` and `rmsprop` adapt the step size of each weight, `adamw` also decays "
        "all weights, and `sgd` has one step size, usually a much larger one. `adam` is a good start.",
    )
    learning_rate: float = Field(
        0.001,
        gt=0,
        le=1,
        description="Step size of the optimizer; with a schedule its largest one. Lower it when the loss jumps or "
        "diverges.",
    )
    schedule: Literal["constant", "one_cycle", "cosine", "on_plateau"] = Field(
        "constant",
        description="How the learning rate changes. `one_cycle` raises it from 0 in the first 20 % of all updates and "
        "lowers it to 0 along a cosine, which allows higher rates and few epochs. `cosine` only lowers it. "
        "`on_plateau` halves it after each epoch without a better value of `monitor`.",
    )
    weight_decay: float = Field(
        0.004,
        ge=0,
        le=1,
        description="Share of each weight, times the learning rate, that `adamw` subtracts at each update. Raise it "
        "against overfitting.",
    )
    momentum: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of the update before it that `sgd` adds to each update. 0.9 is usual.",
    )
    global_clipnorm: float | None = Field(
        None,
        gt=0,
        le=1_000,
        description="Largest norm of all gradients together; larger ones are scaled down to it. Set it, for example to "
        "1, when the loss jumps: long texts can give very large gradients. Leave it empty for no clipping.",
    )
    class_weight: Literal["equal", "balanced"] = Field(
        "equal",
        description="How much the rows of each class count in the training loss. `balanced` gives rows of rare classes "
        "more weight, so that all classes count the same (scikit-learn's formula). Choose it when one class is much "
        "more frequent than another and the rare one matters.",
    )
    label_smoothing: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of each label that is spread evenly over all classes, so that the network becomes less "
        "certain. Try 0.1 against overconfidence. Training and validation losses are then those of smoothed labels.",
    )
    batching: Literal["padded", "by_length"] = Field(
        "padded",
        description="`padded` pads every text to `maxlen`, and the network reads the padding. `by_length` has the same "
        "batches but skips the padding (masking), so that neither direction reads it. Choose it for texts of different "
        "lengths: training is faster, too.",
    )
    early_stopping_patience: int | None = Field(
        2,
        ge=1,
        description="Number of epochs without a better value of `monitor` after which training stops. The best "
        "epoch's weights are used.",
    )
    monitor: Monitor = Field(
        "val_loss",
        description="Validation metric that decides which epoch is the best one, and when training stops early. Choose "
        "`val_macro_f1`, the mean F1 of the classes, when one class is much more frequent than another.",
    )
    validation_split: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Share of the training rows in the validation set, which chooses the best epoch and calibrates the "
        "probabilities (not those of steps). With 0, all of them are trained on, the last epoch's weights are used, "
        "and probabilities are not calibrated.",
    )
    kernel: Kernel = Field(
        "auto",
        description="Implementation of the recurrent layers during training: Keras' loops (`keras`), or loops with "
        "hand-written gradients (`fast`), which give the same numbers up to rounding. `auto` uses the faster one. "
        "`bfloat16` rounds the inputs and outputs of large matrix products to two or three digits: faster for wide "
        "layers on processors with bfloat16 instructions, slower on others, and with different numbers.",
    )
    seed: int = Field(42, ge=0, le=MAX_SEED, description="Seed of the initial weights and of the order of the batches.")

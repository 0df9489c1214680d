"""The cumulative sum: the recipe cumsum-bi-lstm, 1,000 updates of one sequence each in three epochs.

    python -m benchmarks cumsum-bi-lstm

The published script draws a sequence and fits the network to it alone, a call of `fit` for each.
"""

from collections.abc import Callable

from benchmarks.training.rows import Rows
from benchmarks.training.work import Work
from core.recipes import find_recipe

UNITS = 20
NUM_ROWS = 334


def keras_script(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """One `fit` for each sequence."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    x_train, y_train, x_test, y_test = rows.padded
    model = keras.Sequential(
        [
            keras.Input(x_train.shape[1:]),
            layers.Bidirectional(layers.LSTM(UNITS, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(1, activation="sigmoid")),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    pause()
    for _ in range(epochs):
        for x, y in zip(x_train, y_train, strict=True):
            model.fit(x[None], y[None, :, None], epochs=1, batch_size=1, verbose=0)
        pause()
    return model.evaluate(x_test, y_test[..., None], verbose=0)[1]


WORKS = (
    Work(
        "cumsum-bi-lstm",
        find_recipe("cumsum-bi-lstm").config.with_settings(["train.steps_per_epoch=none"]),
        keras_script,
        max_rows=NUM_ROWS,
    ),
)

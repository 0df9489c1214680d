"""Home's first picture: two shipped networks label the steps of random sequences, one step after the other."""

from typing import Any

import numpy as np
import streamlit as st

from core.data.sources.cumulative_sum import QUESTIONS
from core.directions import DIRECTIONS
from core.errors import BothwaysError
from core.evaluation.forward_ceiling import forward_ceiling
from core.inference.inputs.sequences import random_sequence, score_sequence
from core.inference.scorer import Scorer
from core.runs.demo.bundled import SUMS_CONFIG, sum_runs
from core.runs.run import Run
from core.system.assets import component_source
from pages.shared.ui import error_box
from pages.shared.ui.formats import count, percent

NUM_SEQUENCES, _SEED = 12, 0
_LABEL = "Two networks label the steps of a random sequence, one step after the other"

_race = st.components.v2.component(
    "bothways_label_race",
    html='<div class="race" role="group"></div>',
    js=component_source("home/label_race.js"),
    css=component_source("home/label_race.css"),
)


def show(runs: tuple[Run, ...]) -> None:
    """The task in a sentence, the moving picture, and how good both networks are on sequences of the test set.

    Args:
        runs: those of the picture, the forward one first.
    """
    st.markdown(
        f"Two networks label each step of a random sequence. A label is **+** where {QUESTIONS['future']}, so it "
        "depends on values that a forward network has not read yet."
    )
    try:
        _race(key="label_race", data=race_data(), height="content")
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="label_race_error")
    st.markdown(measured_sentence(runs))


@st.cache_data(show_spinner=False)
def race_data() -> dict[str, Any]:
    """What the picture shows: random sequences, the actual label of each step and what each network predicts.

    The sequences are the first ones of a fixed seed, none is left out.
    """
    runs, dataset = sum_runs(), SUMS_CONFIG.dataset
    scorers = [Scorer(run.folder, run.config) for run in runs]
    generator = np.random.default_rng(_SEED)
    sequences = []
    for _ in range(NUM_SEQUENCES):
        values = random_sequence(dataset, generator)
        scores = [score_sequence(scorer, values, dataset.target) for scorer in scorers]
        predicted = [list(score.predicted) for score in scores]
        sequences.append({"values": list(values), "labels": list(scores[0].expected), "predicted": predicted})
    specs = [DIRECTIONS[run.config.model.direction] for run in runs]
    lanes = [
        {"arrow": spec.arrow, "name": spec.word, "color": spec.color, "passes": list(dict.fromkeys(spec.passes))}
        for spec in specs
    ]
    return {"label": _LABEL, "lanes": lanes, "sequences": sequences}


def measured_sentence(runs: tuple[Run, ...]) -> str:
    """The test accuracy of both networks, and the best that any forward network can reach."""
    forward, both = (run.metrics["test_accuracy"] for run in runs)
    dataset = SUMS_CONFIG.dataset
    ceiling = forward_ceiling(dataset.target, dataset.num_steps)
    return (
        f"Measured on {count(runs[0].metrics['num_steps'])} test steps: forward **{percent(forward)}**, both ways "
        f"**{percent(both)}**. No forward network gets beyond {percent(ceiling)}, except by chance."
    )

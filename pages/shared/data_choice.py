"""Which data the Train page trains on: a line that says it, and a quick pick."""

from typing import Any

import streamlit as st

from core.comparison import dataset_label
from core.config import DatasetConfig, RunConfig
from core.errors import BothwaysError
from pages.shared import cached, draft, known_data, widgets
from pages.shared.cautions import DataFacts
from pages.shared.formats import count, percent
from pages.shared.sources import REVIEWS, num_rows

_PICK = "train_data"
_LAST_CSV = "last_csv"


def choose(values: dict[str, dict[str, Any]]) -> DataFacts:
    """Draw the line and the pick; what is known of the data, for the cautions."""
    dataset = values["dataset"]
    if dataset["name"] == "csv":
        st.session_state[_LAST_CSV] = dict(dataset)
    titles = {key: source.title for key, source in REVIEWS.items()}
    if _LAST_CSV in st.session_state:
        titles["csv"] = dataset_label(DatasetConfig(**st.session_state[_LAST_CSV]))
    st.session_state[_PICK] = dataset["name"] if dataset["name"] == "csv" else dataset["source"]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="data_choice"):
        st.selectbox(
            "Data",
            list(titles),
            key=_PICK,
            format_func=titles.__getitem__,
            on_change=_pick,
            label_visibility="collapsed",
            width=280,
        )
        config = DatasetConfig(**dataset)
        facts, problem = _facts(config, values["text"]["maxlen"])
        st.text(_summary(config, facts), width="stretch")
        st.page_link("pages/build/data.py", label="Look at the data", icon=":material/dataset:")
    if problem:
        widgets.error_box(widgets.error_parts(problem), key="data_problem")
    return facts


def _pick() -> None:
    picked = st.session_state[_PICK]
    if picked == "csv":
        draft.change(draft.TRAIN, "dataset", st.session_state[_LAST_CSV])
    else:
        draft.change(draft.TRAIN, "dataset", {"name": "reviews", "source": picked})


def _facts(config: DatasetConfig, maxlen: int) -> tuple[DataFacts, BothwaysError | None]:
    lengths = {
        "share_cut": known_data.share_cut(config, maxlen),
        "median_length": known_data.median_length(config),
    }
    if config.name == "reviews":
        return DataFacts(num_rows(config), len(REVIEWS[config.source].classes), **lengths), None
    reading = cached.reading(RunConfig(dataset=config))
    if reading.error:
        return DataFacts(readable=False), reading.error
    return DataFacts(len(reading.dataset.labels), reading.dataset.num_classes, **lengths), None


def _summary(config: DatasetConfig, facts: DataFacts) -> str:
    rows = f"{count(facts.num_rows)} rows · {facts.num_classes} classes · " if facts.readable else ""
    return f"{rows}{percent(config.test_size)} kept for the test · seed {config.seed}"

"""Which data the Train page trains on: a line that says it, a quick pick, and the file where one is needed."""

from typing import Any

import streamlit as st

from core.comparison.run_frames import dataset_label
from core.config import DatasetConfig, RunConfig
from core.data.sources.catalog import SOURCES, num_rows, source_key, source_of
from core.errors import BothwaysError
from pages.shared.data import file_input
from pages.shared.session import cache, draft, routes, text_lengths
from pages.shared.ui import errors
from pages.shared.ui.formats import count, percent
from pages.train.cautions import DataFacts

_PICK = "train_data"


def choose(values: dict[str, dict[str, Any]]) -> DataFacts:
    """Draw the line, the pick and what brings a file; what is known of the data, for the cautions."""
    dataset = values["dataset"]
    picked = source_key(dataset)
    st.session_state[_PICK] = picked
    file = file_input.last_file("csv") or (dataset["path"] if picked == "csv" else None)
    titles = {key: source.title for key, source in SOURCES.items() if key != "csv" or file or picked == "csv"}
    if file:
        titles["csv"] = dataset_label(DatasetConfig(name="csv", path=file))
    with st.container(border=True, key="data_choice", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.selectbox(
                "Data", list(titles), key=_PICK, format_func=titles.__getitem__, on_change=_pick,
                label_visibility="collapsed", width=280,
            )  # fmt: skip
            line = st.container(width="stretch")
            st.page_link(routes.DATA, label="Look at the data", icon=":material/dataset:")
        if SOURCES[picked].file and picked != "csv":
            _file(picked, dataset)
        facts, problem = _facts(values)
        line.text(_summary(DatasetConfig.model_construct(**dataset), facts))
    if problem:
        errors.error_box(errors.error_parts(problem), key="data_problem")
    return facts


def _file(picked: str, dataset: dict[str, Any]) -> None:
    source = SOURCES[picked]
    if source.needs_file and not dataset["path"]:
        st.markdown(f":material/lock: These data need a file: {source.file}.")
        file_input.bring(source, dataset, draft.TRAIN)
        return
    title = "Its file" if dataset["path"] else "Use a file on this machine instead of Keras' download"
    with st.expander(title, key="data_file", icon=":material/folder_open:"):
        st.caption(f"{source.file[0].upper()}{source.file[1:]}.")
        file_input.bring(source, dataset, draft.TRAIN)


def _pick() -> None:
    source = SOURCES[st.session_state[_PICK]]
    file_input.choose_source(draft.TRAIN, source)
    draft.fit(len(source.classes) or None)


def _facts(values: dict[str, dict[str, Any]]) -> tuple[DataFacts, BothwaysError | None]:
    config = DatasetConfig.model_construct(**values["dataset"])
    source = source_of(config)
    if source.needs_file and not config.path:
        return DataFacts(readable=False), None
    if not config.path or not source.file:
        lengths = _lengths(config, values) if config.kind == "text" else {}
        return DataFacts(num_rows(config), len(source.classes), **lengths), None
    parts = {"dataset": values["dataset"], "model": {"head": "softmax"}}
    reading = cache.reading(RunConfig.from_dict(parts))
    if reading.error:
        return DataFacts(readable=False), reading.error
    lengths = _lengths(config, values) if config.kind == "text" else {}
    return DataFacts(len(reading.dataset.labels), reading.dataset.num_classes, **lengths), None


def _lengths(config: DatasetConfig, values: dict[str, dict[str, Any]]) -> dict[str, float | None]:
    return {
        "share_cut": text_lengths.share_cut(config, values["text"]["maxlen"]),
        "median_length": text_lengths.median_length(config),
    }


def _summary(config: DatasetConfig, facts: DataFacts) -> str:
    if not facts.readable:
        return ""
    rows = f"{count(facts.num_rows)} rows" if facts.num_rows is not None else "its rows"
    if config.name == "cumulative_sum":
        return f"{rows} of {config.num_steps} steps · a label at each step · 1,000 fresh ones for the test"
    own_test = config.name in ("imdb", "mnist")
    tested = "divided as Keras does" if own_test else f"{percent(config.test_size)} kept for the test"
    return f"{rows} · {facts.num_classes} classes · {tested} · seed {config.seed}"

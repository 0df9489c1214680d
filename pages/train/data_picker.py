"""Which data the Train page trains on: a line that says it, a quick pick, and the file where one is needed."""

from typing import Any

import streamlit as st

from core.catalog import SOURCES, dataset_label, source_key, source_of
from core.config import DatasetConfig, RunConfig
from core.data.row_counts import num_rows
from core.errors import BothwaysError
from core.source import SourceFile
from pages.shared.data import file_input
from pages.shared.session import dataset_cache, draft, routes, text_lengths
from pages.shared.ui import errors
from pages.shared.ui.formats import count, percent
from pages.train.cautions import DataFacts

_PICK = "train_data"


def choose(values: dict[str, dict[str, Any]]) -> DataFacts:
    """Draw the line, the pick and what brings a file; what is known of the data, for the cautions."""
    dataset = values["dataset"]
    picked = source_key(dataset)
    st.session_state[_PICK] = picked
    titles = {key: title for key in SOURCES if (title := _title(key, dataset, key == picked))}
    with st.container(border=True, key="data_choice", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.selectbox(
                "Data", list(titles), key=_PICK, format_func=titles.__getitem__, on_change=_pick,
                label_visibility="collapsed", width=280,
            )  # fmt: skip
            line = st.container(width="stretch")
            st.page_link(routes.DATA, label="Look at the data", icon=":material/dataset:")
        if (file := SOURCES[picked].file) and not file.is_own:
            _file(file, dataset)
        facts, problem = _facts(values)
        line.text(_summary(DatasetConfig.model_construct(**dataset), facts))
    if problem:
        errors.error_box(errors.error_parts(problem), key="data_problem")
    return facts


def _title(key: str, dataset: dict[str, Any], is_picked: bool) -> str:
    """The title of a source in the pick; empty for the user's own file before one has been chosen on the Data page."""
    source = SOURCES[key]
    if source.file is None or not source.file.is_own:
        return source.title
    path = file_input.last_file(source.dataset["name"]) or (dataset["path"] if is_picked else None)
    if path:
        return dataset_label(DatasetConfig(**source.dataset, path=path))
    return source.title if is_picked else ""


def _file(file: SourceFile, dataset: dict[str, Any]) -> None:
    if file.is_required and not dataset["path"]:
        st.markdown(f":material/lock: These data need a file: {file.description}.")
        file_input.choose(file, dataset, draft.TRAIN)
        return
    title = "File" if dataset["path"] else "Use a file on this machine instead of Keras' download"
    with st.expander(title, key="data_file", icon=":material/folder_open:"):
        st.caption(f"{file.description[0].upper()}{file.description[1:]}.")
        file_input.choose(file, dataset, draft.TRAIN)


def _pick() -> None:
    source = SOURCES[st.session_state[_PICK]]
    file_input.choose_source(draft.TRAIN, source)
    draft.fit_network_to_data(len(source.classes) or None)


def _facts(values: dict[str, dict[str, Any]]) -> tuple[DataFacts, BothwaysError | None]:
    config = DatasetConfig.model_construct(**values["dataset"])
    source = source_of(config)
    if source.needs_file and not config.path:
        return DataFacts(readable=False), None
    if not config.path or not source.file:
        lengths = _lengths(config, values) if config.kind == "text" else {}
        return DataFacts(num_rows(config), len(source.classes), **lengths), None
    parts = {"dataset": values["dataset"], "model": {"head": "softmax"}}
    reading = dataset_cache.preview(RunConfig.from_dict(parts))
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
    source = source_of(config)
    if source.kind == "sequence":
        rows = f"{rows} of {config.num_steps} steps · a label at each step"
    else:
        rows = f"{rows} · {facts.num_classes} classes"
    if source.test_part == "fresh":
        return f"{rows} · {count(source.num_test)} fresh ones for the test"
    tested = "split by Keras" if source.test_part == "published" else f"{percent(config.test_size)} kept for the test"
    return f"{rows} · {tested} · seed {config.seed}"

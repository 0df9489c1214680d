"""Data picker of the Train page: a summary of the data, a choice of sources, and the file where one is needed."""

from dataclasses import replace
from typing import Any

import streamlit as st

from core.catalog import SOURCES, dataset_label, source_key, source_of
from core.config import DatasetConfig, RunConfig
from core.data.sources.row_counts import num_rows
from core.errors import BothwaysError
from core.source import SourceFile
from pages.shared.data import file_input
from pages.shared.session import dataset_cache, draft, routes, text_lengths
from pages.shared.ui import error_box
from pages.shared.ui.formats import count, percent
from pages.train.cautions import DataFacts

_PICK = "train_data"


def choose(values: dict[str, dict[str, Any]]) -> DataFacts:
    """Draw the summary, the choice and the file input; returns the facts about the data that the cautions need."""
    dataset = values["dataset"]
    selected = source_key(dataset)
    st.session_state[_PICK] = selected
    titles = {key: title for key in SOURCES if (title := _title(key, dataset, key == selected))}
    with st.container(border=True, key="data_choice", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.selectbox(
                "Data",
                list(titles),
                key=_PICK,
                format_func=titles.__getitem__,
                on_change=_pick,
                label_visibility="collapsed",
                width=280,
            )
            line = st.container(width="stretch")
            st.page_link(routes.DATA, label="Look at the data", icon=":material/dataset:")
        if (file := SOURCES[selected].file) and not file.is_own:
            _file(file, dataset)
        facts, problem = _facts(values)
        line.text(_summary(DatasetConfig.model_construct(**dataset), facts))
    if problem:
        error_box.error_box(error_box.error_parts(problem), key="data_problem")
    return facts


def _title(key: str, dataset: dict[str, Any], is_selected: bool) -> str:
    """The title of a source in the choice; empty for the user's own file before one is chosen on the Data page."""
    source = SOURCES[key]
    if source.file is None or not source.file.is_own:
        return source.title
    path = file_input.last_file(key) or (dataset["path"] if is_selected else None)
    if path:
        return dataset_label(DatasetConfig(**source.dataset, path=path))
    return source.title if is_selected else ""


def _file(file: SourceFile, dataset: dict[str, Any]) -> None:
    if file.is_required and not dataset["path"]:
        st.markdown(f":material/lock: This source needs a file: {file.description}.")
        file_input.choose(file, dataset, draft.TRAIN)
        return
    title = "File" if dataset["path"] else "Use a file on this machine instead of a download"
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
        return _with_lengths(DataFacts(num_rows(config), len(source.classes)), config, values), None
    from core.data.preview import any_head  # imports all data loaders, which the page does not need for every source

    batching = "by_length" if config.kind in ("tokens", "series") else "padded"
    parts = {"dataset": values["dataset"], "model": {"head": any_head(config)}, "train": {"batching": batching}}
    preview = dataset_cache.preview(RunConfig.from_dict(parts))
    if preview.error or preview.dataset is None:
        return DataFacts(readable=False), preview.error
    dataset = preview.dataset
    if preview.values_profile and config.kind == "series" and source.num_channels is None:
        draft.change(draft.TRAIN, "dataset", {"num_channels": preview.values_profile.values.shape[2]})
    smallest_class = None
    if not dataset.has_label_sets and dataset.tokens is None:  # their labels have no weights
        smallest_class = float(dataset.class_counts().min() / len(dataset.labels))
    facts = DataFacts(len(dataset.labels), dataset.num_classes, smallest_class, own_sets=dataset.reading.parts)
    return _with_lengths(facts, config, values), None


def _with_lengths(facts: DataFacts, config: DatasetConfig, values: dict[str, dict[str, Any]]) -> DataFacts:
    """The facts with what is known about the lengths of texts."""
    if not config.has_words:
        return facts
    share_cut = text_lengths.share_cut(config, values["text"]["maxlen"])
    return replace(facts, share_cut=share_cut, median_length=text_lengths.median_length(config))


def _summary(config: DatasetConfig, facts: DataFacts) -> str:
    if not facts.readable:
        return ""
    noun = "sentences" if config.kind == "tokens" else "rows"
    rows = f"{count(facts.num_rows)} {noun}" if facts.num_rows is not None else f"all {noun} of the file"
    source = source_of(config)
    if source.kind == "sequence":
        rows = f"{rows} of {config.num_steps} steps · a label at each step"
    elif config.kind == "tokens":
        rows = f"{rows} · {facts.num_classes} labels, one for each token"
    else:
        rows = f"{rows} · {facts.num_classes} classes"
    if source.test_part == "fresh":
        return f"{rows} · {count(source.num_test)} more for testing"
    tested = "published test set" if source.test_part == "published" else f"{percent(config.test_size)} for testing"
    if source.test_part == "split" and config.has_own_test_set:
        tested = "own test set"
    cleaned = " · near-duplicates removed" if config.drop_near_duplicates and source.test_part == "split" else ""
    return f"{rows} · {tested} · seed {config.seed}{cleaned}"

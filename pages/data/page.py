"""Data: choose texts, images or sequences, see what they are like and what training will make of them."""

import streamlit as st

from core.config import RunConfig
from core.data.preview import DatasetPreview
from core.data.sources.catalog import SOURCES, source_key
from core.errors import BothwaysError
from pages.data import array_view, source_picker, text_view
from pages.shared.data.setting_field import setting
from pages.shared.session import cache, draft, routes, text_lengths
from pages.shared.ui import errors
from pages.shared.ui.formats import literal

source_picker.source_in_address()
values = draft.values(draft.DATA)
dataset_settings = values["dataset"]


def choose() -> None:
    source_picker.source_cards(dataset_settings)
    if dataset_settings["name"] == "csv" and dataset_settings["path"]:
        reading = cache.reading(draft.data_config())
        if reading.columns:
            source_picker.column_pickers(dataset_settings, reading.columns)
    with st.grid(3, min_column_width=90, vertical_alignment="bottom"):
        fresh_test = dataset_settings["name"] == "cumulative_sum"
        for key in ("num_rows", "seed") if fresh_test else ("num_rows", "test_size", "seed"):
            setting(dataset_settings, draft.DATA, "dataset", key)


def look() -> None:
    config = draft.data_config()
    reading = cache.read(config)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(literal(reading.dataset.name), anchor=False, width="content")
        if st.button("Train on this", type="primary", icon=":material/arrow_forward:", key="train_on_this"):
            draft.carry_data(reading.dataset.num_classes)
            st.switch_page(routes.TRAIN)
    if reading.values_profile:
        array_view.show(reading.dataset, reading.values_profile, config)
    else:
        look_at_texts(reading, config)


def look_at_texts(reading: DatasetPreview, config: RunConfig) -> None:
    profile = cache.profile(config)
    text_lengths.remember(config.dataset, profile)
    text_view.stand_in(profile.notes)
    text_view.numbers(reading.dataset, profile)
    text_view.warnings(profile)
    text_view.text_charts(profile, values)
    text_view.class_balance(profile.class_balance)
    st.subheader("First rows", anchor=False)
    text_view.first_rows(reading.dataset)
    text_view.reading_notes(profile)
    st.subheader("What training will see", anchor=False)
    text_view.shapes(profile.shapes, config)


def invite() -> None:
    source = SOURCES[source_key(dataset_settings)]
    st.subheader(f"Bring {source.file}", anchor=False)
    st.markdown("For example:")
    examples = {
        "csv": "text,label\nA film to remember.,good\nI left after ten minutes.,bad",
        "sentiment140": "polarity,text\n4,What a lovely morning :)\n0,My train is late again",
    }
    st.code(examples[dataset_settings["name"]], language=None)
    st.caption("Nothing leaves this machine. The other sources stay one click away.")


left, right = st.columns([1, 2], gap="medium")
with left:
    choose()
with right:
    if SOURCES[source_key(dataset_settings)].needs_file and not dataset_settings["path"]:
        invite()
    else:
        try:
            look()
        except BothwaysError as error:
            errors.error_box(errors.error_parts(error), key="data_error")

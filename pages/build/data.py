"""Data: choose texts, images or sequences, see what they are like and what training will make of them."""

import streamlit as st

from core.config import RunConfig
from core.errors import BothwaysError
from core.reading import Reading
from pages.shared import cached, data_source, data_view, draft, known_data, values_view, widgets
from pages.shared.formats import literal
from pages.shared.settings_form import setting
from pages.shared.sources import SOURCES, source_key

data_source.source_in_address()
values = draft.values(draft.DATA)
dataset_settings = values["dataset"]


def choose() -> None:
    data_source.source_cards(dataset_settings)
    if dataset_settings["name"] == "csv" and dataset_settings["path"]:
        reading = cached.reading(draft.data_config())
        if reading.columns:
            data_source.column_pickers(dataset_settings, reading.columns)
    with st.grid(3, min_column_width=90, vertical_alignment="bottom"):
        fresh_test = dataset_settings["name"] == "cumulative_sum"
        for key in ("num_rows", "seed") if fresh_test else ("num_rows", "test_size", "seed"):
            setting(dataset_settings, draft.DATA, "dataset", key)


def look() -> None:
    config = draft.data_config()
    reading = cached.read(config)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(literal(reading.dataset.name), anchor=False, width="content")
        if st.button("Train on this", type="primary", icon=":material/arrow_forward:", key="train_on_this"):
            draft.carry_data(reading.dataset.num_classes)
            st.switch_page("pages/build/train.py")
    if reading.values_profile:
        values_view.show(reading.dataset, reading.values_profile, config)
    else:
        look_at_texts(reading, config)


def look_at_texts(reading: Reading, config: RunConfig) -> None:
    profile = cached.profile(config)
    known_data.remember(config.dataset, profile)
    data_view.stand_in(profile.notes)
    data_view.numbers(reading.dataset, profile)
    data_view.warnings(profile)
    data_view.text_charts(profile, values)
    data_view.class_balance(profile.class_balance)
    st.subheader("First rows", anchor=False)
    data_view.first_rows(reading.dataset)
    data_view.reading_notes(profile)
    st.subheader("What training will see", anchor=False)
    data_view.shapes(profile.shapes, config)


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
            widgets.error_box(widgets.error_parts(error), key="data_error")

"""Data: choose the texts, see what they are like and what training will make of them."""

import streamlit as st

from core.config import RunConfig
from core.errors import BothwaysError
from pages.shared import cached, data_source, data_view, draft, known_data, widgets
from pages.shared.formats import literal
from pages.shared.settings_form import setting

data_source.source_in_address()
values = draft.values(draft.DATA)
dataset_settings = values["dataset"]


def choose() -> None:
    data_source.source_cards(dataset_settings)
    if dataset_settings["name"] == "csv" and dataset_settings["path"]:
        reading = cached.reading(RunConfig.from_dict(values))
        if reading.columns:
            data_source.column_pickers(dataset_settings, reading.columns)
    with st.grid(3, min_column_width=90, vertical_alignment="bottom"):
        for key in ("num_rows", "test_size", "seed"):
            setting(dataset_settings, draft.DATA, "dataset", key)


def look() -> None:
    config = RunConfig.from_dict(values)
    profile = cached.profile(config)
    dataset = cached.reading(config).dataset
    known_data.remember(config.dataset, profile)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(literal(dataset.name), anchor=False, width="content")
        if st.button("Train on this", type="primary", icon=":material/arrow_forward:", key="train_on_this"):
            draft.carry_data(dataset.num_classes)
            st.switch_page("pages/build/train.py")
    data_view.numbers(dataset, profile)
    data_view.warnings(profile)
    data_view.text_charts(profile, values)
    data_view.class_balance(profile)
    st.subheader("First rows", anchor=False)
    data_view.first_rows(dataset)
    data_view.reading_notes(profile)
    st.subheader("What training will see", anchor=False)
    data_view.shapes(profile, config)


left, right = st.columns([1, 2], gap="medium")
with left:
    choose()
with right:
    if dataset_settings["name"] == "csv" and not dataset_settings["path"]:
        st.subheader("Bring a CSV with a column of texts and a column of labels", anchor=False)
        st.markdown("For example:")
        st.code("text,label\nA film to remember.,good\nI left after ten minutes.,bad", language=None)
        st.caption("Nothing leaves this machine. The other sources stay one click away.")
    else:
        try:
            look()
        except BothwaysError as error:
            widgets.error_box(widgets.error_parts(error), key="data_error")

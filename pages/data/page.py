"""Data: choose texts, images, sequences or sentences, see what they are like and which arrays training will use."""

import streamlit as st

from core.catalog import SOURCES, source_key
from core.config import RunConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.errors import BothwaysError, ConfigError
from core.source import SourceFile
from pages.data import array_view, class_editor, columns_panel, sentence_view, source_picker, text_view
from pages.shared.data import file_options
from pages.shared.data.setting_field import setting
from pages.shared.session import dataset_cache, draft, routes, text_lengths
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal

source_picker.source_in_address()
values = draft.values(draft.DATA)
dataset_settings = values["dataset"]
source = SOURCES[source_key(dataset_settings)]


def choose() -> None:
    source_picker.source_cards(dataset_settings, own_file)
    with st.grid(3, min_column_width=90, vertical_alignment="bottom"):
        sampled = ("num_rows", "test_size", "seed") if source.test_part == "split" else ("num_rows", "seed")
        for key in (*sampled, "train_rows"):
            setting(dataset_settings, draft.DATA, "dataset", key)
    if source.kind in ("text", "tokens") and source.test_part == "split":
        setting(dataset_settings, draft.DATA, "dataset", "drop_near_duplicates")


def own_file() -> None:
    """What is detected in the user's file, and can be chosen."""
    if source.file and source.file.has_columns and dataset_settings["path"]:
        columns, reading, error = None, Reading(), None
        try:
            preview = dataset_cache.preview(draft.data_config())
            columns, reading, error = preview.columns, preview.reading, preview.error
        except ConfigError as impossible:
            error = impossible
        if columns:
            columns_panel.pickers(dataset_settings, columns)
        columns_panel.options(dataset_settings, columns, reading, error)


def show_preview() -> None:
    config = draft.data_config()
    preview = dataset_cache.preview(config)
    if preview.error:  # which an answer may resolve
        questions(preview.reading)
    preview = dataset_cache.preview_or_raise(config)
    dataset = preview.dataset
    assert dataset is not None  # only an error leaves it out
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(literal(dataset.name), anchor=False, width="content")
        label, icon, obstacle = "Train on this", ":material/arrow_forward:", draft.obstacle(draft.DATA)
        if st.button(label, type="primary", icon=icon, key="train_on_this", disabled=bool(obstacle)):
            draft.copy_data_to_train(dataset.num_classes)
            st.switch_page(routes.TRAIN)
    if obstacle:
        st.caption(literal(obstacle))
    if preview.values_profile:
        questions(preview.reading)
        array_view.show(dataset, preview.values_profile, config)
    elif preview.sentences_profile:
        profile = dataset_cache.profile(config)
        text_lengths.remember(config.dataset, profile)
        questions(profile.reading)
        sentence_view.show(dataset, profile, preview.sentences_profile, config, values)
    else:
        show_texts(dataset, config)


def questions(reading: Reading) -> None:
    """What the file and its labels leave open."""
    file_options.questions(reading.doubts, dataset_settings["path"], draft.DATA)
    class_editor.spelling_question(reading, dataset_settings)


def show_texts(dataset: Dataset, config: RunConfig) -> None:
    profile = dataset_cache.profile(config)
    text_lengths.remember(config.dataset, profile)
    text_view.stand_in(profile.reading)
    questions(profile.reading)
    columns_panel.other_labels(profile.reading)
    text_view.numbers(dataset, profile)
    text_view.warnings(profile.warnings, profile.notes)
    text_view.text_charts(profile, values)
    text_view.class_balance(profile.class_balance)
    if not source.has_vocabulary:
        text_view.words(values["text"])
    st.subheader("First rows", anchor=False)
    text_view.first_rows(dataset, config)
    text_view.reading_notes(profile)
    st.subheader("Arrays for training", anchor=False)
    text_view.shapes(profile.shapes, config)


def ask_for_file(file: SourceFile) -> None:
    st.subheader(f"Upload {file.description}", anchor=False)
    st.markdown("For example:")
    st.code(file.example, language=None)
    st.caption("Your file stays on the machine that runs this app. You can switch to another source at any time.")


left, right = st.columns([1, 2], gap="medium")
with left:
    choose()
with right:
    if source.file and source.needs_file and not dataset_settings["path"]:
        ask_for_file(source.file)
    else:
        try:
            show_preview()
        except BothwaysError as error:
            error_box.error_box(error_box.error_parts(error), key="data_error")

"""Train: choose what to start from and the settings, see the network they describe, send it off."""

import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.directions import DIRECTIONS
from core.errors import BothwaysError
from core.models.architecture import layer_table, num_params
from pages.shared.runs.submission import MERGE_TAG, merge_modes, pair, submit_and_show, time_estimate
from pages.shared.session import draft
from pages.shared.ui import badges, errors
from pages.shared.ui.formats import count
from pages.shared.ui.network_picture import network_picture
from pages.train import data_picker, setting_groups, start_from, study_form
from pages.train.cautions import cautions


def sizes(planned: list[RunConfig], num_classes: int) -> None:
    for member in planned:
        with st.container(width="content", gap="xsmall"):
            badges.direction_badge(member.model.direction)
            st.metric("parameters", count(num_params(layer_table(member, num_classes))))


def train_all_merge_modes(config: RunConfig) -> None:
    """Where steps have labels, how the two directions are joined is worth a comparison of its own."""
    if config.dataset.kind != "sequence" or config.model.direction != "bidirectional":
        return
    members = merge_modes(config)
    help = f"{', '.join(member.model.merge_mode for member in members)}: one run each, their losses overlaid."
    if st.button("Train all four merge modes", icon=":material/call_merge:", key="train_merge_modes", help=help):
        submit_and_show(members, [f"merge_mode {member.model.merge_mode}" for member in members], MERGE_TAG)


def layers(config: RunConfig, num_classes: int) -> None:
    table = layer_table(config, num_classes)
    network_picture(config, table, "network")
    frame = pd.DataFrame(
        {
            "layer": [f"{row.name} ({row.layer})" for row in table],
            "output shape": [str(row.output_shape) for row in table],
            "parameters": [count(row.num_params) for row in table],
        }
    )
    with st.expander("Layer table", key="layer_table", expanded=True):
        st.dataframe(frame, hide_index=True, alt="Layers with output shapes and numbers of parameters")


def submission(config: RunConfig, num_classes: int, readable: bool) -> None:
    planned = pair(config) if what == study_form.BOTH else [config]
    with st.container(horizontal=True, vertical_alignment="bottom", key="submit"):
        sizes(planned, num_classes)
        st.space("stretch")
        both = "Train both" if DIRECTIONS[config.model.direction].reads_columns else "Train both ways"
        label = both if what == study_form.BOTH else "Train this one"
        if st.button(label, type="primary", icon=":material/play_arrow:", key="train", disabled=not readable):
            submit_and_show(planned)
    st.caption(time_estimate(planned, facts.num_rows))
    train_all_merge_modes(config)


start_from.start_in_address()
start_from.choose()
values = draft.values(draft.TRAIN)
facts = data_picker.choose(values)
about_data = st.container()
form, preview = st.columns([5, 6], gap="medium")
with preview:
    st.markdown("**3. What to train**")
    what = study_form.what_to_train(values)
    choice = study_form.choose(values) if what == study_form.STUDY else None
several = what != study_form.ONE
told = cautions(values, facts, several)
if few := told.get("dataset.num_rows"):
    about_data.warning(few, icon=":material/warning:")
with form:
    st.markdown("**2. Settings**")
    start_from.changes(values)
    for part in setting_groups.groups(draft.kind_of(values)):
        setting_groups.group(values, part, told, several)
with preview:
    classes = facts.num_classes or 2
    try:
        config = RunConfig.from_dict(values)
        layer_table(config, classes)
    except BothwaysError as error:
        errors.error_box(errors.error_parts(error), key="invalid")
    else:
        if choice:
            study_form.show(config, choice, facts, classes)
        else:
            submission(config, classes, facts.readable)
        if not facts.readable:
            st.caption("These data need a file first." if not config.dataset.path else "Mend the file first.")
        layers(config, classes)

"""Train: choose the settings, see the network they describe, send it off, alone or both ways."""

import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.errors import BothwaysError
from core.layers import layer_table, num_params
from pages.shared import cached, data_choice, draft, widgets
from pages.shared.cautions import cautions
from pages.shared.formats import count, literal
from pages.shared.network_picture import network_picture
from pages.shared.settings_form import is_choice, setting
from pages.shared.submission import pair, submit_and_show, time_estimate

GROUPS = {
    "text": (("num_words", "maxlen"), ("padding", "truncating", "lower", "oov")),
    "model": (
        ("cell", "direction", "units", "num_layers"),
        ("merge_mode", "embedding_dim", "spatial_dropout", "dropout", "recurrent_dropout", "head"),
    ),
    "train": (
        ("epochs", "batch_size", "early_stopping_patience"),
        ("learning_rate", "batching", "validation_split", "seed"),
    ),
}
TITLES = {"text": "Text", "model": "Model", "train": "Training"}


def start_from_run() -> None:
    """`?from=RUN_ID` starts from an earlier run's settings; taken once, so that a reload keeps what was changed."""
    run_id = st.query_params.get("from")
    if run_id is None:
        return
    with widgets.errors_told():
        run = cached.store().get(run_id)
        draft.replace(draft.TRAIN, run.config, origin=f"{run.name} ({run.run_id})")
    del st.query_params["from"]


def group(part: str, told: dict[str, str]) -> None:
    simple, more = GROUPS[part]
    with st.container(border=True, key=f"group_{part}"):
        st.markdown(f"**{TITLES[part]}**")
        controls(part, simple, told)
        cautious = any(f"{part}.{key}" in told for key in more)
        with st.expander("More", key=f"more_{part}", icon=":material/warning:" if cautious else None):
            controls(part, more, told)


def controls(part: str, keys: tuple[str, ...], told: dict[str, str]) -> None:
    one_way = values["model"]["direction"] != "bidirectional" and not both_ways
    grid = st.grid(2, min_column_width=150, vertical_alignment="bottom")
    for key in keys:
        with grid.cell(column_span="all" if is_choice(part, key) else 1):
            setting(values[part], draft.TRAIN, part, key, disabled=key == "merge_mode" and one_way)
    for key in keys:
        if sentence := told.get(f"{part}.{key}"):
            st.warning(f"`{key}`: {sentence}", icon=":material/warning:")


def sizes(planned: list[RunConfig], num_classes: int) -> None:
    for member in planned:
        with st.container(width="content", gap="xsmall"):
            widgets.direction_badge(member.model.direction)
            st.metric("parameters", count(num_params(layer_table(member, num_classes))))


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


start_from_run()
values = draft.values(draft.TRAIN)
if draft.origin():
    st.caption(f"Started from the settings of {literal(draft.origin())}.")
facts = data_choice.choose(values)
about_data = st.container()
form, preview = st.columns([5, 6], gap="medium")
with preview:
    both_ways = st.toggle(
        "Train both ways", value=True, key="both_ways", persist_state="session",
        help="Also trains the twin: the same settings and seed, read the other way.",
    )  # fmt: skip
told = cautions(values, facts, both_ways)
if few := told.get("dataset.num_rows"):
    about_data.warning(few, icon=":material/warning:")
with form:
    for part in GROUPS:
        group(part, told)
with preview:
    try:
        config = RunConfig.from_dict(values)
        layer_table(config, facts.num_classes or 2)
    except BothwaysError as error:
        widgets.error_box(widgets.error_parts(error), key="invalid")
    else:
        planned = pair(config) if both_ways else [config]
        with st.container(horizontal=True, vertical_alignment="bottom", key="submit"):
            sizes(planned, facts.num_classes or 2)
            st.space("stretch")
            label = "Train both ways" if both_ways else "Train this one"
            if st.button(label, type="primary", icon=":material/play_arrow:", key="train", disabled=not facts.readable):
                submit_and_show(planned)
        st.caption(time_estimate(planned))
        layers(config, facts.num_classes or 2)

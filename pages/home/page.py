"""Home: a sentence to try, the one button that trains both ways, what is going on and where to go next."""

import streamlit as st

from core.catalog import source_of
from core.config import RunConfig
from core.models.architecture import layer_table
from pages.home.demo_box import demo_box
from pages.home.latest_runs import latest_runs_table
from pages.shared.runs import picker, submission
from pages.shared.runs.submission import pair, submit_and_show, time_estimate
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges
from pages.shared.ui.formats import count
from pages.shared.ui.network_picture import network_picture

DEFAULT = RunConfig()
CARDS = (
    ("Learn", "Six pictures show what reading both ways adds and what it costs, in ten minutes.",
     routes.HOW_IT_WORKS, "How it works", ":material/school:"),
    ("Build", "Start from a published system, or bring your own data, and choose what to train.",
     routes.DATA, "Choose data", ":material/construction:"),
    ("Show", "Type a sentence in front of people and see what each network makes of it.",
     routes.SCORE, "Score a sentence", ":material/co_present:"),
)  # fmt: skip


def invitation() -> None:
    source = source_of(DEFAULT.dataset)
    st.markdown(
        "Train the same network twice, once reading forward and once reading both ways, on the same "
        f"{count(source.num_rows)} {source.title} with the same seed. Then compare what each learned."
    )
    if st.button("Train both ways", type="primary", icon=":material/sync_alt:", key="train_both_ways"):
        submit_and_show(pair(DEFAULT))
    st.caption(time_estimate(pair(DEFAULT)))


def network_pictures() -> None:
    for column, config in zip(st.columns(2), pair(DEFAULT), strict=True):
        with column:
            badges.direction_badge(config.model.direction)
            table = layer_table(config, len(source_of(config.dataset).classes))
            network_picture(config, table, f"network_{config.model.direction}", notes=False)


def queue() -> None:
    waiting = cache.store().list(("queued",))[::-1]
    if not waiting:
        return
    st.subheader(f"Waiting ({len(waiting)})", anchor=False)
    for run in waiting[:5]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"waiting_{run.run_id}"):
            st.text(picker.run_label(run), width="stretch")
            st.button(
                "Cancel", key=f"waiting_cancel_{run.run_id}", icon=":material/stop_circle:",
                on_click=submission.cancel_run, args=(run.run_id,),
            )  # fmt: skip


def latest_runs() -> None:
    runs = cache.store().list(limit=5)
    st.subheader("Latest runs", anchor=False)
    if not runs:
        st.caption("None yet. The first ones you train will stand here, with their curves.")
        return
    if chosen := latest_runs_table(runs, cache.store().epochs([run.run_id for run in runs])):
        st.switch_page(routes.RUNS, query_params={state.RUNS: chosen.run_id})
    st.caption("Select a row to open its run.")


def cards() -> None:
    for column, (title, text, page, link, icon) in zip(st.columns(3), CARDS, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{title}**")
            st.markdown(text)
            st.space("stretch")
            st.page_link(page, label=link, icon=icon)


demo_box(cache.showcase_runs())
left, right = st.columns([4, 7], gap="large", vertical_alignment="center")
with left:
    invitation()
with right:
    network_pictures()
queue()
latest_runs()
cards()

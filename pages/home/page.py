"""Home: two networks at work, a sentence to try, studies to train, current work and where to go next."""

import streamlit as st

from core.catalog import source_of
from core.comparison.planning.run_sets import pair
from core.models.architecture import layer_table
from pages.home import label_race, quick_study
from pages.home.demo_box import demo_box, measured_sentence
from pages.home.latest_runs import latest_runs_table
from pages.shared.access import visitor
from pages.shared.runs.run_labels import run_label
from pages.shared.runs.submission import cancel_run
from pages.shared.session import cache, routes, state
from pages.shared.ui import badges
from pages.shared.ui.network_picture import network_picture

MAX_QUEUED = 5
# Title, text, page, label of the link and icon.
CARDS = (
    ("Learn", "See how recurrent networks work in both directions: six interactive pictures, ten minutes.",
     routes.HOW_IT_WORKS, "How it works", ":material/school:"),
    ("Build", "Start from a published system or upload your own data, then choose what to train.",
     routes.DATA, "Choose data", ":material/construction:"),
    ("Show", "Type a sentence and compare the networks' predictions live, for example in a talk.",
     routes.SCORE, "Score a sentence", ":material/co_present:"),
)  # fmt: skip


def future_sums() -> None:
    if runs := cache.sum_runs():
        label_race.show(runs)
        quick_study.train_sums_button()


def film_reviews() -> None:
    runs = cache.showcase_runs()
    st.subheader("And on film reviews?", anchor=False)
    if sentence := measured_sentence(runs):
        st.markdown(sentence)
    demo_box(runs)


def invitation() -> None:
    left, right = st.columns([4, 7], gap="large", vertical_alignment="center")
    with left:
        quick_study.train_reviews_button()
    with right:
        for column, config in zip(st.columns(2), pair(quick_study.REVIEWS.config), strict=True):
            with column:
                badges.direction_badge(config.model.direction)
                table = layer_table(config, len(source_of(config.dataset).classes))
                network_picture(config, table, f"network_{config.model.direction}", notes=False)


def queued_runs() -> None:
    queued = cache.store().list(("queued",))[::-1]
    if not queued:
        return
    st.subheader(f"Queued runs ({len(queued)})", anchor=False)
    for run in queued[:MAX_QUEUED]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"queued_{run.run_id}"):
            st.text(run_label(run), width="stretch")
            st.button(
                "Cancel",
                key=f"queued_cancel_{run.run_id}",
                icon=":material/stop_circle:",
                on_click=cancel_run,
                args=(run.run_id,),
                **visitor.permit_change([run.owner]),
            )


def latest_runs() -> None:
    runs = cache.store().list(limit=5)
    st.subheader("Latest runs", anchor=False)
    if not runs:
        st.caption("No runs yet. Train one to see its curves here.")
        return
    if selected := latest_runs_table(runs, cache.store().epochs([run.run_id for run in runs])):
        st.switch_page(routes.RUNS, query_params={state.RUNS: selected.run_id})
    st.caption("Select a row to open its run.")


def cards() -> None:
    for column, (title, text, page, label, icon) in zip(st.columns(3), CARDS, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{title}**")
            st.markdown(text)
            st.space("stretch")
            st.page_link(page, label=label, icon=icon)


future_sums()
film_reviews()
invitation()
queued_runs()
latest_runs()
cards()

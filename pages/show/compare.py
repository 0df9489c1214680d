"""Compare: runs beside each other, and what may and may not be concluded from them."""

import streamlit as st

from pages.shared import cached, comparison_view, run_details, run_table, state, widgets

runs = [run for run in cached.store().list() if run.status != "queued"]
if len(runs) < 2:
    widgets.empty_state(
        "Two runs make a comparison",
        "Train a network both ways: one that reads forward and one that reads in both directions, on the same data.",
        "Train both ways",
        "pages/build/train.py",
        ":material/model_training:",
    )
else:
    chosen = widgets.run_picker("Runs to compare", runs, key="compared")
    finished = [run.run_id for run in runs if run.status == "finished"]
    if len(chosen) < 2:
        st.caption("Choose two runs to compare." if not chosen else "Choose one more run to compare it with.")
        if len(finished) >= 2 and not chosen:
            st.button(
                "Compare the two latest",
                icon=":material/compare_arrows:",
                type="primary",
                on_click=state.put_runs_in_address,
                args=(finished[1::-1],),
            )
    else:
        frame = run_table.frame_of(chosen)
        comparison_view.unlike_inputs(chosen)
        comparison_view.difference(frame)
        comparison_view.numbers(chosen, frame)
        run_details.live_curves(chosen, key="compared_curves")
        widgets.live(comparison_view.settings, None, chosen)

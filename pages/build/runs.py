"""Runs: everything that was trained, is training or waits."""

import streamlit as st

from pages.shared import cached, widgets

runs = cached.store().list()
if not runs:
    widgets.empty_state(
        "No runs yet",
        "Every network you train appears here with its curves, settings and log.",
        "Train a network",
        "pages/build/train.py",
        ":material/model_training:",
    )
    st.stop()
for run in runs:
    st.text(widgets.run_label(run))

"""Bothways in the browser: the frame around every page. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from pages.shared import cached, widgets

HERE = Path(__file__).parent
SECTIONS = {
    "Start": [("pages/start/home.py", "Home", ":material/home:")],
    "Build": [
        ("pages/build/data.py", "Data", ":material/dataset:"),
        ("pages/build/train.py", "Train", ":material/model_training:"),
        ("pages/build/runs.py", "Runs", ":material/table_rows:"),
    ],
    "Show": [
        ("pages/show/compare.py", "Compare", ":material/compare_arrows:"),
        ("pages/show/score.py", "Score", ":material/rate_review:"),
    ],
}
HEADLINES = {"Home": "Does reading both ways help?"}

st.set_page_config("Bothways", page_icon=str(HERE / "assets" / "mark.svg"), layout="wide", initial_sidebar_state=220)
st.logo(HERE / "assets" / "logo.svg", icon_image=HERE / "assets" / "mark.svg")
page = st.navigation(
    {
        section: [
            st.Page(script, title=title, icon=icon, default=title == "Home")
            for script, title, icon in pages
            if (HERE / script).is_file()
        ]
        for section, pages in SECTIONS.items()
    }
)

cached.supervise()
st.title(HEADLINES.get(page.title, page.title), anchor=False)
widgets.running_strip()
notices = st.container()
with widgets.errors_told():
    page.run()
with notices:
    widgets.error_boxes()

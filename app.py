"""Bothways in the browser: the frame around every page. Start it with `streamlit run app.py`."""

from contextlib import suppress
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core.access.actor import Role
from pages.shared.session import routes

HERE = Path(__file__).parent
# Script, path in the address, title and icon of each page. The path stays, wherever the script moves.
SECTIONS = {
    "Start": [
        (routes.HOME, "home", "Home", ":material/home:"),
        (routes.HOW_IT_WORKS, "how_it_works", "How it works", ":material/school:"),
    ],
    "Build": [
        (routes.DATA, "data", "Data", ":material/dataset:"),
        (routes.TRAIN, "train", "Train", ":material/model_training:"),
        (routes.RUNS, "runs", "Runs", ":material/table_rows:"),
    ],
    "Show": [
        (routes.COMPARE, "compare", "Compare", ":material/compare_arrows:"),
        (routes.SCORE, "score", "Score", ":material/rate_review:"),
    ],
}
HEADLINES = {"Home": "Does reading both ways help?"}


def navigation(role: Role) -> st.Page:
    """All pages by section, only Score for a guest; the current one is returned."""
    first, sections = routes.HOME, SECTIONS
    if role == "guest":
        first = routes.SCORE
        sections = {"Show": [page for page in SECTIONS["Show"] if page[0] == first]}
    return st.navigation(
        {
            section: [
                st.Page(HERE / script, title=title, icon=icon, url_path=path, default=script == first)
                for script, path, title, icon in pages
            ]
            for section, pages in sections.items()
        }
    )


if __name__ == "__main__":  # Streamlit runs this script for every click
    from core.system.assets import BRAND_FOLDER, STYLE_SHEET
    from pages.shared import server
    from pages.shared.access import visitor
    from pages.shared.ui import error_box, progress_strip

    server.spare_imports()
    st.set_page_config("Bothways", page_icon=BRAND_FOLDER / "mark.svg", layout="wide", initial_sidebar_state=200)
    st.logo(BRAND_FOLDER / "logo.svg", icon_image=BRAND_FOLDER / "mark.svg")
    st.html(STYLE_SHEET)
    page = navigation(visitor.admit().role)
    visitor.account()
    st.set_page_config(f"{progress_strip.tab_title()}{page.title} · Bothways")
    st.title(HEADLINES.get(page.title, page.title), anchor=False)
    progress_strip.show()
    with error_box.error_area():
        page.run()
else:  # the server imports it once, when it starts
    from pages.shared import server

    server.check_workspace()
    # Once st.navigation was called, Streamlit no longer looks for pages itself. The call above comes too late for the
    # first visitor of a fresh server, to whom a link to a page would show "Page not found".
    with suppress(StreamlitAPIException):
        st.navigation([])
    app = st.App(__file__, routes=server.ROUTES, middleware=server.MIDDLEWARE, lifespan=server.lifespan)

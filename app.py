"""Bothways in the browser: the frame around every page. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
SECTIONS = {
    "Start": [
        ("home", "Home", ":material/home:"),
        ("how_it_works", "How it works", ":material/school:"),
    ],
    "Build": [
        ("data", "Data", ":material/dataset:"),
        ("train", "Train", ":material/model_training:"),
        ("runs", "Runs", ":material/table_rows:"),
    ],
    "Show": [
        ("compare", "Compare", ":material/compare_arrows:"),
        ("score", "Score", ":material/rate_review:"),
    ],
}
HEADLINES = {"Home": "Does reading both ways help?"}


def navigation() -> st.Page:
    """All pages by section, and which of them is asked for."""
    return st.navigation(
        {
            section: [
                st.Page(
                    HERE / "pages" / name / "page.py",
                    title=title,
                    icon=icon,
                    url_path=name,
                    default=name == "home",
                )
                for name, title, icon in pages
            ]
            for section, pages in SECTIONS.items()
        }
    )


if __name__ == "__main__":  # Streamlit runs this script for every click
    from pages.shared import server
    from pages.shared.ui import errors, progress_strip

    server.spare_imports()
    st.set_page_config("Bothways", page_icon=HERE / "assets" / "mark.svg", layout="wide", initial_sidebar_state=200)
    st.logo(HERE / "assets" / "logo.svg", icon_image=HERE / "assets" / "mark.svg")
    st.html(HERE / "assets" / "styles.css")
    page = navigation()
    st.title(HEADLINES.get(page.title, page.title), anchor=False)
    progress_strip.show()
    with errors.error_area():
        page.run()
else:  # the server imports it once, when it starts
    from streamlit.runtime.pages_manager import PagesManager

    from pages.shared import server

    server.check_workspace()
    PagesManager.uses_pages_directory = False  # else a fresh server's first answer to a link is "Page not found"
    app = st.App(__file__, routes=server.ROUTES, lifespan=server.lifespan)

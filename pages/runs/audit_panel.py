"""The audit log on the Runs page, for admins where a login is configured."""

import time

import pandas as pd
import streamlit as st

from pages.shared.access import login, visitor
from pages.shared.session import cache


def show() -> None:
    """The newest entries, folded; nothing for others, and nothing without a login."""
    if not login.is_configured() or not visitor.may("admin"):
        return
    area = st.expander("Audit log", icon=":material/history:", key="audit", on_change="rerun")
    if not area.open:
        return
    store = cache.store()
    rows = [
        (time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at)), entry.who, entry.action, entry.subject,
         entry.description)
        for entry in store.audit.newest(store.actor)
    ]  # fmt: skip
    with area:
        st.dataframe(
            pd.DataFrame(rows, columns=["When", "Who", "Action", "Id", "Name"]), hide_index=True, key="audit_table",
            alt="Who removed or shared what, and when",
        )  # fmt: skip

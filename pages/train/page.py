"""Train: choose a starting point and settings, see the network they describe, train it."""

import streamlit as st

from core.config import RunConfig
from core.errors import BothwaysError
from core.models.architecture import layer_table
from pages.shared.session import draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal
from pages.train import (
    data_picker,
    layers_panel,
    search_form,
    setting_groups,
    start_from,
    submit_panel,
    train_address,
)
from pages.train.cautions import DataFacts, cautions
from pages.train.search_form import SearchChoice
from pages.train.studies import study_form
from pages.train.studies.study_form import Choice


def settings(with_twin: bool, warnings: dict[str, str]) -> None:
    st.markdown("**2. Settings**")
    start_from.changes(values)
    for part in setting_groups.groups(draft.kind_of(values)):
        setting_groups.group(values, part, warnings, with_twin)


def plan(facts: DataFacts, what: str, choice: Choice | SearchChoice | None) -> None:
    """What will be trained, with the button; an error in its place while the settings contradict each other."""
    num_classes = facts.num_classes or 2
    try:
        config = RunConfig.from_dict(values)
        layer_table(config, num_classes)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="invalid")
        return
    obstacle = literal(draft.obstacle(draft.TRAIN))
    if not facts.readable:
        obstacle = "Fix the file before training." if config.dataset.path else "Choose a file before training."
    if isinstance(choice, Choice):
        study_form.show(config, choice, facts, num_classes, blocked=bool(obstacle))
    elif isinstance(choice, SearchChoice):
        search_form.show(config, choice, facts, blocked=bool(obstacle))
    else:
        submit_panel.show(config, facts, num_classes, with_twin=what == study_form.BOTH, blocked=bool(obstacle))
    if obstacle:
        st.caption(obstacle)
    layers_panel.show(config, num_classes)


start_from.start_in_address()
start_from.choose()
values = draft.values(draft.TRAIN)
facts = data_picker.choose(values)
data_warning = st.container()
form, preview = st.columns([5, 6], gap="medium")
with preview:
    st.markdown("**3. What to train**")
    what = study_form.what_to_train(values)
    forms = {study_form.STUDY: study_form.choose, study_form.SEARCH: search_form.choose}
    choice = forms[what](values) if what in forms else None
with_twin = what in (study_form.BOTH, study_form.STUDY)
warnings = cautions(values, facts, with_twin)
few_rows = warnings.pop("dataset.num_rows", None)
if few_rows and what != study_form.STUDY:  # whose forecast says what they show
    data_warning.warning(few_rows, icon=":material/warning:")
with form:
    settings(with_twin, warnings)
train_address.put_in_address(values)
with preview:
    plan(facts, what, choice)

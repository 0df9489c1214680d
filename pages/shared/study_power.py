"""What a planned study can show: the smallest gap that its seeds and test rows let through, and what that rests on."""

from typing import Any

import streamlit as st

from core.config import RunConfig
from core.study import MAX_SEEDS, Plan
from pages.shared import cached
from pages.shared.cautions import DataFacts
from pages.shared.estimate import part_rows
from pages.shared.formats import count, percent
from pages.shared.spread import Spread, mean_spread

ASSUMED = Spread(0.005, 0.12)  # where nothing like it has finished here
_MOST_STUDIES = 3
_ROWS = {"text": "texts", "image": "images", "sequence": "sequences"}


def show(plan: Plan, facts: DataFacts) -> None:
    """The smallest gap, its assumptions, and what would show smaller ones."""
    rows = part_rows(plan.config, facts.num_rows)
    if rows is None:
        st.caption("How small a gap this study can show is known when its data are.")
        return
    num_test, known = max(1, round(rows[2])), spread_of_finished(plan.config)
    gap = _gap(num_test, plan.num_seeds, known)
    noun = _ROWS[plan.config.dataset.kind]
    about = f"80 % power; {count(num_test)} test {noun}, {_seeds(plan.num_seeds)}"
    if plan.num_seeds == 1:
        st.markdown(
            f"One seed shows a gap of **{points(gap)}** or more between two trained networks ({about}), and nothing "
            "about their architectures."
        )
    else:
        st.markdown(f"This study can show a gap of **{points(gap)}** or more ({about}).")
    st.caption(_assumptions(known, noun))
    if gap > plan.rope > 0:
        st.caption(f":material/lightbulb: {_more(plan, num_test, known)}")


def spread_of_finished(config: RunConfig) -> Spread:
    """What the newest studies on like data tell: the same source and task, whichever of its rows were drawn."""
    like = [study for study in cached.store().studies.list() if _data(study.plan.config) == _data(config)]
    runs_of = (cached.store().of_study(study.study_id) for study in like[:_MOST_STUDIES])
    return mean_spread([cached.spread([run for run in runs if run.status == "finished"]) for runs in runs_of])


def points(share: float) -> str:
    """A difference of accuracies, `1.4 points`."""
    return f"{100 * share:.1f} points"


def _gap(num_test: int, num_seeds: int, known: Spread) -> float:
    from core.statistics import detectable_gap  # with scipy, which the first page does not wait for

    taken = _taken(known)
    return detectable_gap(num_test, num_seeds, taken.seed_sd, taken.disagreement)


def _taken(known: Spread) -> Spread:
    """What is known, and what is assumed for the rest."""
    return Spread(
        ASSUMED.seed_sd if known.seed_sd is None else known.seed_sd,
        ASSUMED.disagreement if known.disagreement is None else known.disagreement,
    )


def _assumptions(known: Spread, noun: str) -> str:
    taken = _taken(known)
    spread = f"runs of one arm spread by {points(taken.seed_sd)}"
    disagree = f"two arms disagree on {percent(taken.disagreement)} of the {noun}"
    if known == Spread():
        whence = "both assumed, nothing like it has finished here"
    elif None not in (known.seed_sd, known.disagreement):
        whence = "both as in studies of these data that finished here"
    else:
        measured, assumed = ("first", "second") if known.disagreement is None else ("second", "first")
        whence = f"the {measured} as in studies of these data that finished here, the {assumed} assumed"
    return f"It assumes that {spread} (standard deviation) and that {disagree}: {whence}."


def _more(plan: Plan, num_test: int, known: Spread) -> str:
    """How many seeds would show a gap as small as the region of practical equivalence."""
    more = "More seeds or more test rows would show smaller gaps"
    if (smallest := _gap(num_test, MAX_SEEDS, known)) > plan.rope:
        return f"{more}; even {MAX_SEEDS} seeds show none below {points(smallest)}, so take more test rows."
    few, enough = plan.num_seeds, MAX_SEEDS  # the gap shrinks with every seed
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if _gap(num_test, middle, known) <= plan.rope else (middle, enough)
    return f"{more}: {_seeds(enough)} would do for {points(plan.rope)}."


def _seeds(number: int) -> str:
    return "1 seed" if number == 1 else f"{number} seeds"


def _data(config: RunConfig) -> dict[str, Any]:
    return config.dataset.model_dump(exclude={"num_rows", "test_size", "seed"})

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from core.config import RunConfig, flatten
from core.reports.figures.theme import make_figure
from core.reports.html_report import Panel, report
from core.reports.report_tables import Table

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
VERSIONS = {"Bothways": "0.1.0", "Python": "3.11", "keras": "3.15"}


def arm(name, direction, seeds=(42, 43, 44)):
    return {
        "name": name, "direction": direction, "cell": "LSTM", "units": 32, "num_params": 131_584,
        "seeds": list(seeds), "runs": [f"{direction}{seed}" for seed in seeds],
    }  # fmt: skip


def metrics(name, direction, accuracy, count=3):
    row = {"name": name, "direction": direction, "num_test": 1320}
    values = {"test_accuracy": accuracy, "test_loss": 0.41234, "num_params": 131_584, "test_f1": None}
    for metric, value in values.items():
        error = 0.0 if metric == "num_params" else 0.0041
        row |= {metric: value, f"{metric}_se": error if count > 1 else None, f"{metric}_n": count}
    return row | {"test_shuffled_accuracy": accuracy - 0.1 if count > 1 else None}


def verdict(chances):
    test = {"only_a": 61, "only_b": 80, "num_rows": 1320, "p_value": 0.0421}
    return {
        "a": "forward LSTM 32", "b": "bidirectional LSTM 32", "subject_a": "reading forward",
        "subject_b": "reading both ways", "seeds": [42, 43, 44], "probabilities": chances, "decision": "undecided",
        "estimate": {"mean": 0.0132, "low": -0.0041, "high": 0.0305, "num_seeds": 3, "num_rows": 1320},
        "between": [{"a": "forward LSTM 32", "seed_a": 42, "b": "bidirectional LSTM 32", "seed_b": 42, "test": test}],
        "within": [{"a": "forward LSTM 32", "seed_a": 42, "b": "forward LSTM 32", "seed_b": 43, "test": test}],
        "sentence": "Reading both ways gained 1.3 points over reading forward (N = 1,320).", "noise": "They disagree.",
        "evidence": ["They disagree.", "Both arms have 32 units."], "caution": None, "error_odds": None,
        "withheld": [], "headline": "Undecided", "forward_limit": None,
    }  # fmt: skip


@pytest.fixture
def document():
    """The `comparison_document` of a study of two arms with three seeds."""
    arms = [arm("forward LSTM 32", "forward"), arm("bidirectional LSTM 32", "bidirectional")]
    return {
        "study": {"study_id": "5f2c", "name": "Both ways?"}, "runs": ["forward42", "bidirectional42"],
        "data": "IMDb reviews", "fingerprint": "abc123", "noun": "texts", "num_test": 1320, "rope": 0.01,
        "region": None, "split": "All runs share one split.", "splits": [0], "search": None, "lead": None, "varied": [],
        "baseline": "A linear model of words gets 80.0 % right.",
        "comparable": True, "unlike": [], "no_verdict": None, "differing_models": [], "arms": arms,
        "verdicts": [verdict({"worse": 0.021, "same": 0.352, "better": 0.627})],
        "metrics": [metrics("linear baseline", "linear baseline", 0.841, 1),
                    metrics("forward LSTM 32", "forward", 0.8234),
                    metrics("bidirectional LSTM 32", "bidirectional", 0.8366)],
        "slices": [], "settings": {"model.direction": {"forward LSTM 32": "forward",
                                                       "bidirectional LSTM 32": "bidirectional"}},
        "notes": ["One run was left out."], "environments": [{"sentence": "Trained with Keras.", "runs": ["f42"]}],
    }  # fmt: skip


@pytest.fixture
def written(document):
    """A function that writes the report of the document with changes."""
    arms = [one["name"] for one in document["arms"]]
    settings = {name: dict.fromkeys(arms, value) for name, value in flatten(RunConfig()).items()}

    def write(panels=(), **changes):
        return report(
            document | changes, panels, settings=settings, data={"name": "IMDb reviews", "notes": ["Some note."]},
            commands=["python -m core study"], versions=VERSIONS, moment=datetime(2026, 11, 22, 9, 30),
        )  # fmt: skip

    return write


class Page(HTMLParser):
    """The elements, texts and scripts of a page, as a browser parses them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.words, self.scripts, self.open = [], [], [], [], None
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.ids.append(dict(attributes).get("id"))
        self.open = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, data):
        if self.open == "script":
            self.scripts[-1] += data
        elif self.open != "style":
            self.words.append(data)


def test_the_verdict_comes_first_and_the_terms_are_explained(written):
    text = Page(written()).text
    sentences = [
        "Verdict", "Reading both ways gained 1.3 points", "Both arms have 32 units.", "All runs share one split.",
        "Question", "Terms", "less than 1.0 points", "Numbers", "All settings", "abc123", "Trained with Keras.",
        "0.1.0", "Some note.", "One run was left out.", "python -m core study",
    ]  # fmt: skip
    places = [text.index(words) for words in sentences]
    assert places == sorted(places)


def test_networks_that_learned_nothing_have_no_probabilities_beside_the_verdict(written, document):
    words = "reading both ways is worse: 2 %"
    assert words in Page(written()).text
    untrained = document["verdicts"][0] | {"withheld": ["untrained"]}
    assert words not in Page(written(verdicts=[untrained])).text


def test_numbers_have_error_and_number_of_seeds_and_the_baseline_is_first(written):
    text = Page(written()).text
    assert text.index("linear baseline 84.1 %") < text.index("→ forward LSTM 32 82.3 % ± 0.4 % (3 runs)")
    assert "0.412 ± 0.004 (3 runs)" in text
    assert "131,584 ±" not in text
    assert "F1" not in text
    assert "bidirectional LSTM 32 against forward LSTM 32 +1.3 −0.4 to +3.0 2 % 35 % 63 % 3 1,320" in text
    assert "forward LSTM 32: 82.3 % with the words in order, 72.3 % shuffled (−10.0 points)." in text
    assert "forward LSTM 32, seed 42 forward LSTM 32, seed 43 61 80 0.042" in text


def test_runs_that_cannot_be_compared_have_no_verdict_and_a_reason(written):
    unlike = [{"kind": "padding", "settings": ["text.padding"], "words": "text.padding is pre and post."}]
    no_verdict = "No verdict: these runs differ in more than their architecture."
    text = Page(written(unlike=unlike, no_verdict=no_verdict, verdicts=[], comparable=False)).text
    assert f"{no_verdict} padding : text.padding is pre" in text


def test_one_seed_has_a_verdict_without_probabilities(written):
    assert "is better:" in Page(written()).text
    assert "is better:" not in Page(written(verdicts=[verdict(None)])).text


def test_plotly_is_included_once_and_only_with_a_figure(written):
    figure = make_figure([{"type": "scatter", "x": [1, 2], "y": [0.5, 0.75], "name": "one"}], {})
    page = written(
        [Panel("Curves", figures=[("Accuracy", figure, "Accuracy rises."), ("Loss", figure, "Loss falls.")])]
    )
    assert page.count("plotly.js v") == 1
    elements = Page(page)
    assert {"plot-0", "plot-1"} <= set(elements.ids)
    assert len(json.loads(elements.scripts[1])) == 2
    assert 'aria-label="Accuracy rises."' in page
    assert 4_000_000 < len(page) < 6_500_000
    assert "plotly.js v" not in written()


def test_the_page_needs_nothing_from_elsewhere(written):
    page = written([Panel("Numbers", tables=[Table("Texts", ("Text",), [("a",)])])])
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page)
    assert "default-src 'none'" in page


def test_names_and_texts_never_become_markup(written):
    trace = {"type": "scatter", "x": [1], "y": [EVIL], "name": EVIL, "text": [EVIL]}
    figure = make_figure([trace], {"title": {"text": EVIL}})
    panel = Panel(EVIL, EVIL, [(EVIL, figure, f'"{EVIL}')], [Table(EVIL, (EVIL,), [(EVIL,)])])
    page = written(
        [panel], study={"study_id": EVIL, "name": EVIL}, data=EVIL, notes=[EVIL], differing_models=[EVIL],
        settings={EVIL: {EVIL: EVIL}}, arms=[arm(EVIL, "forward")], fingerprint=EVIL,
        metrics=[metrics(EVIL, "forward", 0.5)],
        verdicts=[
            verdict({"worse": 0.0, "same": 0.0, "better": 1.0}) | {"sentence": EVIL, "evidence": [EVIL], "a": EVIL}
        ],
    )  # fmt: skip
    elements = Page(page)
    assert elements.tags.count("script") == 3
    assert "img" not in elements.tags
    assert EVIL in elements.text
    (figure,) = json.loads(elements.scripts[1])
    assert figure["layout"]["title"]["text"] == EVIL


def test_the_linear_baseline_is_reported_beside_the_verdict(written):
    page = written()
    assert page.index("A linear model of words gets 80.0 % right.") < page.index(">Question<")


def test_headings_follow_each_other_and_every_table_has_a_caption(written):
    elements = Page(written([Panel("Where", tables=[Table("Slices", ("Slice", "Gap"), [("short", "+1")])])]))
    levels = [int(tag[1]) for tag in elements.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert elements.tags.count("caption") == elements.tags.count("table") > 4


@pytest.mark.parametrize(("noun", "included", "absent"), [
    ("texts", "TF-IDF", "pixel"), ("images", "weighs each pixel", "TF-IDF"), ("sequences", "Arm", "Linear baseline"),
])  # fmt: skip
def test_the_linear_baseline_is_explained_for_the_kind_of_data(written, noun, included, absent):
    text = Page(written(noun=noun, baseline=None, metrics=[])).text
    meaning = text[text.index("Terms") : text.index("Numbers")]
    assert included in meaning
    assert absent not in meaning


@pytest.mark.parametrize(("planned", "is_set_before"), [(0.01, True), (0.02, False), (None, False)])
def test_only_the_studys_own_region_was_set_before_it(written, planned, is_set_before):
    study = None if planned is None else {"study_id": "5f2c", "name": "Ways", "rope": planned}
    text = Page(written(study=study)).text
    assert "less than 1.0 points," in text
    assert ("set before the study" in text) is is_set_before


def test_versions_are_the_installed_ones_by_default(document):
    page = report(document, [], settings={}, data={}, commands=[])
    for name in ("Bothways", "Python", "tensorflow", "keras", "numpy", "scikit-learn"):
        assert f"<dt>{name}</dt>" in page


def test_arms_that_were_tuned_say_with_which_budget(written):
    assert "tuned" not in Page(written()).text
    search = {"sentences": ["Each arm was tuned with 3 candidates.", "The lowest rate <b>was best</b>."]}
    text = Page(written(search=search)).text
    assert "Each arm was tuned with 3 candidates. The lowest rate <b>was best</b>." in text


def test_a_study_of_settings_says_which_arm_leads_and_what_was_compared(written):
    page = Page(written(lead="GRU has the highest accuracy.", varied=["model.cell", "model.units"]))
    assert page.text.index("GRU has the highest accuracy.") < page.text.index("Question")
    assert "settings change the accuracy on" in page.text
    assert "model.cell, model.units?" in page.text


def test_many_verdicts_are_left_to_the_table_of_differences(written):
    many = [verdict({"worse": 0.0, "same": 0.0, "better": 1.0})] * 10
    assert "The other 4 pairs are in the tables of differences." in Page(written(verdicts=many)).text

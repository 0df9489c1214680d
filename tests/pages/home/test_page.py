import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.comparison.planning.run_sets import pair
from core.config import RunConfig
from core.evaluation.forward_ceiling import forward_ceiling
from core.inference.inputs.sequences import score_sequence
from core.inference.scorer import Scorer
from core.runs.demo import bundled, showcase
from core.runs.store import RunStore
from core.runs.study import StudyPlan
from pages.home import label_race, quick_study
from pages.shared.session import cache, routes
from pages.shared.ui.formats import percent

HOME = routes.HOME


def verdicts(app: AppTest) -> list[str]:
    return [element.value for element in app.html if 'class="verdict-words' in element.value]


def test_a_fresh_workspace_offers_to_train_with_a_time_estimate(open_page):
    app = open_page(HOME)
    assert not app.exception
    assert not app.error
    assert app.button(key="train_both_ways").label == "Train both ways"
    captions = " ".join(caption.value for caption in app.caption)
    assert "refined after the first steps" in captions
    assert "for all 6 runs" in captions
    assert "No runs yet." in captions
    assert [link.proto.label for link in app.page_link] == [
        "Open in Score", "How it works", "Choose data", "Score a sentence"
    ]  # fmt: skip


def test_a_sentence_gets_the_predictions_of_the_bundled_pair(open_page):
    app = open_page(HOME)
    texts = [text.value for text in app.text]
    for run in bundled.demo_runs():
        assert f"Trained on all reviews, test accuracy {percent(run.metrics['test_accuracy'])} (N = 11,034)" in texts
    assert verdicts(app) == []
    app.text_input(key="home_text").set_value("What a wonderful film").run()
    assert not app.exception
    assert len(verdicts(app)) == 2
    assert all("positive" in verdict for verdict in verdicts(app))


def test_showcase_runs_predict_in_place_of_the_bundled_pair(open_page, finished_pair):
    showcase.set_showcase(cache.workspace().home, [finished_pair[0].run_id])
    app = open_page(HOME)
    app.text_input(key="home_text").set_value("zyx a lovely film").run()
    (verdict,) = verdicts(app)
    score = Scorer(finished_pair[0].folder, finished_pair[0].config).score(["zyx a lovely film"])[0]
    assert f"</span> {score.label}<" in verdict
    assert "Out-of-vocabulary words: zyx" in [text.value for text in app.text]


def test_a_text_too_long_for_a_link_reaches_the_score_page(open_page):
    app = open_page(HOME)
    text = "😀" * 1_000
    app.text_input(key="home_text").set_value(text).run()
    assert not app.exception
    app.switch_page(routes.SCORE).run()
    assert app.text_input(key="score_text").value == text


def test_a_showcase_run_without_its_network_shows_an_error(open_page, finished_pair):
    showcase.set_showcase(cache.workspace().home, [run.run_id for run in finished_pair])
    (finished_pair[0].folder / "model.onnx").unlink()
    app = open_page(HOME)
    app.text_input(key="home_text").set_value("a film").run()
    assert not app.exception
    assert len(verdicts(app)) == 1
    assert any("model.onnx is missing" in text.value for text in app.text)


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "[l](javascript:alert(1)) **b** $x$", " ", "é" * 9_999]
)
def test_typed_text_is_never_rendered(open_page, text: str):
    app = open_page(HOME)
    app.text_input(key="home_text").set_value(text).run()
    assert not app.exception
    assert len(verdicts(app)) == (2 if text.strip() else 0)
    assert all("alert(1)" not in element.value for element in (*app.markdown, *app.caption, *app.html))


def test_a_text_that_is_too_long_gets_a_warning(open_page):
    app = open_page(HOME)
    app.text_input(key="home_text").set_value("a" * 100_001).run()
    assert "The text has 100,001 characters" in app.warning[0].value
    assert verdicts(app) == []


@pytest.mark.parametrize(("key", "plan"), [("train_both_ways", quick_study.REVIEWS), ("train_sums", quick_study.SUMS)])
def test_one_click_queues_a_study_of_three_seeds_and_shows_it(open_page, store: RunStore, key: str, plan: StudyPlan):
    app = open_page(HOME)
    app.button(key=key).click().run()
    (study,) = store.studies.list()
    assert study.plan == plan
    assert (study.plan.num_seeds, study.plan.arms) == (3, ("forward", "bidirectional"))
    assert len(store.of_study(study.study_id)) == 6
    assert app.query_params["study"] == study.study_id
    assert app.title[0].value == "Runs"


def test_the_time_estimate_comes_from_runs_that_finished_here(open_page, finish_run):
    for config in pair(quick_study.REVIEWS.config):
        finish_run(config)
    captions = " ".join(caption.value for caption in open_page(HOME).caption)
    assert "At most about" in captions
    assert "for all 6 runs, one after the other" in captions


def test_two_networks_label_sequences_without_a_click_and_their_accuracy_is_stated(open_page):
    app = open_page(HOME)
    (component,) = [one.proto.json for one in app.get("bidi_component") if "sequences" in one.proto.json]
    data = json.loads(component)
    assert [lane["arrow"] for lane in data["lanes"]] == ["→", "↔"]
    assert len(data["sequences"]) == label_race.NUM_SEQUENCES
    forward, both = bundled.sum_runs()
    rendered = " ".join(markdown.value for markdown in app.markdown)
    for run in (forward, both):
        assert f"**{percent(run.metrics['test_accuracy'])}**" in rendered
    assert "Measured on 10,000 test steps" in rendered
    assert f"gets beyond {percent(forward_ceiling('future', 10))}, except by chance" in rendered
    assert "That is one seed each, and another seed can change the order." in rendered


def test_the_labels_of_the_picture_are_the_outputs_of_the_shipped_networks():
    data = label_race.race_data()
    for sequence in data["sequences"]:
        values = np.array(sequence["values"])
        assert sequence["labels"] == [int(values[step:].sum() > 1e-9) for step in range(len(values))]
        for run, predicted in zip(bundled.sum_runs(), sequence["predicted"], strict=True):
            score = score_sequence(Scorer(run.folder, run.config), sequence["values"], "future")
            assert list(score.predicted) == predicted


def test_without_the_networks_for_sums_home_opens_with_the_box(open_page, monkeypatch):
    monkeypatch.setattr(cache, "sum_runs", lambda: ())
    app = open_page(HOME)
    assert not app.exception
    assert app.text_input(key="home_text")
    assert not [button for button in app.button if button.key == "train_sums"]


def test_latest_runs_show_five_with_their_curves_and_accuracy(open_page, finish_run):
    for number in range(6):
        finish_run(RunConfig(), name=f"run <b>{number}</b>")
    table = open_page(HOME).dataframe[0].value
    assert list(table["Run"]) == [f"run <b>{number}</b>" for number in (5, 4, 3, 2, 1)]
    assert list(table["Accuracy"].iloc[0]) == [70.0, 80.0]
    assert table["Test accuracy"].iloc[0] == "78.9 % (N = 8,250)"


def test_queued_runs_are_listed_in_order_and_can_be_cancelled(open_page, store: RunStore):
    store.claim(store.create(RunConfig(), "running").run_id, None)
    first, second = (store.create(RunConfig(), name) for name in ("*first*", "second"))
    app = open_page(HOME)
    assert "Queued runs (2)" in [header.value for header in app.subheader]
    labels = [text.value for text in app.text]
    assert [label.partition(" ·")[0] for label in labels if "queued" in label] == ["*first*", "second"]
    app.button(key=f"queued_cancel_{first.run_id}").click().run()
    assert store.get(first.run_id).status == "cancelled"
    assert store.get(second.run_id).status == "queued"

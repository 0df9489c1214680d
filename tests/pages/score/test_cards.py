import html

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.evaluation import forward_ceiling
from core.evaluation.predictions import Predictions, write_predictions
from core.inference.confidence import confidence_sentence
from core.inference.decision_rule import DecisionRule, write_rule
from core.inference.inputs.sequences import score_sequence
from core.inference.scorer import Scorer
from core.inference.similar_rows import observed_confidence
from tests.support.page_elements import markdown_of, texts, verdicts

SCORE = "pages/score/page.py"
VALUES = "0.4, -0.3, 0.2"


def probability_bars(app: AppTest) -> list[str]:
    return [element.value for element in app.html if 'class="shares"' in element.value]


def test_confidence_in_words_follows_the_test_set(open_page, showcase_pair):
    for run in showcase_pair[:1]:
        top = np.linspace(0.5001, 1, 1_000)
        labels, probabilities = np.repeat([1, 0], [900, 100]), np.stack([1 - top, top], axis=1)
        write_predictions(Predictions(np.arange(1_000), labels, probabilities, np.full(1_000, 3)), run.folder)
    app = open_page(SCORE, text="a lovely film")
    score = Scorer(showcase_pair[0].folder, showcase_pair[0].config).score(["a lovely film"])[0]
    observed = observed_confidence(showcase_pair[0].folder)
    expected = confidence_sentence(score.probabilities[score.label], 2, observed, score.num_words)
    assert "of test texts of any length with a similar probability" in expected
    assert expected in texts(app)
    assert sum("its accuracy at this probability was not measured." in text for text in texts(app)) == 1


def test_words_that_the_network_does_not_get_are_named(open_page, showcase_pair):
    app = open_page(SCORE, text="zyx a lovely and long film number 1 more")
    assert texts(app).count("Out-of-vocabulary words: zyx, more") == 2
    assert texts(app).count("Cut off by maxlen: 3 words") == 2
    app.text_input(key="score_text").set_value("¿?").run()
    assert any(text.startswith("No word of this text is in the vocabulary") for text in texts(app))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "**bold** [link](javascript:alert(1)) ![i](https://example.org/i.png) $x$ :red[x]",
        "😀‮\u200b漢字 ‏שלום ﷽ \u0000 Z͑͗ạlgo",
        "=1+1",
        " \t ",
        "é" * 100_000,
        "w " * 50_000,
    ],
    ids=["html", "markdown", "unicode", "formula", "blank", "one long word", "50,000 words"],
)
def test_any_text_gets_a_prediction_and_is_never_rendered(open_page, showcase_pair, text: str):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value(text).run()
    assert not app.exception
    assert not app.error
    assert len(verdicts(app)) == (2 if text.strip() else 0)
    for element in (*app.markdown, *app.caption, *app.html):
        assert "alert(1)" not in element.value
        assert "example.org" not in element.value
    assert len("".join(app.query_params.get("text", ""))) <= 2_000


def test_class_names_are_escaped(open_page, showcase_pair, monkeypatch):
    name = "<img src=x onerror=alert(1)>"
    score_texts = Scorer.score
    monkeypatch.setattr(
        Scorer, "score",
        lambda *args: [
            type(score)(**{**vars(score), "label": name, "probabilities": {name: 0.75, "other": 0.25}})
            for score in score_texts(*args)
        ],
    )  # fmt: skip
    app = open_page(SCORE, text="a film")
    assert len(verdicts(app)) == len(probability_bars(app)) == 2
    assert all(
        html.escape(name) in source and name not in source for source in (*verdicts(app), *probability_bars(app))
    )


def test_a_run_without_its_files_has_an_error_and_the_other_a_prediction(open_page, showcase_pair):
    (showcase_pair[0].folder / "model.onnx").unlink()
    app = open_page(SCORE, text="a film")
    assert not app.exception
    assert len(verdicts(app)) == 1
    assert any("model.onnx is missing" in text for text in texts(app))


def test_each_step_of_a_sequence_has_its_expected_and_predicted_label(open_page, finish_kind):
    runs = [finish_kind("sequence", way) for way in ("forward", "bidirectional")]
    app = open_page(SCORE, runs=",".join(run.run_id for run in runs), values=VALUES)
    assert not app.exception
    for run, verdict, table in zip(runs, verdicts(app), app.dataframe, strict=True):
        score = score_sequence(Scorer(run.folder, run.config), (0.4, -0.3, 0.2), "future")
        assert f"{score.num_right} of 3 steps correct" in verdict
        assert list(table.value["expected"]) == ["■ 1", "□ 0", "■ 1"]
        assert [int(sign[-1]) for sign in table.value["predicted"]] == list(score.predicted)
        assert list(table.value["probability"]) == pytest.approx([100 * share for share in score.probabilities])
        assert [sign == "✓" for sign in table.value["correct"]] == [
            expected == predicted for expected, predicted in zip(score.expected, score.predicted, strict=True)
        ]
    assert forward_ceiling.ceiling_sentence(runs[0].config.dataset) in markdown_of(app)
    assert "69.2 %" in markdown_of(app)


def test_a_stored_threshold_adds_its_decision_to_the_card(open_page, showcase_pair):
    first = showcase_pair[0]
    names = Scorer(first.folder, first.config).class_names
    write_rule(DecisionRule(names[0], 0.0), first.folder)
    app = open_page(SCORE, text="a lovely film")
    assert [text for text in texts(app) if text.startswith("Decided")] == [
        f"Decided: {names[0]} (threshold 0.00 for {names[0]})"
    ]

import html
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import demo
from core.runs import Run
from core.scoring import Scorer
from core.settings import PROJECT_FOLDER
from pages.shared import cached

SCORE = "pages/show/score.py"


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def verdicts(app: AppTest) -> list[str]:
    return [element.value for element in app.html if "font-size:2.1rem" in element.value]


@pytest.fixture
def shown_pair(finished_pair):
    """Two finished runs that were chosen to be shown, forward first."""
    demo.show_these(cached.settings().home, [run.run_id for run in finished_pair])
    return finished_pair


def expect_answers(app: AppTest, runs: Sequence[Run], text: str) -> None:
    for run, verdict in zip(runs, verdicts(app), strict=True):
        score = Scorer(run.folder, run.config).score([text])[0]
        assert f"</span> {score.label}<" in verdict
        assert f"{score.probabilities[score.label]:.1%}".replace("%", " %") in verdict


def test_the_shipped_pair_answers_before_anything_is_trained(open_page):
    app = open_page(SCORE)
    assert not app.exception
    assert app.multiselect(key="score_runs").value == ["demo-forward", "demo-bidirectional"]
    assert verdicts(app) == []
    app.text_input(key="score_text").set_value("What a wonderful film").run()
    expect_answers(app, demo.demo_runs(), "What a wonderful film")
    assert sum(text.startswith("LSTM trained on IMDb reviews · test accuracy") for text in texts(app)) == 2


def test_runs_chosen_to_be_shown_open_and_the_shipped_pair_stays_to_be_chosen(open_page, shown_pair):
    app = open_page(SCORE)
    assert app.multiselect(key="score_runs").value == [run.run_id for run in shown_pair]
    app.text_input(key="score_text").set_value("A lovely film").run()
    expect_answers(app, shown_pair, "A lovely film")
    assert app.query_params["text"] == "A lovely film"
    assert "GRU trained on IMDb reviews · test accuracy 78.9 % (N = 8,250)" in texts(app)
    app.multiselect(key="score_runs").set_value([shown_pair[0].run_id, "demo-forward"]).run()
    expect_answers(app, [shown_pair[0], demo.demo_runs()[0]], "A lovely film")


def test_a_link_opens_the_same_sentence_and_the_same_run(open_page, shown_pair):
    forward = shown_pair[0]
    app = open_page(SCORE, text="an awful film", runs=f"{forward.run_id},gone")
    assert app.text_input(key="score_text").value == "an awful film"
    assert len(verdicts(app)) == 1
    assert app.query_params["runs"] == forward.run_id or forward.run_id in app.query_params["runs"]


def test_an_example_is_put_into_the_box(open_page, shown_pair):
    app = open_page(SCORE)
    app.pills(key="score_example").set_value("Not a bad film at all.").run()
    assert app.text_input(key="score_text").value == "Not a bad film at all."
    assert len(verdicts(app)) == 2


def test_what_the_network_could_not_read_is_said(open_page, shown_pair):
    app = open_page(SCORE, text="zyx a lovely and long film number 1 more")
    assert texts(app).count("Words it does not know: zyx, more") == 2
    assert texts(app).count("Cut by maxlen: 3 words") == 2
    app.text_input(key="score_text").set_value("¿?").run()
    assert any(text.startswith("It knows no word of this text") for text in texts(app))


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
def test_any_text_gets_an_answer_and_is_never_rendered(open_page, shown_pair, text: str):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value(text).run()
    assert not app.exception
    assert not app.error
    assert len(verdicts(app)) == (2 if text.strip() else 0)
    for element in (*app.markdown, *app.caption, *app.html):
        assert "alert(1)" not in element.value
        assert "example.org" not in element.value
    assert len(app.query_params.get("text", "")) <= 1_500


def test_a_text_that_is_too_long_gets_a_sentence(open_page, shown_pair):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value("a" * 100_001).run()
    assert "The text has 100,001 characters" in app.warning[0].value
    assert verdicts(app) == []


def test_class_names_of_other_people_are_escaped(open_page, shown_pair, monkeypatch):
    name = "<img src=x onerror=alert(1)>"
    answer = Scorer.score
    monkeypatch.setattr(
        Scorer, "score",
        lambda *given: [
            type(score)(**{**vars(score), "label": name, "probabilities": {name: 0.75, "other": 0.25}})
            for score in answer(*given)
        ],
    )  # fmt: skip
    app = open_page(SCORE, text="a film")
    assert all(html.escape(name) in verdict and name not in verdict for verdict in verdicts(app))
    assert len(verdicts(app)) == 2


def test_a_run_whose_files_are_gone_says_so_and_the_other_still_answers(open_page, shown_pair):
    (shown_pair[0].folder / "model.onnx").unlink()
    app = open_page(SCORE, text="a film")
    assert not app.exception
    assert len(verdicts(app)) == 1
    assert any("model.onnx is missing" in text for text in texts(app))


def test_no_choice_of_runs_asks_for_one(open_page, shown_pair):
    app = open_page(SCORE, text="a film")
    app.multiselect(key="score_runs").set_value([]).run()
    assert verdicts(app) == []
    assert any("Choose at least one network." in caption.value for caption in app.caption)


PROGRAM = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run()
seen = [app.title[0].value]
for page in ("pages/build/data.py", "pages/build/train.py", "pages/show/score.py"):
    app.switch_page(page)
    if "data" in page:
        app.query_params["source"] = "rotten_tomatoes"
    app.run()
    seen.append(app.title[0].value)
    assert not app.exception and not app.session_state.get("errors"), app.session_state.get("errors")
app.text_input(key="score_text").set_value("a lovely film").run()
verdicts = [element for element in app.html if "font-size:2.1rem" in element.value]
heavy = sorted({"tensorflow", "keras", "sklearn"} & set(sys.modules))
print(json.dumps({"seen": seen, "verdicts": len(verdicts), "heavy": heavy}))
"""


def test_no_page_loads_tensorflow_or_scikit_learn(shown_pair, tmp_path: Path):
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True
    )
    told = json.loads(result.stdout.splitlines()[-1])
    assert told == {"seen": ["Does reading both ways help?", "Data", "Train", "Score"], "verdicts": 2, "heavy": []}

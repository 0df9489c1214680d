"""The Score page: selected runs, predictions, and what it imports."""

import json
import subprocess
import sys
from collections.abc import Sequence

from streamlit.testing.v1 import AppTest

from core.inference.scorer import Scorer
from core.runs.demo import bundled
from core.runs.run import Run
from core.settings import PROJECT_FOLDER
from tests.support.page_elements import texts, verdicts

SCORE = "pages/score/page.py"


def expect_predictions(app: AppTest, runs: Sequence[Run], text: str) -> None:
    for run, verdict in zip(runs, verdicts(app), strict=True):
        score = Scorer(run.folder, run.config).score([text])[0]
        assert f"</span> {score.label}<" in verdict
        assert f"{score.probabilities[score.label]:.1%}".replace("%", " %") in verdict


def test_the_bundled_pair_predicts_before_anything_is_trained(open_page):
    app = open_page(SCORE)
    assert not app.exception
    assert app.multiselect(key="score_runs").value == ["demo-forward", "demo-bidirectional"]
    assert verdicts(app) == []
    app.text_input(key="score_text").set_value("What a wonderful film").run()
    expect_predictions(app, bundled.demo_runs(), "What a wonderful film")
    assert sum(text.startswith("LSTM trained on all reviews · test accuracy") for text in texts(app)) == 2


def test_the_showcase_opens_and_the_bundled_pair_can_be_chosen(open_page, showcase_pair):
    app = open_page(SCORE)
    assert app.multiselect(key="score_runs").value == [run.run_id for run in showcase_pair]
    app.text_input(key="score_text").set_value("A lovely film").run()
    expect_predictions(app, showcase_pair, "A lovely film")
    assert app.query_params["text"] == "A lovely film"
    assert "GRU trained on IMDb reviews · test accuracy 78.9 % (N\u00a0=\u00a08,250)" in texts(app)
    app.multiselect(key="score_runs").set_value([showcase_pair[0].run_id, "demo-forward"]).run()
    expect_predictions(app, [showcase_pair[0], bundled.demo_runs()[0]], "A lovely film")


def test_a_link_opens_the_same_sentence_and_the_same_run(open_page, showcase_pair):
    forward = showcase_pair[0]
    app = open_page(SCORE, text="an awful film", runs=f"{forward.run_id},gone")
    assert app.text_input(key="score_text").value == "an awful film"
    assert len(verdicts(app)) == 1
    assert app.query_params["runs"] == forward.run_id or forward.run_id in app.query_params["runs"]


def test_an_empty_selection_asks_for_a_network(open_page, showcase_pair):
    app = open_page(SCORE, text="a film")
    app.multiselect(key="score_runs").set_value([]).run()
    assert verdicts(app) == []
    assert any("Choose at least one network." in caption.value for caption in app.caption)


PROGRAM = """
import json, sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run()
titles, predictions = [app.title[0].value], []
for page in ("pages/data/page.py", "pages/train/page.py"):
    app.switch_page(page)
    if "data" in page:
        app.query_params["source"] = "rotten_tomatoes"
    app.run()
    titles.append(app.title[0].value)
    assert not app.exception and not app.session_state.get("errors"), app.session_state.get("errors")
for runs in sys.argv[1:]:
    app.switch_page("pages/score/page.py")
    app.query_params["runs"] = runs
    app.query_params["text"] = "a lovely film"
    app.run()
    assert not app.exception and not app.session_state.get("errors"), app.session_state.get("errors")
    predictions.append(sum('class="verdict-words' in element.value for element in app.html))
heavy = sorted({"tensorflow", "keras", "sklearn"} & set(sys.modules))
print(json.dumps({"titles": titles, "predictions": predictions, "heavy": heavy}))
"""


def test_no_page_loads_tensorflow_or_scikit_learn(showcase_pair, finish_kind):
    texts = ",".join(run.run_id for run in showcase_pair)
    command = [sys.executable, "-c", PROGRAM, texts, finish_kind("image").run_id, finish_kind("sequence").run_id]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout.splitlines()[-1]) == {
        "titles": ["Does reading both ways help?", "Data", "Train"], "predictions": [2, 1, 1], "heavy": [],
    }  # fmt: skip

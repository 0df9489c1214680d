import html
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.evaluation.predictions import Predictions, write_predictions
from core.inference.confidence import confidence_sentence, observed_confidence
from core.inference.scorer import Scorer
from core.runs import bundled, showcase
from core.runs.run import Run
from core.settings import PROJECT_FOLDER
from pages.score import panels, score_history
from pages.score.inputs.examples import EXAMPLES
from pages.shared.runs.score_address import fits_link
from pages.shared.session import cache
from tests.support.page_elements import texts, verdicts

SCORE = "pages/score/page.py"


def shares(app: AppTest) -> list[str]:
    return [element.value for element in app.html if 'class="shares"' in element.value]


@pytest.fixture
def shown_pair(finished_pair):
    """Two finished runs that were chosen to be shown, forward first."""
    showcase.set_showcase(cache.workspace().home, [run.run_id for run in finished_pair])
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
    expect_answers(app, bundled.demo_runs(), "What a wonderful film")
    assert sum(text.startswith("LSTM trained on IMDb reviews · test accuracy") for text in texts(app)) == 2


def test_runs_chosen_to_be_shown_open_and_the_shipped_pair_stays_to_be_chosen(open_page, shown_pair):
    app = open_page(SCORE)
    assert app.multiselect(key="score_runs").value == [run.run_id for run in shown_pair]
    app.text_input(key="score_text").set_value("A lovely film").run()
    expect_answers(app, shown_pair, "A lovely film")
    assert app.query_params["text"] == "A lovely film"
    assert "GRU trained on IMDb reviews · test accuracy 78.9 % (N = 8,250)" in texts(app)
    app.multiselect(key="score_runs").set_value([shown_pair[0].run_id, "demo-forward"]).run()
    expect_answers(app, [shown_pair[0], bundled.demo_runs()[0]], "A lovely film")


def test_a_link_opens_the_same_sentence_and_the_same_run(open_page, shown_pair):
    forward = shown_pair[0]
    app = open_page(SCORE, text="an awful film", runs=f"{forward.run_id},gone")
    assert app.text_input(key="score_text").value == "an awful film"
    assert len(verdicts(app)) == 1
    assert app.query_params["runs"] == forward.run_id or forward.run_id in app.query_params["runs"]


def test_a_link_whose_runs_are_not_shown_says_which(open_page, shown_pair, add_run, finish_run, networks):
    gone = "Run gone was not found. It was deleted, or written by another version."
    app = open_page(SCORE, runs="gone")
    assert app.multiselect(key="score_runs").value == [run.run_id for run in shown_pair]
    assert gone in texts(app)
    app.text_input(key="score_text").set_value("a film").run()
    assert gone in texts(app)
    app.multiselect(key="score_runs").set_value([shown_pair[0].run_id]).run()
    assert gone not in texts(app)
    failed = add_run("one", status="failed").run_id
    fifth = [finish_run(shown_pair[0].config, networks["forward"], f"run {n}") for n in range(3)][-1].run_id
    others = [run.run_id for run in cache.scoreable_runs() if run.run_id != fifth][:4]
    app = open_page(SCORE, runs=",".join([failed, *others, fifth]))
    assert f"Not scored: run {failed} is failed. Only finished runs can be scored." in texts(app)
    assert f"Not scored: run 2 ({fifth}). At most 4 networks are shown." in texts(app)


def test_an_example_is_put_into_the_box_and_says_what_it_tests(open_page, shown_pair):
    app = open_page(SCORE)
    for example in EXAMPLES:
        app.pills(key="score_example").set_value(example.name).run()
        assert not app.exception
        assert app.text_input(key="score_text").value == example.text
        assert example.tests in [caption.value for caption in app.caption]
        assert len(verdicts(app)) == 2


def test_an_example_that_is_typed_over_is_chosen_no_longer(open_page, shown_pair):
    app = open_page(SCORE)
    app.pills(key="score_example").set_value("Empty").run()
    app.text_input(key="score_text").set_value("a film").run()
    assert app.pills(key="score_example").value is None
    app.text_input(key="score_text").set_value("").run()
    assert verdicts(app) == []


def test_confidence_is_said_in_words_that_follow_the_test_part(open_page, shown_pair):
    for run in shown_pair[:1]:
        top = np.linspace(0.5001, 1, 100)
        labels, probabilities = np.repeat([1, 0], [90, 10]), np.stack([1 - top, top], axis=1)
        write_predictions(Predictions(np.arange(100), labels, probabilities, np.full(100, 3)), run.folder)
    app = open_page(SCORE, text="a lovely film")
    score = Scorer(shown_pair[0].folder, shown_pair[0].config).score(["a lovely film"])[0]
    observed = observed_confidence(shown_pair[0].folder)
    expected = confidence_sentence(score.probabilities[score.label], 2, observed)
    assert "of test texts scored with so much confidence" in expected
    assert expected in texts(app)
    assert sum(text.endswith("how often that is right was not measured.") for text in texts(app)) == 1


def click(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def shown_history(app: AppTest) -> list[list[object]]:
    return app.dataframe[-1].value.to_numpy().tolist()


def test_texts_that_stood_still_are_kept_with_every_verdict_the_newest_first(open_page, shown_pair):
    app = open_page(SCORE, panel="History")
    assert any(caption.value.startswith("No texts yet") for caption in app.caption)
    app.text_input(key="score_text").set_value("half a sent").run()
    for name in ("Negation", "Contrast", "Negation"):
        app.pills(key="score_example").set_value(name).run()
    rows = shown_history(app)
    assert [row[0] for row in rows] == [EXAMPLES[0].text, EXAMPLES[2].text]
    for place, run in enumerate(shown_pair, start=1):
        score = Scorer(run.folder, run.config).score([EXAMPLES[0].text])[0]
        shape = "▼" if score.label == "bad" else "▲"
        assert rows[0][place] == f"{shape} {score.label} {100 * score.probabilities[score.label]:.1f} %"


def test_undo_goes_back_text_by_text_and_clear_can_be_undone(open_page, shown_pair):
    app = open_page(SCORE)
    assert app.button(key="score_undo").disabled
    app.text_input(key="score_text").set_value("typed").run()
    app.pills(key="score_example").set_value("Not bad").run()
    click(app, "score_clear")
    assert app.text_input(key="score_text").value == ""
    seen = []
    for _ in range(3):
        click(app, "score_undo")
        seen.append(app.text_input(key="score_text").value)
    assert seen == [EXAMPLES[1].text, "typed", ""]
    assert app.button(key="score_undo").disabled


def entry(text: str, pinned: bool = False, name: str = "one", run_id: str = "a") -> dict:
    answer = {"name": name, "shape": "▲", "label": "=good", "probability": 0.75}
    return {"text": text, "pinned": pinned, "predictions": {run_id: answer}}


def test_pinned_texts_stand_on_top_and_outlive_the_others(monkeypatch):
    monkeypatch.setattr(score_history.st, "session_state", {score_history.ENTRIES: [entry("new"), entry("old")]})
    score_history.toggle_pin("old")
    assert [known["text"] for known in score_history.sorted_entries()] == ["old", "new"]
    score_history.clear_history()
    assert [known["text"] for known in score_history.sorted_entries()] == ["old"]
    score_history.toggle_pin("old")
    assert [known["pinned"] for known in score_history.sorted_entries()] == [False]


def test_the_history_is_downloaded_though_the_click_knows_no_session(open_page, shown_pair, monkeypatch):
    given = []
    monkeypatch.setattr(score_history.st, "download_button", lambda label, data, *_, **__: given.append(data))
    app = open_page(SCORE, panel="History")
    app.pills(key="score_example").set_value("Negation").run()
    assert not app.exception
    assert EXAMPLES[0].text in given[-1]().decode("utf-8-sig")


def test_the_presenter_view_shows_the_box_the_verdicts_and_why_and_nothing_else(open_page, shown_pair):
    app = open_page(SCORE, text="a lovely film", present="1", why="Words")
    assert not app.exception
    assert len(verdicts(app)) == 2
    assert not app.multiselect
    assert not app.pills
    assert {button.key for button in app.button} == {
        f"present_{name}" for name in ("next", "clear", "toggle", "why", "leave")
    }
    click(app, "present_next")
    assert app.text_input(key="score_text").value == EXAMPLES[0].text
    click(app, "present_next")
    assert app.text_input(key="score_text").value == EXAMPLES[1].text
    for number in (1, 1, 2):
        click(app, "present_toggle")
        assert len(verdicts(app)) == number
    click(app, "present_why")
    assert app.query_params["why"] == "Directions"
    click(app, "present_clear")
    assert app.text_input(key="score_text").value == ""
    click(app, "present_leave")
    assert app.multiselect(key="score_runs").value == [run.run_id for run in shown_pair]
    assert "present" not in app.query_params


def test_the_next_example_follows_the_one_before_whatever_is_opened_meanwhile(open_page, shown_pair):
    app = click(open_page(SCORE), "score_present")
    names = []
    for key in ("present_why", "present_toggle", "present_why"):
        click(app, "present_next")
        names.append(app.text_input(key="score_text").value)
        click(app, key)
        app.run()
    assert names == [example.text for example in EXAMPLES[:3]]


def test_the_sentence_is_there_when_one_comes_back_unless_the_address_names_another(open_page, shown_pair):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value("a film to keep").run()
    for address, shown in (({}, "a film to keep"), ({"text": "another"}, "another"), ({}, "another")):
        app.switch_page("pages/runs/page.py").run()
        app.switch_page(SCORE)
        for name in list(app.query_params):
            del app.query_params[name]
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        assert app.text_input(key="score_text").value == shown


def test_a_new_text_in_the_history_drops_the_choice_of_a_row(open_page, shown_pair):
    app = open_page(SCORE, panel="History")
    app.pills(key="score_example").set_value("Negation").run()
    before = app.dataframe[-1].proto.id
    app.pills(key="score_example").set_value("Contrast").run()
    assert app.dataframe[-1].proto.id != before
    assert app.button(key="score_pin").disabled


def test_a_link_opens_a_panel_and_the_others_stay_closed(open_page, shown_pair, monkeypatch):
    opened = []
    for name in ("why", "what_if", "many", "model_button"):
        monkeypatch.setattr(panels, name, lambda *_, name=name: opened.append(name))
    app = open_page(SCORE, text="a film")
    assert opened == []
    app = open_page(SCORE, text="a film", panel="What if")
    assert set(opened) == {"what_if"}
    for panel, drawn in (("why", "why"), ("batch", "many"), ("download", "model_button"), ("history", None)):
        opened.clear()
        app.segmented_control(key="panel").set_value(panel).run()
        assert not app.exception
        assert set(opened) == ({drawn} if drawn else set())


def test_a_link_of_version_1_opens_the_downloads(open_page, shown_pair):
    app = open_page(SCORE, text="a film", panel="Take away")
    assert app.segmented_control(key="panel").value == "download"
    assert not app.exception


def test_the_address_of_a_result_of_many_texts_opens_it(open_page, shown_pair):
    app = open_page(SCORE, many="gone")
    assert app.segmented_control(key="panel").value == "batch"


def test_a_link_carries_any_text_that_fits(open_page, shown_pair):
    app = open_page(SCORE)
    for text in ('"quoted" & <b>?#%', "😀" * 500, "漢字 " * 200, "a word " * 285):
        assert fits_link(text)
        app.text_input(key="score_text").set_value(text).run()
        assert app.query_params["text"] == text


def test_a_text_that_no_link_carries_is_not_in_the_address(open_page, shown_pair):
    app = open_page(SCORE, text="a film")
    for text in ("😀" * 1_000, "a" * 2_001, "\ud800" * 2_001):
        assert not fits_link(text)
    app.text_input(key="score_text").set_value("😀" * 1_000).run()
    assert "text" not in app.query_params
    assert any(caption.value.startswith("This text is too long for a link") for caption in app.caption)


def test_two_networks_of_one_name_are_told_apart_by_their_ids(open_page, shown_pair, finish_run, networks):
    twin = finish_run(shown_pair[0].config, networks["forward"], shown_pair[0].name)
    ids = [shown_pair[0].run_id, twin.run_id]
    app = open_page(SCORE, text="a film", runs=",".join(ids), panel="Why", why="Words")
    assert not app.exception
    for run_id in ids:
        assert texts(app).count(f"{twin.name} · {run_id}") == 2


def test_what_explains_a_verdict_stays_open_but_for_the_presenter(open_page, shown_pair):
    app = open_page(SCORE, text="a film", panel="Why", why="Words")
    assert app.segmented_control(key="why").proto.required
    click(app, "score_present")
    assert app.segmented_control(key="why").value == "words"
    assert not app.segmented_control(key="why").proto.required


def test_what_the_network_could_not_read_is_said(open_page, shown_pair):
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
def test_any_text_gets_an_answer_and_is_never_rendered(open_page, shown_pair, text: str):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value(text).run()
    assert not app.exception
    assert not app.error
    assert len(verdicts(app)) == (2 if text.strip() else 0)
    for element in (*app.markdown, *app.caption, *app.html):
        assert "alert(1)" not in element.value
        assert "example.org" not in element.value
    assert len("".join(app.query_params.get("text", ""))) <= 2_000


def test_a_character_that_was_replaced_is_told(open_page, shown_pair):
    app = open_page(SCORE, text="a good \N{REPLACEMENT CHARACTER} film")
    assert any("replaces a character that could not be read." in caption.value for caption in app.caption)
    app.text_input(key="score_text").set_value("a good film").run()
    assert not any("could not be read" in caption.value for caption in app.caption)


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
    assert len(verdicts(app)) == len(shares(app)) == 2
    assert all(html.escape(name) in told and name not in told for told in (*verdicts(app), *shares(app)))


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
for page in ("pages/data/page.py", "pages/train/page.py", "pages/score/page.py"):
    app.switch_page(page)
    if "data" in page:
        app.query_params["source"] = "rotten_tomatoes"
    app.run()
    seen.append(app.title[0].value)
    assert not app.exception and not app.session_state.get("errors"), app.session_state.get("errors")
app.text_input(key="score_text").set_value("a lovely film").run()
verdicts = [element for element in app.html if 'class="verdict-words' in element.value]
heavy = sorted({"tensorflow", "keras", "sklearn"} & set(sys.modules))
print(json.dumps({"seen": seen, "verdicts": len(verdicts), "heavy": heavy}))
"""


def test_no_page_loads_tensorflow_or_scikit_learn(shown_pair, tmp_path: Path):
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True
    )
    told = json.loads(result.stdout.splitlines()[-1])
    assert told == {"seen": ["Does reading both ways help?", "Data", "Train", "Score"], "verdicts": 2, "heavy": []}

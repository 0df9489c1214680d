"""What one chooses on the Runs page to be shown to people, and what one takes away from it."""

import zipfile

from core.inference import scorer
from core.runs import showcase
from pages.shared import server
from pages.shared.runs import download_buttons
from pages.shared.session import cache
from tests.support.page_elements import press

PAGE = "pages/runs/page.py"


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def shown() -> list[str]:
    return [run.run_id for run in cache.showcase_runs()]


def test_a_finished_run_takes_the_place_of_the_shipped_pair_until_it_is_taken_away(open_page, finished_pair):
    forward, both = (run.run_id for run in finished_pair)
    app = press(open_page(PAGE, runs=forward), "Show on Home")
    assert not app.exception
    assert shown() == [forward]
    press(open_page(PAGE, runs=both), "Show on Home")
    assert shown() == [forward, both]
    app = press(open_page(PAGE, runs=forward), "Remove from Home")
    assert shown() == [both]
    assert "Show on Home" in labels(app)
    press(open_page(PAGE, runs=both), "Remove from Home")
    assert shown() == ["demo-forward", "demo-bidirectional"]


def test_the_run_shown_longest_makes_room_for_a_fifth(open_page, finish_run, networks, finished_pair):
    config = finished_pair[0].config
    runs = [finish_run(config, networks["forward"], f"run {number}").run_id for number in range(5)]
    showcase.set_showcase(cache.workspace().home, runs[:4])
    press(open_page(PAGE, runs=runs[4]), "Show on Home")
    assert shown() == runs[1:]


def test_only_finished_runs_that_read_texts_are_shown(open_page, add_run, finish_kind):
    for run in (add_run(status="failed"), finish_kind("image")):
        assert "Show on Home" not in labels(open_page(PAGE, runs=run.run_id))


def test_a_finished_run_is_packed_when_it_is_asked_for(open_page, finished_pair, add_run, tmp_path):
    (tmp_path / "run.zip").write_bytes(download_buttons._model_bundle(finished_pair[0]))
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        assert {"model.onnx", "vocabulary.json", "predict.py", "README.md"} <= set(archive.namelist())
    assert model_buttons_disabled(open_page(PAGE, runs=finished_pair[0].run_id)) == [False]
    assert model_buttons_disabled(open_page(PAGE, runs=add_run("without its network").run_id)) == [True]
    assert model_buttons_disabled(open_page(PAGE, runs=add_run(status="failed").run_id)) == []


def model_buttons_disabled(app) -> list[bool]:
    """Whether each button that packs a run is disabled."""
    return [button.proto.disabled for button in app.get("download_button") if button.proto.label == "Download model"]


def test_a_starting_server_loads_the_shown_networks_and_survives_a_missing_one(finished_pair, monkeypatch, caplog):
    forward, both = finished_pair
    showcase.set_showcase(cache.workspace().home, [forward.run_id, both.run_id])
    cache._scorer.clear()
    server.load_shown_runs()
    monkeypatch.setattr(scorer, "Scorer", None)  # whoever scores now must not need to load anything
    assert cache.scorer(both).score(["a film"])[0].label in ("bad", "good")
    cache._scorer.clear()
    server.load_shown_runs()
    assert "could not be loaded in advance" in caplog.text

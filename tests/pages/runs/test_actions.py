"""The showcase, and downloads of a run on the Runs page."""

import zipfile

from core.inference import scorer
from core.runs.demo import showcase
from pages.shared import server
from pages.shared.runs import download_buttons
from pages.shared.session import cache, routes
from tests.support.page_elements import press

PAGE = routes.RUNS


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def showcase_ids() -> list[str]:
    return [run.run_id for run in cache.showcase_runs()]


def test_a_finished_run_replaces_the_bundled_pair_until_it_is_removed(open_page, finished_pair):
    forward, both = (run.run_id for run in finished_pair)
    app = press(open_page(PAGE, runs=forward), "Show on Home")
    assert not app.exception
    assert showcase_ids() == [forward]
    press(open_page(PAGE, runs=both), "Show on Home")
    assert showcase_ids() == [forward, both]
    app = press(open_page(PAGE, runs=forward), "Remove from Home")
    assert showcase_ids() == [both]
    assert "Show on Home" in labels(app)
    press(open_page(PAGE, runs=both), "Remove from Home")
    assert showcase_ids() == ["demo-forward", "demo-bidirectional"]


def test_a_fifth_run_replaces_the_oldest_in_the_showcase(open_page, finish_run, networks, finished_pair):
    config = finished_pair[0].config
    runs = [finish_run(config, networks["forward"], f"run {number}").run_id for number in range(5)]
    showcase.set_showcase(cache.workspace().home, runs[:4])
    press(open_page(PAGE, runs=runs[4]), "Show on Home")
    assert showcase_ids() == runs[1:]


def test_only_finished_text_networks_can_be_in_the_showcase(open_page, add_run, finish_kind):
    for run in (add_run(status="failed"), finish_kind("image")):
        assert "Show on Home" not in labels(open_page(PAGE, runs=run.run_id))


def test_a_finished_run_is_packed_on_the_click(open_page, finished_pair, add_run, tmp_path):
    (tmp_path / "run.zip").write_bytes(download_buttons._model_bundle(finished_pair[0]))
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        assert {"model.onnx", "vocabulary.json", "predict.py", "README.md"} <= set(archive.namelist())
    assert model_buttons_disabled(open_page(PAGE, runs=finished_pair[0].run_id)) == [False]
    assert model_buttons_disabled(open_page(PAGE, runs=add_run("without its network").run_id)) == [True]
    assert model_buttons_disabled(open_page(PAGE, runs=add_run(status="failed").run_id)) == []


def model_buttons_disabled(app) -> list[bool]:
    """Whether each button that packs a run is disabled."""
    return [button.proto.disabled for button in app.get("download_button") if button.proto.label == "Download model"]


def test_a_starting_server_loads_the_showcase_and_survives_a_missing_network(finished_pair, monkeypatch, caplog):
    forward, both = finished_pair
    showcase.set_showcase(cache.workspace().home, [forward.run_id, both.run_id])
    cache._scorer.clear()
    server.load_showcase()
    monkeypatch.setattr(scorer, "Scorer", None)  # from now on nothing can be loaded
    assert cache.scorer(both).score(["a film"])[0].label in ("bad", "good")
    cache._scorer.clear()
    server.load_showcase()
    assert "could not be loaded in advance" in caplog.text

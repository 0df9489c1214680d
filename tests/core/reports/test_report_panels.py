import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.verdict_wording import verdict_sentence
from core.reports.report_panels import panels, whole_report
from core.training.history import Epoch
from tests.support.comparisons.setting_studies import finished_study
from tests.support.comparisons.split_runs import runs_on_splits

NUM_ROWS = 60


@pytest.fixture
def runs(add_tested):
    draw = np.random.default_rng(0)
    return [
        add_tested(direction, seed, draw.random(NUM_ROWS) < share)
        for direction, share in (("forward", 0.6), ("bidirectional", 0.8))
        for seed in (1, 2)
    ]


def epochs_of(runs):
    return {run.run_id: (Epoch(1, 0.5, 0.6, 0.5, 0.6, 1.0), Epoch(2, 0.4, 0.7, 0.6, 0.5, 1.0)) for run in runs}


def test_every_panel_of_the_page_is_in_the_report(runs, settings):
    comparison = compare_runs(runs, settings.home)
    titles = [panel.title for panel in panels(comparison, epochs_of(runs), comparison.verdicts[0])]
    assert titles == [
        "Accuracy and differences", "Learning curves", "Disagreements", "Confusion matrices", "Calibration",
    ]  # fmt: skip


def test_curves_of_runs_that_monitor_macro_f1_have_a_chart_of_it(add_tested, settings):
    for monitor, titles in (("val_loss", []), ("val_macro_f1", ["Macro F1"])):
        monitors = f"train.monitor={monitor}"
        runs = [add_tested(direction, 1, [1, 0], monitors) for direction in ("forward", "bidirectional")]
        comparison = compare_runs(runs, settings.home)
        measured = {run.run_id: (Epoch(1, 0.5, 0.6, 0.5, 0.6, 1.0, 0.4),) for run in runs}
        curves = next(one for one in panels(comparison, measured, None) if one.title == "Learning curves")
        assert [title for title, *_ in curves.figures] == ["Accuracy", "Loss", *titles]


def test_the_report_is_one_file_with_verdict_numbers_settings_and_commands(runs, settings):
    comparison = compare_runs(runs, settings.home)
    page = whole_report(comparison, epochs_of(runs))
    assert verdict_sentence(comparison.verdicts[0]) in page.replace("&#39;", "'")
    assert "bidirectional SimpleRNN 4" in page
    assert "text.num_words" in page
    assert "python -m core train" in page
    assert page.count("plotly.js v") == 1
    assert 'src="http' not in page


def test_runs_that_cannot_be_compared_are_reported_without_a_verdict(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    page = whole_report(compare_runs(runs, settings.home), epochs_of(runs))
    assert "text.maxlen is 8 or 5" in page
    assert "gained" not in page


def test_a_report_without_results_says_so(store, tiny_config, settings):
    waiting = [store.create(tiny_config), store.create(tiny_config)]
    assert "queued" in whole_report(compare_runs(waiting, settings.home), {})


def test_several_splits_have_a_table_of_their_gaps(add_tested, settings):
    comparison = compare_runs(runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_rows=200), settings.home)
    (accuracies, *others) = panels(comparison, {}, comparison.verdicts[0])
    table = accuracies.tables[0]
    assert table.columns == ("split", "seeds", "test rows", "gap", "95 % interval")
    assert [row[:3] for row in table.rows] == [(0, "0, 1", "200"), (1, "2, 3", "200"), (2, "4, 5", "200")]
    assert "Split 0 only, one of 3" in next(panel.text for panel in others if panel.title == "Disagreements")
    assert "of each of 3 splits" in " ".join(whole_report(comparison, {}).split())
    titles = [table.title for panel in panels(comparison, {}, None) for table in panel.tables]
    of_one_split = [title for title in titles if title.startswith(("Differences in other", "Calibration error"))]
    assert len(of_one_split) == 2
    assert all("Split 0 only, one of 3" in title for title in of_one_split)


def test_the_report_of_a_study_of_settings_has_figures_every_pair_and_its_command(add_tested, tiny_config, settings):
    cells = {f"model.cell={cell}": [share] * 3 for cell, share in (("GRU", 0.8), ("LSTM", 0.7), ("SimpleRNN", 0.6))}
    runs, study = finished_study(add_tested, tiny_config, cells, 200)
    comparison = compare_runs(runs, settings.home, study=study)
    assert [panel.title for panel in panels(comparison, {}, comparison.verdicts[0])][:2] == [
        "Settings", "Accuracy and differences",
    ]  # fmt: skip
    page = whole_report(comparison, {}).replace("&#39;", "'").replace("&#x27;", "'")
    assert "GRU has the highest accuracy" in page
    assert "p (Holm)" in page
    assert "--arm model.cell=GRU --arm model.cell=LSTM --arm model.cell=SimpleRNN" in page

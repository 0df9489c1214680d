import numpy as np
import pytest

from core.config import DatasetConfig, RunConfig
from core.data import preview, sources
from core.data.encoding import encode_parts
from core.data.sources.series import series_dataset
from core.data.sources.series.own_series import with_num_channels
from core.data.sources.series.scaling import Scaling
from core.errors import ConfigError, DatasetError
from core.inference.inputs.series import encode_series
from tests.support.examples.series_files import ts_file, ucr_file, waves


def load(path, **settings):
    return sources.load(DatasetConfig(name="file", task="series", path=str(path), **settings))


def config_of(path, *settings):
    own = ["dataset.name=file", "dataset.task=series", f"dataset.path={path}", "train.batching=by_length"]
    return RunConfig().with_settings([*own, *settings])


def test_a_series_is_a_row_with_a_class_its_length_and_zeros_after_its_end(tmp_path):
    dataset = load(ts_file(tmp_path / "waves.ts"))
    assert dataset.values.shape == (24, 8, 2)
    assert dataset.lengths[:4].tolist() == [6, 8, 8, 6]
    assert (dataset.values[0, 6:] == 0).all()
    assert (dataset.class_names, dataset.labels[:2].tolist()) == (("down", "up"), [1, 0])
    assert dataset.rows[:2].tolist() == [6, 7]
    assert dataset.notes[0] == "24 series of 6 to 8 steps, 2 channels."
    assert dataset.fingerprint() == load(tmp_path / "waves.ts").fingerprint()
    changed = load(tmp_path / "waves.ts", classes="up: rising")
    assert changed.class_names == ("down", "rising")
    assert changed.fingerprint() != dataset.fingerprint()


def test_a_value_that_is_infinite_in_float32_is_refused_with_its_line(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("label,t0,t1\n" + "a,1,2\nb,1,2\n" * 12 + "b,1e39,2\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="'1e39' where a number is expected"):
        load(path)


@pytest.mark.parametrize(("start", "is_rounded"), [(0, False), (1_700_000_000, True)])
def test_a_channel_that_float32_rounds_much_is_named_and_scored_as_trained(tmp_path, start, is_rounded):
    lines = [f"{'ab'[row % 2]},{start + row},{start + 2 * row},{start + 5}" for row in range(12)]
    path = tmp_path / "seconds.csv"
    path.write_text("\n".join(["label,t0,t1,t2", *lines]), encoding="utf-8")
    dataset = load(path)
    assert any("channel value are rounded by up to" in note for note in dataset.notes) is is_rounded
    scaling = Scaling.fit(dataset.values, dataset.lengths, "standard")
    scored = encode_series(scaling, [np.array([[start + 1.0], [start + 2.0], [start + 5.0]])])
    assert np.array_equal(scored.inputs[0], scaling.apply(dataset.values, dataset.lengths)[1])


def test_a_published_test_set_is_named_until_it_is_used(tmp_path):
    train, test = ucr_file(tmp_path / "x_TRAIN.tsv"), ucr_file(tmp_path / "x_TEST.tsv", 10, seed=1)
    assert any("x_TEST.tsv is in the same folder. Set dataset.test_path" in note for note in load(train).notes)
    dataset = load(train, test_path=str(test))
    assert (len(dataset.labels), dataset.num_test, dataset.reading.parts) == (34, 10, {"training": 24, "test": 10})
    assert dataset.rows[-1] == 1_000_010
    assert not any("in the same folder" in note for note in dataset.notes)


def test_skipped_rows_of_a_test_file_are_counted_and_named_as_its_rows_are(tmp_path):
    train, test = tmp_path / "a.csv", tmp_path / "b.csv"
    train.write_text("label,t0,t1\n" + "a,1,2\nb,3,1\n" * 6)
    test.write_text(train.read_text() + "a,1,2,3\n")
    dataset = load(train, test_path=str(test), on_bad_rows="skip", max_bad_rows=0.1)
    assert (dataset.reading.dropped, dataset.reading.num_read, dataset.num_test) == ({"bad_row": 1}, 25, 12)
    assert any(note.startswith("Row 1,000,013 was skipped.") for note in dataset.notes)


def test_a_class_that_only_the_test_set_has_is_refused_with_its_line(tmp_path):
    train, test = ucr_file(tmp_path / "a.tsv"), ucr_file(tmp_path / "b.tsv", 4)
    test.write_text(test.read_text() + "7" + "\t0" * 8 + "\n")
    with pytest.raises(DatasetError, match=r"b\.tsv: line 5 has the label '7', which no series of a\.tsv has"):
        load(train, test_path=str(test))


def test_sets_of_different_channels_are_refused(tmp_path):
    train, test = ts_file(tmp_path / "a.ts"), ucr_file(tmp_path / "b.tsv", 4)
    with pytest.raises(DatasetError, match=r"b\.tsv has 1 channel, and a\.ts has 2"):
        load(train, test_path=str(test))


def test_missing_values_are_filled_or_refused_with_file_and_line(tmp_path):
    path = ucr_file(tmp_path / "x.tsv")
    lines = path.read_text().splitlines()
    cells = lines[2].split("\t")
    lines[2] = "\t".join([*cells[:3], "?", *cells[4:]])
    path.write_text("\n".join(lines))
    dataset = load(path)
    assert any(note.startswith("1 missing value was replaced by a straight line") for note in dataset.notes)
    assert dataset.values[2, 2, 0] == pytest.approx((float(cells[2]) + float(cells[4])) / 2)
    with pytest.raises(DatasetError, match=r"x\.tsv: line 3: the value of step 3 in channel 1 is missing"):
        load(path, missing="refuse")
    path.write_text("\n".join([*lines, "1" + "\tNaN" * 8]))
    with pytest.raises(DatasetError, match=r"x\.tsv: line 25: the series has no value"):
        load(path)


def test_one_class_alone_and_labels_that_are_empty_are_not_learned(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b,label\n" + "1,2,up\n" * 6)
    with pytest.raises(DatasetError, match="every usable row has the label 'up'"):
        load(path)
    path.write_text("a,b,label\n" + "1,2,up\n3,4,down\n" * 5 + "5,6,\n")
    dataset = load(path)
    assert (len(dataset.labels), dataset.reading.dropped) == (10, {"empty_label": 1})


def test_so_many_series_are_drawn_of_each_class(tmp_path):
    dataset = load(ts_file(tmp_path / "x.ts", 40), num_rows=10)
    assert np.bincount(dataset.labels).tolist() == [5, 5]
    assert dataset.reading.is_stratified


def test_series_that_do_not_fit_into_memory_are_refused_by_the_longest(tmp_path, monkeypatch):
    monkeypatch.setattr(series_dataset, "_MOST_VALUES", 100)
    with pytest.raises(DatasetError, match=r"x\.ts: line 7 has a series of 8 steps"):
        load(ts_file(tmp_path / "x.ts"))


def test_scaling_is_fitted_on_the_training_set_alone(tmp_path):
    values, labels = waves(40)
    values[30:] += 1_000  # the rows of the test set
    np.savez(tmp_path / "a.npz", X=values[:30], y=labels[:30])
    np.savez(tmp_path / "b.npz", X=values[30:], y=labels[30:])
    config = config_of(tmp_path / "a.npz", f"dataset.test_path={tmp_path / 'b.npz'}", "dataset.num_channels=1")
    dataset = sources.load(config.dataset)
    encoded = encode_parts(dataset, sources.split(dataset, config.dataset, 0.2), config)
    assert encoded.training.encoded.inputs.mean() == pytest.approx(0, abs=1e-6)
    assert encoded.test.encoded.inputs.min() > 100
    assert encoded.scaling.offset.shape == (1,)


def test_the_number_of_channels_is_that_of_the_file(tmp_path):
    config = config_of(ts_file(tmp_path / "x.ts"))
    dataset = sources.load(config.dataset)
    parts = sources.split(dataset, config.dataset, 0.1)
    with pytest.raises(DatasetError, match=r"x\.ts has 2 channels, and dataset.num_channels is empty"):
        encode_parts(dataset, parts, config)
    config = with_num_channels(config, dataset)
    assert config.dataset.num_channels == 2
    assert encode_parts(dataset, parts, config).training.encoded.inputs.shape[2] == 2


def test_series_are_trained_without_padding():
    with pytest.raises(ConfigError, match=r"train\.batching cannot be padded"):
        RunConfig().with_settings(["dataset.name=gun_point"])


def test_series_are_previewed_as_arrays(tmp_path):
    config = preview.to_read(config_of(ts_file(tmp_path / "x.ts")))
    seen = preview.read(config)
    assert seen.error is None
    assert seen.values_profile.values.shape[1:] == (8, 2)
    assert seen.columns is None

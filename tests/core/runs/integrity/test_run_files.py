from dataclasses import replace

import numpy as np
import pytest

from core.errors import RunStateError
from core.evaluation.predictions import read_predictions, write_predictions
from core.runs.integrity.run_files import read_test_predictions, seal_files, unseal_files


@pytest.fixture
def tested(add_tested):
    return add_tested("forward", 1, [1, 0, 1, 1])


def test_the_predictions_that_a_run_was_tested_with_are_read(tested):
    assert read_test_predictions(tested).right.tolist() == [1, 0, 1, 1]


def test_predictions_that_were_cut_are_refused(tested):
    write_predictions(read_predictions(tested.folder).at(np.arange(3)), tested.folder)
    with pytest.raises(RunStateError, match=r"has 3 rows\. The run was tested with 4\."):
        read_test_predictions(tested)


def test_predictions_of_another_network_are_refused(tested):
    predictions = read_predictions(tested.folder)
    write_predictions(replace(predictions, probabilities=1 - predictions.probabilities), tested.folder)
    with pytest.raises(RunStateError, match=r"has an accuracy of 25\.00%\. The store says 75\.00%\."):
        read_test_predictions(tested)


def test_predictions_that_are_no_numbers_are_refused(tested):
    predictions = read_predictions(tested.folder)
    write_predictions(replace(predictions, probabilities=predictions.probabilities * np.nan), tested.folder)
    with pytest.raises(RunStateError, match="a probability is no number"):
        read_test_predictions(tested)


def test_a_sealed_file_that_was_written_again_is_refused_until_it_is_unsealed(tested, store):
    seal_files(store, tested, tested.data)
    assert set(store.get(tested.run_id).data["files"]) == {"predictions.parquet"}
    predictions = read_predictions(tested.folder)
    write_predictions(replace(predictions, temperature=2.0), tested.folder)
    with pytest.raises(RunStateError, match="has changed since it was trained"):
        read_test_predictions(tested)
    unseal_files(tested)
    assert read_test_predictions(tested).temperature == 2

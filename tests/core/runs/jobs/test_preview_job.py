import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data import preview
from core.data.tables.columns import Columns
from core.data.text.vectors.vector_coverage import vector_coverage
from core.errors import ConfigError, DatasetError
from core.runs.jobs.preview_job import cover_dataset, preview_dataset
from core.settings import PROJECT_FOLDER
from tests.support.job_processes import running_instead

pytestmark = pytest.mark.process


def test_another_process_reads_what_this_one_would(store, tiny_config: RunConfig):
    here, there = preview.read(tiny_config), preview_dataset(store.jobs, tiny_config)
    assert there.columns == here.columns == Columns(("text", "label"), "text", "label")
    assert there.error is None
    assert there.dataset.class_names == here.dataset.class_names
    assert there.dataset.texts == here.dataset.texts
    np.testing.assert_array_equal(there.dataset.labels, here.dataset.labels)
    np.testing.assert_array_equal(there.corpus.lengths, here.corpus.lengths)
    for part, shares in here.corpus.shares.items():
        np.testing.assert_array_equal(there.corpus.shares[part], shares)
    for part, counts in here.corpus.class_counts.items():
        np.testing.assert_array_equal(there.corpus.class_counts[part], counts)
    assert store.jobs.list() == []
    assert list((store.jobs.home / "jobs").iterdir()) == []


def test_another_process_counts_the_words_with_a_vector(store, tiny_config: RunConfig, tmp_path):
    (tmp_path / "vectors.txt").write_text("lovely 1 2\ndull 3 4\n", encoding="utf-8")
    vectors = ["model.embeddings=file", f"model.embeddings_path={tmp_path / 'vectors.txt'}", "model.embedding_dim=2"]
    config = tiny_config.with_settings(vectors)
    assert cover_dataset(store.jobs, config) == vector_coverage(config)
    with pytest.raises(ConfigError, match=r"Set model\.embedding_dim to 2"):
        cover_dataset(store.jobs, config.with_settings(["model.embedding_dim=3"]))


@pytest.mark.parametrize("name", ["digits", "cumulative_sum"])
def test_the_profile_of_images_and_sequences_comes_back(store, name):
    head = {"digits": "softmax", "cumulative_sum": "per_step"}[name]
    config = RunConfig.from_dict({"dataset": {"name": name, "num_rows": 300}, "model": {"head": head}})
    here, there = preview.read(config), preview_dataset(store.jobs, config)
    np.testing.assert_array_equal(there.values_profile.values, here.values_profile.values)
    assert there.values_profile.class_balance.equals(here.values_profile.class_balance)
    assert there.values_profile.shapes == here.values_profile.shapes


def test_what_is_wrong_with_the_data_comes_back_as_an_error_of_its_type(store, tiny_config: RunConfig):
    Path(tiny_config.dataset.path).write_bytes(b"")
    error = preview_dataset(store.jobs, tiny_config).error
    assert type(error) is DatasetError
    assert "empty" in str(error)


@pytest.mark.parametrize("quotes_files", [True, False])
def test_an_error_quotes_a_file_only_to_those_who_may_read_it(store, tiny_config, tmp_path_factory, quotes_files):
    path = tmp_path_factory.mktemp("elsewhere") / "own.csv"
    path.write_text("text,verdict\na,fine\nb,fine\n", encoding="utf-8")
    config = tiny_config.with_settings([f"dataset.path={path}", "dataset.label_column=verdict"])
    error = preview_dataset(store.jobs, config, quotes_files=quotes_files).error
    assert ("every usable row has the label 'fine' in the column 'verdict'" in str(error)) == quotes_files


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("import os; os.kill(os.getpid(), 9)", "The data preview process was killed by the signal SIGKILL while"),
        ("import nothing_like_this", "Its last message: ModuleNotFoundError: No module named 'nothing_like_this'"),
        ("raise SystemExit(3)", "The data preview process ended with the status 3 while"),
    ],
)
def test_a_process_that_dies_is_an_error_with_its_reason(store, tiny_config, monkeypatch, program, problem):
    with running_instead(monkeypatch, program), pytest.raises(DatasetError) as caught:
        preview_dataset(store.jobs, tiny_config)
    assert problem in caught.value.problem
    assert "memory" in str(caught.value)
    assert store.jobs.list() == []


def test_a_preview_process_loads_neither_tensorflow_nor_the_command_line():
    code = (
        "import sys, core.__main__, core.runs.jobs.process, core.runs.jobs.preview_job\n"
        "print({'tensorflow', 'keras', 'click', 'onnxruntime', 'alembic', 'requests', 'core.cli'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"

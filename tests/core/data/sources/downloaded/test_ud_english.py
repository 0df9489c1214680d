import io

import pytest
import requests

from core.config import DatasetConfig
from core.data import sources
from core.data.sources import row_counts
from core.data.sources.downloaded import ud_english
from core.errors import DatasetError

NAMES = ("en_ewt-ud-train.conllu", "en_ewt-ud-dev.conllu", "en_ewt-ud-test.conllu")


def conllu(first: int, number: int, tag: str = "NOUN") -> str:
    """So many different sentences of three words, one of them a multi-word token."""
    return "\n".join(
        f"# sent_id = {place}\n1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n2-3\tw{place}s\t_\t_\t_\t_\t_\t_\t_\t_\n"
        f"2\tw{place}\t_\t{tag}\tNN\t_\t0\troot\t_\t_\n3\tis\tbe\tAUX\tVBZ\t_\t2\tcop\t_\t_\n"
        for place in range(first, first + number)
    )


@pytest.fixture
def treebank(tmp_path):
    """The path of a training file, with the two others beside it: 20, 6 and 5 sentences."""
    for name, first, number in zip(NAMES, (0, 100, 200), (20, 6, 5), strict=True):
        (tmp_path / name).write_text(conllu(first, number), encoding="utf-8")
    return tmp_path / NAMES[0]


def load(path=None, **settings):
    return sources.load(DatasetConfig(name="ud_english", path=path and str(path), **settings))


def test_the_published_sets_are_read_from_beside_the_training_file(treebank):
    dataset = load(treebank)
    assert (len(dataset.texts), dataset.num_validation, dataset.num_test) == (31, 6, 5)
    assert dataset.texts[0] == "The w0 is"
    assert dataset.class_names == ("AUX", "DET", "NOUN")
    assert dataset.labels[0].tolist() == [1, 2, 0]
    assert sources.files(DatasetConfig(name="ud_english", path=str(treebank))) == tuple(
        treebank.parent / name for name in NAMES
    )


def test_rows_are_limited_for_the_test_set_and_for_both_others_together(treebank):
    dataset = load(treebank, num_rows=13)
    assert (len(dataset.texts), dataset.num_validation, dataset.num_test) == (18, 3, 5)
    assert any(note.startswith("At most 13 sentences to train and validate") for note in dataset.notes)
    assert row_counts.num_rows(DatasetConfig(name="ud_english", num_rows=100)) == 200


def test_files_are_fetched_from_a_release_once(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    addresses = []

    def answer(url, **_):
        addresses.append(url)
        content = conllu(1_000 * len(addresses), 12).encode()
        response = requests.Response()
        response.status_code, response.raw = 200, io.BytesIO(content)
        response.headers["content-length"] = str(len(content))
        return response

    monkeypatch.setattr(requests, "get", answer)
    assert len(load().texts) == len(load().texts) == 36
    assert load().notes[0].startswith("Release r2.15 of the treebank was downloaded. No hash of its files is known")
    folder = "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/r2.15/"
    assert addresses == [folder + name for name in NAMES] == [ud_english.ADDRESS + name for name in NAMES]


def test_without_a_network_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def refuse(*_, **__):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(requests, "get", refuse)
    with pytest.raises(DatasetError, match=r"en_ewt-ud-train\.conllu could not be downloaded.*set dataset\.path"):
        load()


def test_another_file_is_refused(treebank):
    test_file = treebank.parent / NAMES[2]
    test_file.write_text(conllu(200, 5, tag="NN"), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"en_ewt-ud-test\.conllu has the part of speech 'NN'"):
        load(treebank)
    test_file.unlink()
    with pytest.raises(DatasetError, match=r"en_ewt-ud-test\.conllu"):
        load(treebank)

import hashlib
import io

import pytest
import requests

from core.data.sources.downloaded import keras_files
from core.errors import DatasetError


@pytest.fixture
def keras_home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    """Stands for a file of Keras: its content, and the hash that is expected of it."""
    content = b"a small file of the same name"
    monkeypatch.setitem(keras_files._HASHES, "mnist.npz", f"sha256:{hashlib.sha256(content).hexdigest()}")
    return content


def test_a_file_that_keras_has_fetched_is_used_without_a_network(keras_home, small, monkeypatch):
    monkeypatch.setattr(requests, "get", lambda *_, **__: pytest.fail("the network was used"))
    path = keras_home / "datasets" / "mnist.npz"
    path.parent.mkdir()
    path.write_bytes(small)
    assert keras_files.download("mnist.npz") == path


def test_a_file_is_fetched_from_where_keras_has_it_and_kept_where_keras_keeps_it(keras_home, small, monkeypatch):
    requests_sent = []

    def answer(url, **_):
        requests_sent.append(url)
        response = requests.Response()
        response.status_code, response.raw = 200, io.BytesIO(small)
        response.headers["content-length"] = str(len(small))
        return response

    monkeypatch.setattr(requests, "get", answer)
    path = keras_files.download("mnist.npz")
    assert requests_sent == ["https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"]
    assert path == keras_home / "datasets" / "mnist.npz"
    assert path.read_bytes() == small


def test_without_a_network_the_way_out_is_named(keras_home, monkeypatch):
    def refuse(*_, **__):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(requests, "get", refuse)
    with pytest.raises(DatasetError, match=r"imdb\.npz could not be downloaded.*set dataset\.path"):
        keras_files.download("imdb.npz")


def test_the_hashes_are_those_of_keras():
    import inspect

    from keras.src.datasets import imdb, mnist

    sources = inspect.getsource(imdb) + inspect.getsource(mnist)
    for name, known in keras_files._HASHES.items():
        assert name in sources
        assert known.partition(":")[2] in sources

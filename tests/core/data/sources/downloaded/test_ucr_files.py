import io

import pytest
import requests

from core.config import DatasetConfig
from core.data import sources
from core.errors import DatasetError
from tests.support.examples.series_files import ts_file

NAMES = ("JapaneseVowels_TRAIN.ts", "JapaneseVowels_TEST.ts")


def test_the_sets_are_read_from_beside_the_training_file(tmp_path):
    ts_file(tmp_path / NAMES[0], 20), ts_file(tmp_path / NAMES[1], 8, seed=1)
    config = DatasetConfig(name="japanese_vowels", path=str(tmp_path / NAMES[0]))
    dataset = sources.load(config)
    assert (len(dataset.labels), dataset.num_test) == (28, 8)
    assert sources.files(config) == tuple(tmp_path / name for name in NAMES)
    (tmp_path / NAMES[1]).unlink()
    with pytest.raises(DatasetError, match=r"JapaneseVowels_TEST\.ts"):
        sources.load(config)


def test_a_download_with_another_content_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    addresses = []

    def answer(url, **_):
        addresses.append(url)
        response = requests.Response()
        response.status_code, response.raw = 200, io.BytesIO(b"@data\n1,2:a\n")
        return response

    monkeypatch.setattr(requests, "get", answer)
    with pytest.raises(DatasetError, match=r"JapaneseVowels_TRAIN\.ts could not be downloaded"):
        sources.load(DatasetConfig(name="japanese_vowels"))
    assert addresses[0].endswith("/JapaneseVowels/JapaneseVowels_TRAIN.ts")

import os

import pytest

from core.errors import RunStateError
from core.system.files.checksums import CHECKSUMS_FILE, check_file, read_checksums, write_checksums


@pytest.fixture
def sealed(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "vocabulary.json").write_text("[1, 2]")
    write_checksums(tmp_path, ["model.onnx", "vocabulary.json", "priors.npz"])
    return tmp_path


def test_the_checksums_of_a_folder_are_those_of_sha256(sealed):
    assert set(read_checksums(sealed)) == {"model.onnx", "vocabulary.json"}
    assert read_checksums(sealed)["model.onnx"].startswith("9a129038")
    check_file(sealed / "model.onnx")


def test_a_file_of_the_same_length_with_other_content_is_refused(sealed):
    (sealed / "vocabulary.json").write_text("[2, 1]")
    with pytest.raises(RunStateError, match=r"vocabulary\.json has changed since it was trained"):
        check_file(sealed / "vocabulary.json")
    check_file(sealed / "model.onnx")


def test_a_file_that_only_got_another_time_is_accepted(sealed):
    os.utime(sealed / "model.onnx", (1, 1))
    check_file(sealed / "model.onnx")


def test_files_of_an_earlier_version_are_not_checked(sealed):
    (sealed / "model.onnx").write_bytes(b"others")
    (sealed / CHECKSUMS_FILE).unlink()
    check_file(sealed / "model.onnx")
    check_file(sealed / "missing.json")


@pytest.mark.parametrize("content", ["{", "[]", "7"])
def test_checksums_that_cannot_be_read_are_refused(sealed, content):
    (sealed / CHECKSUMS_FILE).write_text(content)
    with pytest.raises(RunStateError, match="doctor --repair"):
        check_file(sealed / "model.onnx")

import pytest

from benchmarks import text_reading


@pytest.fixture
def tweets(tmp_path):
    path = tmp_path / "tweets.csv"
    lines = [f"{number % 2},word{number} and some more of it" for number in range(60)]
    path.write_text("\n".join(["polarity,text", *lines]), encoding="utf-8")
    return path


@pytest.mark.training
def test_tokenizing_is_compared_with_keras_for_the_same_ids(tweets):
    result = text_reading.measure_tokenizing(tweets, quick=True)
    assert result["num_texts"] == 60
    assert result["ratio_keras"] == pytest.approx(
        result["sequences_per_second"]["ours"] / result["sequences_per_second"]["keras"]
    )


@pytest.mark.process
def test_a_file_like_sentiment140_is_read_to_padded_ids_in_its_own_process(tweets, monkeypatch):
    monkeypatch.setattr(text_reading, "QUICK_TWEETS", 200)
    result = text_reading.measure_reading(tweets, quick=True)
    assert result["num_tweets"] == 200
    assert result["steps"] == 7  # the user who is addressed, word0, and five more
    assert result["sequences_per_second"]["ours"] == pytest.approx(200 / result["seconds"])
    assert result["peak_bytes"] > 5e7


@pytest.mark.training
def test_ids_that_differ_from_those_of_keras_end_the_timing(tweets, monkeypatch):
    encode = text_reading.encode
    other = ["other words", "than those of the file"]
    monkeypatch.setattr(text_reading, "encode", lambda texts, *args, **options: encode(other, *args, **options))
    with pytest.raises(RuntimeError, match="differ from those of Keras"):
        text_reading.measure_tokenizing(tweets, quick=True)

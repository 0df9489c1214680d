import pytest

from benchmarks import text_reading


@pytest.fixture
def tweets(tmp_path):
    path = tmp_path / "tweets.csv"
    lines = [f"{number % 2},word{number} and some more of it" for number in range(60)]
    path.write_text("\n".join(["polarity,text", *lines]), encoding="utf-8")
    return path


@pytest.mark.training
def test_tokenizing_is_timed_beside_keras_for_the_same_ids(tweets):
    told = text_reading.measure_tokenizing(tweets, quick=True)
    assert told["num_texts"] == 60
    assert told["ratio_keras"] == pytest.approx(
        told["sequences_per_second"]["ours"] / told["sequences_per_second"]["keras"]
    )


@pytest.mark.process
def test_a_file_of_sentiment140s_form_is_read_to_padded_ids_in_a_process_of_its_own(tweets, monkeypatch):
    monkeypatch.setattr(text_reading, "QUICK_TWEETS", 200)
    told = text_reading.measure_reading(tweets, quick=True)
    assert told["num_tweets"] == 200
    assert told["steps"] == 7  # a word for the one who is spoken to, word0, and five more
    assert told["sequences_per_second"]["ours"] == pytest.approx(200 / told["seconds"])
    assert told["peak_bytes"] > 5e7


@pytest.mark.training
def test_ids_that_are_not_those_of_keras_end_the_timing(tweets, monkeypatch):
    encode = text_reading.encode
    other = ["other words", "than those of the file"]
    monkeypatch.setattr(text_reading, "encode", lambda texts, *given, **options: encode(other, *given, **options))
    with pytest.raises(RuntimeError, match="differ from those of Keras"):
        text_reading.measure_tokenizing(tweets, quick=True)

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.config import RunConfig
from core.data.tables.text_table import read_csv, read_lines
from core.errors import ExportError, RunStateError
from core.inference import batch
from core.inference.batch import load_scorers, result_frame, score_table, write_result
from core.inference.network import Network
from tests.support.networks import KNOWN_WORDS, random_scorer

LINES = ["a good film", "", "not bad", "zebras", "the film was very very long and very boring and not good", "?!"]


def network(run_id: str, name: str) -> Network:
    return Network(run_id, name, RunConfig(), Path())


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp("run"))


@pytest.fixture
def score(scorer):
    def score(table, *names: str):
        networks = [network(f"id{number}", name) for number, name in enumerate(names or ("one",))]
        return result_frame(table, score_table(table, [(one, scorer) for one in networks]))

    return score


def test_every_row_has_the_score_that_it_gets_alone(scorer, score):
    frame = score(read_lines("\n".join(LINES)))
    assert frame["text"].tolist() == LINES
    assert frame.columns.tolist() == [
        "text", "label", "probability", "p_bad", "p_good", "num_unknown_words", "num_cut", "problem",
    ]  # fmt: skip
    for row, text in enumerate(LINES, start=1):
        if text:
            (alone,) = scorer.score([text])
            assert frame.loc[row, "label"] == alone.label
            assert frame.loc[row, "p_good"] == pytest.approx(alone.probabilities["good"], abs=1e-6)
            assert frame.loc[row, "probability"] == pytest.approx(max(alone.probabilities.values()), abs=1e-6)
            assert frame.loc[row, "num_cut"] == alone.num_cut
    assert frame.loc[5, "num_cut"] == 4
    assert frame["num_unknown_words"].tolist() == [0, pd.NA, 0, 1, 0, 0]


def test_a_row_without_a_score_has_a_problem_and_no_numbers(score):
    frame = score(read_lines("\n".join(LINES)))
    assert frame.loc[2, "problem"] == "The text is empty."
    assert frame.loc[2, "label"] == ""
    assert frame.loc[2, ["probability", "p_good", "num_cut"]].isna().all()
    assert frame["problem"].drop(2).eq("").all()


def test_input_columns_keep_their_names_and_values(tmp_path, score):
    (tmp_path / "a.csv").write_text("label,text,problem\ngood,a film,mine\n", encoding="utf-8")
    frame = score(read_csv(tmp_path / "a.csv", "text", "label"))
    assert frame.loc[1, ["label", "text", "problem"]].tolist() == ["good", "a film", "mine"]
    assert frame.loc[1, "predicted_label"] in ("bad", "good")
    assert frame.loc[1, "predicted_problem"] == ""


def test_several_networks_have_separate_columns(score):
    frame = score(read_lines("a film"), "one", "two", "two")
    assert {"one: label", "two id1: label", "two id2: p_good"} <= set(frame.columns)


def test_many_rows_of_all_lengths_keep_their_order(scorer, score, monkeypatch):
    monkeypatch.setattr(batch, "_ROWS_AT_ONCE", 7)
    monkeypatch.setattr(batch, "_CHARACTERS_AT_ONCE", 300)
    draw = np.random.default_rng(1)
    lines = [" ".join(draw.choice(KNOWN_WORDS, draw.integers(1, 30))) for _ in range(200)]
    frame = score(read_lines("\n".join(lines)))
    np.testing.assert_allclose(frame[["p_bad", "p_good"]], scorer.probabilities(lines), atol=1e-6)


def test_progress_reaches_all_rows_of_all_networks_and_can_stop_the_scoring(scorer):
    table = read_lines("\n".join(LINES))
    seen = []
    score_table(table, [(network("a", "a"), scorer)] * 2, lambda *progress: seen.append(progress))
    assert seen[0] == (0, 10)
    assert seen[-1] == (10, 10)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_table(table, [(network("a", "a"), scorer)], stop)


def test_a_network_without_its_files_cannot_be_loaded(tmp_path: Path):
    with pytest.raises(RunStateError):
        load_scorers([Network("a", "a", RunConfig(), tmp_path)])


def test_a_result_in_parquet_keeps_its_types(tmp_path: Path, score):
    frame = score(read_lines("\n".join(LINES)))
    write_result(frame, tmp_path / "a.parquet")
    read = pd.read_parquet(tmp_path / "a.parquet")
    assert read["text"].tolist() == LINES
    assert read["p_good"].dtype == np.float32
    assert read["num_cut"].tolist() == frame["num_cut"].tolist()


def test_a_result_that_cannot_be_written_is_an_export_error(tmp_path: Path, score):
    with pytest.raises(ExportError, match="cannot be written"):
        write_result(score(read_lines("a film")), tmp_path / "none" / "a.csv")

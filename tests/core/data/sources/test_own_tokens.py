import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.config import DatasetConfig, RunConfig
from core.data import sources
from core.data.sources import tagged_dataset
from core.data.sources.file_check import check_file
from core.data.tables.columns import TableError
from core.errors import DatasetError

CONLL = (
    "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n\n"
    "Paris NNP B-NP B-LOC\nand CC O O\nRome NNP B-NP B-LOC\n\nnothing NN B-NP O\n"
)
OTHER = "Anna NNP B-NP B-PER\nleft VBD B-VP O\n\nOslo NNP B-NP I-LOC\n"
WORDS = ["EU", "rejects", "Peter", "Paris", "Rome", "Anna", "left"]


def write(folder: Path, content: str | bytes, name: str = "train.conll") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def load(path: str, **settings):
    return sources.load(DatasetConfig(name="file", task="tokens", path=path, **settings))


def sentences(number: int = 24) -> list[list[tuple[str, str]]]:
    """So many different sentences with two tags."""
    return [[(WORDS[place % 7], "B-X"), (f"w{place}", "O"), (WORDS[place % 5], "O")] for place in range(number)]


def rows_of_words(tagged: list[list[tuple[str, str]]]) -> str:
    """A table as Kaggle has it: the number of a sentence in its first row alone."""
    rows = [
        f"{f'Sentence: {number}' if not place else ''},{word},X,{tag}"
        for number, sentence in enumerate(tagged, start=1)
        for place, (word, tag) in enumerate(sentence)
    ]
    return "\n".join(["Sentence #,Word,POS,Tag", *rows])


def test_a_sentence_is_a_row_and_each_token_has_a_class(tmp_path):
    dataset = load(write(tmp_path, CONLL))
    assert dataset.texts == ["EU rejects", "Peter", "Paris and Rome", "nothing"]
    assert dataset.class_names == ("B-LOC", "B-ORG", "B-PER", "O")
    assert dataset.labels.tolist() == [[1, 3, -1], [2, -1, -1], [0, 3, 0], [3, -1, -1]]
    assert dataset.tokens is not None
    assert dataset.tokens.lengths.tolist() == [2, 1, 3, 1]
    assert dataset.rows.tolist() == [3, 6, 8, 12]
    assert not dataset.has_label_sets
    assert "The tags mark spans of 3 types ('LOC', 'ORG', 'PER') in the scheme IOB2." in dataset.notes
    assert not any(note.startswith("Texts come from") for note in dataset.notes)


def test_every_layout_gives_the_same_data(tmp_path):
    tagged = sentences()
    lists = [{"tokens": [word for word, _ in one], "ner_tags": [tag for _, tag in one]} for one in tagged]
    pq.write_table(pa.Table.from_pylist(lists), tmp_path / "a.parquet")
    paths = [
        write(tmp_path, "\n".join("".join(f"{word} {tag}\n" for word, tag in one) for one in tagged)),
        write(tmp_path, "".join(json.dumps(row) + "\n" for row in lists), "a.jsonl"),
        write(tmp_path, rows_of_words(tagged).encode("latin-1"), "a.csv"),
        str(tmp_path / "a.parquet"),
    ]
    first, *others = [load(path) for path in paths]
    for dataset in others:
        assert (dataset.texts, dataset.labels.tolist()) == (first.texts, first.labels.tolist())
        assert dataset.class_names == first.class_names


def test_columns_are_chosen_by_name_or_number(tmp_path):
    dataset = load(write(tmp_path, CONLL), label_column="2", text_column="column 1")
    assert dataset.class_names == ("CC", "NN", "NNP", "VBZ")
    table = "word,nr,tag\na,1,X\nb,1,Y\nc,2,X\nd,3,Y\n"
    assert load(write(tmp_path, table, "a.csv"), sentence_column="nr").texts == ["a b", "c", "d"]


def test_sets_of_their_own_files_stay_apart_and_their_rows_are_numbered_on(tmp_path):
    train, other = write(tmp_path, CONLL), write(tmp_path, OTHER.replace("I-LOC", "B-LOC"), "test.conll")
    dataset = load(train, test_path=other)
    assert (dataset.num_test, dataset.num_validation) == (2, 0)
    assert dataset.texts[-2:] == ["Anna left", "Oslo"]
    assert dataset.rows.tolist()[-2:] == [101, 104]
    assert "Rows of test.conll are numbered from 100 on." in dataset.notes
    assert "Rows of the sets, from their own files: 4 for training, 2 for test." in dataset.notes
    parts = sources.split(dataset, DatasetConfig(name="file", task="tokens", path=train, test_path=other), 0)
    assert (len(parts.train), len(parts.validation), parts.test.tolist()) == (4, 0, [4, 5])


def test_a_tag_of_the_test_set_alone_is_refused_with_its_file_and_line(tmp_path):
    train, other = write(tmp_path, CONLL), write(tmp_path, OTHER, "test.conll")
    expected = r"test\.conll: the sentence of line 4 has the tag 'I-LOC', which none of the training sentences of train"
    with pytest.raises(TableError, match=expected) as caught:
        load(train, test_path=other)
    assert "dataset.classes" in caught.value.hint
    assert caught.value.columns is not None
    assert load(train, test_path=other, classes="I-LOC: B-LOC").labels[-1].tolist() == [0, -1, -1]
    assert load(train, test_path=other, classes="I-LOC: drop").num_test == 1


def test_repeated_sentences_are_left_out_and_those_of_the_test_set_stay(tmp_path):
    train = write(tmp_path, f"{CONLL}\nEU X X O\nrejects X X O\n\nAnna X X O\nleft X X O\n")
    other = write(tmp_path, OTHER.replace("I-LOC", "B-LOC"), "test.conll")
    dataset = load(train, test_path=other)
    assert dataset.texts == ["EU rejects", "Peter", "Paris and Rome", "nothing", "Anna left", "Oslo"]
    assert dataset.reading.dropped["duplicate"] == 2
    assert dataset.reading.num_conflicts == 2
    assert "2 duplicate sentences were removed." in dataset.notes
    assert any(note.startswith("2 sentences have different labels in different rows;") for note in dataset.notes)
    assert len(load(train, test_path=other, drop_duplicates=False).texts) == 8


def test_sentences_are_drawn_from_each_set_the_same_way_for_the_same_seed(tmp_path):
    text = "\n".join("".join(f"{word} {tag}\n" for word, tag in one) for one in sentences(40))
    train, other = write(tmp_path, text), write(tmp_path, text.replace("w", "v"), "test.conll")
    first, again = (load(train, test_path=other, num_rows=20) for _ in range(2))
    assert (len(first.texts), first.num_test) == (20, 10)
    assert first.fingerprint() == again.fingerprint()
    assert "20 of 80 sentences were drawn with seed 42." in first.notes
    assert first.fingerprint() != load(train, test_path=other, num_rows=20, seed=1).fingerprint()


def test_tags_against_their_scheme_are_counted_and_the_first_is_placed(tmp_path):
    notes = load(write(tmp_path, f"{CONLL}\na X X I-LOC\nb X X B-LOC\nc X X I-LOC\n")).notes
    expected = "1 tag follows another one against this scheme, in 1 sentence; the first is in train.conll: the sentence"
    assert any(note.startswith(expected) and "of line 14" in note for note in notes)


def test_classes_of_hugging_face_keep_their_order(tmp_path):
    names = ["O", "B-X", "I-X"]
    feature = {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "Sequence"}
    metadata = {b"huggingface": json.dumps({"info": {"features": {"tags": feature}}}).encode()}
    table = pa.table({"tokens": [["a", "b"], ["c"]], "tags": [[1, 0], [0]]})
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "a.parquet")
    dataset = load(str(tmp_path / "a.parquet"))
    assert dataset.class_names == ("O", "B-X")
    assert dataset.labels.tolist() == [[1, 0], [0, -1]]


def test_labels_that_do_not_fit_into_memory_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tagged_dataset, "_MOST_LABELS", 10)
    with pytest.raises(DatasetError, match=r"train\.conll: the sentence of line 8 has 3 tokens"):
        load(write(tmp_path, CONLL))


def test_a_single_tag_that_is_left_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="all tokens have the tag 'O'"):
        load(write(tmp_path, CONLL), classes="B-ORG and B-PER and B-LOC: O")
    with pytest.raises(DatasetError, match="has no sentence left"):
        load(write(tmp_path, CONLL), min_class_rows=9)


def test_a_tag_that_the_split_leaves_to_the_test_set_is_refused_with_its_row(tmp_path):
    path = write(tmp_path, "\n".join(f"w{place} {'R' if place == 7 else 'AB'[place % 2]}\n" for place in range(12)))
    config = DatasetConfig(name="file", task="tokens", path=path)
    dataset = load(path)
    seeds = [config.model_copy(update={"seed": seed}) for seed in range(30)]
    refusals = []
    for seeded in seeds:
        try:
            sources.split(dataset, seeded, 0.2)
        except DatasetError as error:
            refusals.append(str(error))
    assert refusals
    assert all("the class 'R' has 1 token, the first in row 15, and 0 of them" in refusal for refusal in refusals)
    assert len(load(path, min_class_rows=2).class_names) == 2


def test_a_file_is_checked_before_a_run(tmp_path):
    path = write(tmp_path, rows_of_words(sentences()), "a.csv")
    settings = ["dataset.name=file", "dataset.task=tokens", "model.head=per_step", "train.batching=by_length"]
    config = RunConfig.from_dict({"dataset": {"name": "file", "path": path}}).with_settings(settings[1:])
    checked = check_file(config)
    assert checked is not None
    assert np.array_equal(checked.labels, load(path).labels)

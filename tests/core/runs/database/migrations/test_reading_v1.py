from core.config import DatasetConfig
from core.data.reading import Reading
from core.runs.database.migrations.reading_v1 import reading_from_version_1_notes

CSV_NOTES = (
    "Read as CP1252, columns divided by tab, 1,234 rows.",
    "Some bytes are not UTF-8 though the rest is; they were read as �.",
    "The column name '0' is also a value of that column, so the file may have no header row; its first row was read "
    "as one.",
    'Texts come from the column "it\'s", labels from the column \'say "so"\'.',
    "2 rows with an empty text were dropped.",
    "1 row with an empty label was dropped.",
    "96 rows with a text that came before were dropped.",
    "1 text has different labels in different rows; the first label was kept.",
    "100 of 1,135 usable rows were drawn with seed 3.",
)


def test_every_sentence_of_version_1_becomes_a_field():
    reading = reading_from_version_1_notes(CSV_NOTES, DatasetConfig(name="file", path="gone.csv"), is_stand_in=False)
    assert reading == Reading(
        encoding="cp1252",
        is_damaged=True,
        delimiter="\t",
        doubtful_column="0",
        text_column="it's",
        label_column='say "so"',
        num_read=1_234,
        dropped={"empty_text": 2, "empty_label": 1, "duplicate": 96},
        num_conflicts=1,
        num_usable=1_135,
        num_requested=100,
        seed=3,
    )


def test_tweets_have_a_header_only_where_their_file_says_so(tmp_path):
    notes = ("Read as LATIN-1, 40 tweets.", "3 neutral tweets (polarity 2) were dropped.")
    path = tmp_path / "tweets.csv"
    config = DatasetConfig(name="sentiment140", path=str(path))
    missing = reading_from_version_1_notes(notes, config, is_stand_in=False)
    assert (missing.encoding, missing.delimiter, missing.num_read, missing.has_header) == ("latin-1", ",", 40, False)
    assert missing.dropped == {"neutral": 3}
    path.write_text("\nText,Polarity\nfine,4\n", encoding="latin-1")
    assert reading_from_version_1_notes(notes, config, is_stand_in=False).has_header


def test_a_stand_in_keeps_its_reason():
    notes = ("imdb.npz could not be downloaded (SSLError). The packaged reviews stand in: they are IMDb's training "
             "part.", "dataset.num_rows is 900, and all 30 usable rows were taken.")  # fmt: skip
    reading = reading_from_version_1_notes(notes, DatasetConfig(name="imdb", seed=5), is_stand_in=True)
    assert (reading.instead_of, reading.problem) == ("keras_imdb", "imdb.npz could not be downloaded (SSLError).")
    assert (reading.num_requested, reading.num_usable, reading.seed) == (900, 30, 5)


def test_remarks_of_a_source_are_kept_as_they_were():
    notes = ("A step's label is 1 where the sum so far is above a quarter of the steps.",)
    reading = reading_from_version_1_notes(notes, DatasetConfig(name="cumulative_sum"), is_stand_in=False)
    assert reading.notes == notes

"""The catalog's entries for files of the user: texts and series with classes, sentences with a label for each token."""

from core.source import Source, SourceFile

_TABLE = ("csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx", "xls", "gz", "zip", "bz2", "xz")

OWN_TEXTS = Source(
    title="Your own file",
    kind="text",
    loader="core.data.sources.own_file:load",
    dataset={"name": "file"},
    label="{file}",
    size="Any texts with 2 to 1,000 classes",
    good_for="CSV, Excel, JSON, Parquet or plain text: format, encoding and columns are detected.",
    origin="your file",
    licence="yours",
    citation="a file of the person who trained the network",
    subject="texts of a file",
    classes=(),
    file=SourceFile(
        description="a table with a column of texts and one of labels",
        path_label="Path on this machine",
        placeholder="/home/me/reviews.csv",
        is_required=True,
        is_own=True,
        has_columns=True,
        uploads=_TABLE,
        example="text,label\nA film to remember.,good\nI left after ten minutes.,bad",
    ),
    script="table",
)

OWN_TOKENS = Source(
    title="Your own sentences",
    kind="tokens",
    loader="core.data.sources.own_tokens:load_tokens",
    dataset={"name": "file", "task": "tokens"},
    label="{file}",
    size="Any sentences with 2 to 1,000 labels for their tokens",
    good_for="CoNLL, CoNLL-U, JSON lines, Parquet or a CSV with a word a row: layout and columns are detected.",
    origin="your file",
    licence="yours",
    citation="a file of the person who trained the network",
    subject="sentences of a file",
    classes=(),
    file=SourceFile(
        description="sentences with a label for each token",
        path_label="Path on this machine",
        placeholder="/home/me/train.conll",
        is_required=True,
        is_own=True,
        has_columns=True,
        uploads=("conll", "conllu", "iob", "bio", *_TABLE),
        example="Anna B-PER\nSmith I-PER\nlives O\nin O\nOslo B-LOC\n\nShe O\nstayed O",
    ),
)

OWN_SERIES = Source(
    title="Your own series",
    kind="series",
    loader="core.data.sources.series.own_series:load_series",
    dataset={"name": "file", "task": "series"},
    label="{file}",
    size="Any series of numbers with 2 to 1,000 classes",
    good_for="UCR, UEA, CSV, Excel, Parquet or NumPy: layout, channels and columns are detected.",
    origin="your file",
    licence="yours",
    citation="a file of the person who trained the network",
    subject="series of a file",
    classes=(),
    file=SourceFile(
        description="series of numbers with a label for each series",
        path_label="Path on this machine",
        placeholder="/home/me/power_TRAIN.ts",
        is_required=True,
        is_own=True,
        has_columns=True,
        uploads=("ts", "arff", "npz", *_TABLE),
        example="label,t0,t1,t2,t3\nup,0.1,0.4,0.6,0.9\ndown,0.8,0.5,0.3,0.1",
    ),
)

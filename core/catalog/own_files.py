"""The catalog's entries for files of the user: texts and series with classes, sentences with a label for each token."""

from typing import Literal

from core.source import Kind, Source, SourceFile

_TABLE = ("csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx", "xls", "gz", "zip", "bz2", "xz")


def _own_source(
    kind: Kind, *, title: str, loader: str, size: str, good_for: str, subject: str, description: str, placeholder: str,
    example: str, uploads: tuple[str, ...] = (), task: str | None = None, script: Literal["", "table"] = "",
) -> Source:  # fmt: skip
    """A file of the user, of which only the content tells the size, the classes and the origin."""
    return Source(
        title=title,
        kind=kind,
        loader=loader,
        dataset={"name": "file", **({"task": task} if task else {})},
        label="{file}",
        size=size,
        good_for=good_for,
        origin="your file",
        licence="yours",
        citation="a file of the person who trained the network",
        subject=subject,
        classes=(),
        file=SourceFile(
            description=description,
            path_label="Path on this machine",
            placeholder=placeholder,
            is_required=True,
            is_own=True,
            has_columns=True,
            uploads=(*uploads, *_TABLE),
            example=example,
        ),
        script=script,
    )


OWN_TEXTS = _own_source(
    "text",
    title="Your own file",
    loader="core.data.sources.own_file:load",
    size="Any texts with 2 to 1,000 classes",
    good_for="CSV, Excel, JSON, Parquet or plain text: format, encoding and columns are detected.",
    subject="texts of a file",
    description="a table with a column of texts and one of labels",
    placeholder="/home/me/reviews.csv",
    example="text,label\nA film to remember.,good\nI left after ten minutes.,bad",
    script="table",
)

OWN_TOKENS = _own_source(
    "tokens",
    task="tokens",
    title="Your own sentences",
    loader="core.data.sources.own_tokens:load_tokens",
    size="Any sentences with 2 to 1,000 labels for their tokens",
    good_for="CoNLL, CoNLL-U, JSON lines, Parquet or a CSV with a word a row: layout and columns are detected.",
    subject="sentences of a file",
    description="sentences with a label for each token",
    placeholder="/home/me/train.conll",
    example="Anna B-PER\nSmith I-PER\nlives O\nin O\nOslo B-LOC\n\nShe O\nstayed O",
    uploads=("conll", "conllu", "iob", "bio"),
)

OWN_SERIES = _own_source(
    "series",
    task="series",
    title="Your own series",
    loader="core.data.sources.series.own_series:load_series",
    size="Any series of numbers with 2 to 1,000 classes",
    good_for="UCR, UEA, CSV, Excel, Parquet or NumPy: layout, channels and columns are detected.",
    subject="series of a file",
    description="series of numbers with a label for each series",
    placeholder="/home/me/power_TRAIN.ts",
    example="label,t0,t1,t2,t3\nup,0.1,0.4,0.6,0.9\ndown,0.8,0.5,0.3,0.1",
    uploads=("ts", "arff", "npz"),
)

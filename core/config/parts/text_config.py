"""TextConfig: how texts become sequences of token ids."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from core.config.parts.config_part import ConfigPart

Tokenizer = Literal["keras", "words", "characters", "subwords"]
Subwords = Literal["bpe", "unigram"]
Normalization = Literal["none", "unicode"]
Language = Literal["any", "az", "tr"]
Side = Literal["pre", "post"]
Truncating = Literal["pre", "post", "head_tail"]
Priors = Literal["none", "naive_bayes", "linear", "both"]
Augmentation = Literal["none", "negation", "contrast"]


@dataclass(frozen=True)
class TextRules:
    """How a text becomes tokens: the settings that training, scoring and exports must share.

    Args:
        subword_model: the pieces of `subwords`, which are learned from the training texts.
    """

    tokenizer: Tokenizer = "words"
    lower: bool = True
    normalization: Normalization = "unicode"
    language: Language = "any"
    strip_html: bool = True
    subword_model: str = ""


class TextConfig(ConfigPart):
    """How texts become sequences of token ids; the names are those of Keras' `Tokenizer` and `pad_sequences`."""

    num_words: int = Field(
        10_000,
        ge=2,
        le=1_000_000,
        description="Size of the vocabulary: the most frequent words of the training set. A larger vocabulary has "
        "fewer out-of-vocabulary words and more weights.",
    )
    maxlen: int | None = Field(
        200,
        ge=1,
        le=5_000,
        description="Number of tokens that each text is truncated or padded to. Longer texts train slower. Leave it "
        "empty to use the longest text of the training set. Of sentences whose tokens have labels, it is the number of "
        "tokens to train on; they are tested and scored whole.",
    )
    padding: Side = Field(
        "pre",
        description="Side on which short texts are padded. With `post`, a forward network reads the padding last, "
        "which lowers its accuracy.",
    )
    truncating: Truncating = Field(
        "pre",
        description="Where long texts are cut: `pre` keeps their end, `post` their beginning, `head_tail` the first "
        "35 % and the last 65 % of `maxlen`.",
    )
    tokenizer: Tokenizer = Field(
        "words",
        description="Rules that cut texts into tokens. `words` follows Unicode's segmentation and keeps what sentiment "
        "lives on as words: `n't`, `!`, `?`, emoji, emoticons such as `:)`, and ratings such as `10/10`; each Chinese "
        "character is a word. `characters` makes every character a token; `subwords` learns frequent words and pieces "
        "of rare ones. Choose one of them for languages without spaces, such as Thai or Japanese, and raise `maxlen`. "
        "`keras` drops all punctuation but apostrophes, as Keras' `Tokenizer` does: choose it to repeat published "
        "results.",
    )
    subwords: Subwords = Field(
        "bpe",
        description="How the tokenizer `subwords` learns its pieces from the training set; `num_words` limits their "
        "number. `bpe` joins frequent neighbors step by step. `unigram` keeps the pieces that make the texts most "
        "probable: they are more often meaningful parts of words, and take longer to learn.",
    )
    normalization: Normalization = Field(
        "unicode",
        description="Spelling before texts are cut into words. `unicode` makes typographic quotes, dashes, ellipses "
        "and spaces plain ones, removes invisible characters, composes accents (NFC) and folds case. `none` keeps "
        "texts as typed, so that `don’t` and `don't` differ: choose it to repeat published results.",
    )
    language: Language = Field(
        "any",
        description="Language whose rules fold case, where they differ: with `tr` (Turkish) and `az` (Azerbaijani), "
        "the lower case of `I` is `ı` and that of `İ` is `i`.",
    )
    strip_html: bool = Field(
        True,
        description="Replace HTML tags such as `<br />` by spaces, and entities such as `&amp;` by their characters. "
        "Turn it off where texts are about HTML.",
    )
    lower: bool = Field(
        True, description="Convert texts to lower case, so that upper and lower case are the same word."
    )
    oov: bool = Field(True, description="Keep out-of-vocabulary words as one special token instead of dropping them.")
    priors: Priors = Field(
        "none",
        description="Numbers beside each token's vector that say which class its word, and the pair and the triple of "
        "words that end there, point to: Naive Bayes log-count ratios (`naive_bayes`), weights of a linear model "
        "(`linear`) or `both`. The network then starts from what a linear model knows. Each training text gets its "
        "numbers from a model that was fitted without it.",
    )
    min_df: int = Field(
        1,
        ge=1,
        le=1_000,
        description="Training texts that must have a pair or triple of words for `priors` to give it numbers. Raise it "
        "for a smaller file and less memory.",
    )
    augmentation: Augmentation = Field(
        "none",
        description="Made-up texts that are added to the training texts. `negation` adds short English clauses with "
        "and without negations, such as `it isn't boring`, filled with the adjectives that say most in the training "
        "texts; `contrast` adds longer ones, too, whose end decides, such as `a dull beginning, but I laughed a lot`. "
        "Choose one for English texts with a positive and a negative class, so that a network learns what "
        "negations and turns do. Validation, test and baselines do without them.",
    )
    augmentation_share: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Clauses that `augmentation` adds for each training text. More of them teach negations better and "
        "train longer.",
    )

    @property
    def rules(self) -> TextRules:
        """How these settings cut texts into words."""
        return TextRules(self.tokenizer, self.lower, self.normalization, self.language, self.strip_html)

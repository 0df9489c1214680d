"""Texts and their settings for tests, and what Keras makes of them."""

from hypothesis import strategies as st
from keras.src.legacy.preprocessing.text import Tokenizer

from core.config import TextConfig

any_text = st.text(max_size=60)
wordy_text = st.text(alphabet="aAbBcÉéß '.\t\n\r\x0b\xa0!<>", max_size=60)  # few letters, so that words repeat
text_lists = st.lists(any_text | wordy_text, max_size=8)
text_configs = st.builds(
    TextConfig,
    num_words=st.integers(2, 12),
    maxlen=st.integers(1, 9),
    padding=st.sampled_from(["pre", "post"]),
    truncating=st.sampled_from(["pre", "post"]),
    lower=st.booleans(),
    oov=st.booleans(),
)


def keras_sequences(train_texts: list[str], new_texts: list[str], config: TextConfig) -> list[list[int]]:
    """The ids that Keras' `Tokenizer` gives to the words of some texts."""
    tokenizer = Tokenizer(config.num_words, lower=config.lower, oov_token="<OOV>" if config.oov else None)
    tokenizer.fit_on_texts(train_texts)
    return tokenizer.texts_to_sequences(new_texts)

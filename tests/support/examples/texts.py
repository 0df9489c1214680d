"""Texts and their settings for tests, and what Keras makes of them."""

from hypothesis import strategies as st
from keras.src.legacy.preprocessing.text import Tokenizer

from core.config import TextConfig

# Texts, and their words by the rules `words` without lower case.
RULE_EXAMPLES = {
    "It isn't good!!! :) 10/10": ["It", "is", "n't", "good", "!", "!", "!", ":)", "10/10"],
    "don\u2019t WON'T can\u2018t": ["do", "n't", "WO", "N'T", "ca", "n't"],
    "she's rock'n'roll, 'quoted' dogs' don'ts": ["she's", "rock'n'roll", "quoted", "dogs", "don'ts"],
    "well-known e.g. this": ["well", "known", "e", "g", "this"],
    "\u00fcber-gut U\u0308ber": ["\u00fcber", "gut", "U\u0308ber"],
    "#so_good @a_friend": ["so", "good", "a", "friend"],
    "7.5/10, 1,000 in 2001. 3d": ["7.5/10", "1,000", "in", "2001", "3d"],
    "bad!!!!!!!! what?!": ["bad", "!", "!", "!", "what", "?", "!"],
    ":-) ;D <3 :'( :/ (: ^_^ :P</3": [":-)", ";D", "<3", ":'(", ":/", "(:", "^_^", ":P", "</3"],
    "http://a.b (see 2): 1:0 note:please <30": ["http", "a", "b", "see", "2", "1", "0", "note", "please", "30"],
    "one<br />two<BR>&quot;three&quot;)": ["one", "two", "three"],
    "\U0001f600\U0001f600\u2764\ufe0f": ["\U0001f600", "\U0001f600", "\u2764"],
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\u061f": [
        "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u061f",
    ],
    "a\u200bb \u200f\ud83dc \u3010d\u3011": ["a", "b", "c", "d"],
    "": [], " \n-...": [],
}  # fmt: skip

any_text = st.text(max_size=60)
wordy_text = st.text(alphabet="aAbBcÉéß '.\t\n\r\x0b\xa0!<>", max_size=60)  # few letters, so that words repeat
text_lists = st.lists(any_text | wordy_text, max_size=8)
text_configs = st.builds(
    TextConfig,
    tokenizer=st.just("keras"),
    normalization=st.just("none"),
    strip_html=st.just(False),
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

"""Padding: what a network that reads zeros last still knows of the words before them."""

import streamlit as st

from pages.how_it_works.figures import padding_effect
from pages.how_it_works.rnn_math import TWO_SENTENCES, difference_left
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent

READERS = {"forward": "→ forward", "backward": "← backward"}


@st.fragment
def show() -> None:
    """A small network with fixed weights reads two sentences; the bars say how well it still tells them apart."""
    first, second = (" ".join(words) for words in TWO_SENTENCES)
    told, tried = st.columns([4, 7], gap="large")
    with told:
        st.markdown(
            "Texts in a batch must be equally long, so short ones are padded with zeros. The network reads those zeros "
            f"like words. Here it reads *{first}* and *{second}*; each bar is how far apart its two states are after "
            "that step. The last bar is all that the next layer gets to see; 100 % is its height without padding."
        )
        reader = st.segmented_control(
            "Who reads", list(READERS), default="forward", required=True, format_func=READERS.get, key="lesson_reader"
        )
        num_padding = st.slider("Steps of padding", 1, 24, 10, key="lesson_num_padding")
        kept = st.slider(
            "What the state keeps at each step", 0.5, 1.0, 0.8, 0.05, key="lesson_kept",
            help="The recurrent kernel is this number times an orthogonal matrix. At 1, where Keras starts, it only "
            "turns the state, and tanh alone shrinks it.",
        )  # fmt: skip
    frame = difference_left(num_padding, reader, kept)
    ends = frame.groupby("padding")["difference"].last()
    with tried:
        alt = (
            f"Difference left at the end, {reader} reader, {num_padding} steps of padding: after the words "
            f"{ends['post']:.0%}, before the words {ends['pre']:.0%}, masked {ends['masked']:.0%}."
        )
        chart(padding_effect(frame, reader), "lesson_padding", alt)
        last = "post" if reader == "forward" else "pre"
        st.markdown(
            f"Padding **{'after' if last == 'post' else 'before'}** the words is what a {reader} network reads last: "
            f"{percent(ends[last])} of the difference is left. Whichever side is padded, one of the two directions of "
            "a bidirectional layer reads padding last. **Masking** leaves the padding out; batches of equal length "
            "(`batching` = `by_length`) need none and train faster too."
        )
        with st.expander("Every number"):
            st.dataframe(
                frame[["padding", "step", "token", "difference"]], hide_index=True,
                column_config={"difference": st.column_config.NumberColumn(format="percent")},
                alt="Difference after each step for each way of padding",
            )  # fmt: skip
        st.caption(
            "The weights are drawn once and not trained. Training can teach a network to hold its state through "
            "padding, but that costs weights and updates."
        )

"""The Score page for networks that label tokens: restored sentences, tags, differences, explanations and lines."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.inference.inputs.restored_text import restored_text
from core.inference.inputs.tagged_sentence import TaggedSentence, TaggedToken, tag_sentences
from core.inference.scorer import Scorer
from core.runs.run import Run
from pages.score.token_cards import _difference_sentence, differing_places
from tests.support.examples.tagged_files import write_conll

SCORE = "pages/score/page.py"
TEXT = "a lovely and long film an awful but short film <3 one"
KINDS = ("markdown", "caption", "text", "warning")


@pytest.fixture
def runs(finish_kind: Callable[..., Run]) -> list[Run]:
    return [finish_kind("tokens", way) for way in ("forward", "bidirectional")]


@pytest.fixture
def open_score(open_page, runs) -> Callable[..., AppTest]:
    def open_it(**parameters: str) -> AppTest:
        app = open_page(SCORE, runs=",".join(run.run_id for run in runs), **parameters)
        assert not app.exception
        assert not app.session_state.get("errors")
        return app

    return open_it


def html_of(app: AppTest, part: str) -> list[str]:
    return [element.value for element in app.html if part in element.value]


def visible_text(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in KINDS for element in app.get(kind))


def test_both_networks_put_their_marks_into_the_typed_sentence(open_score, runs):
    app = open_score(text=TEXT)
    restored = html_of(app, 'class="restored-text"')
    assert len(restored) == len(html_of(app, 'class="tagged-words"')) == 2
    for run, html in zip(runs, restored, strict=True):
        (sentence,) = tag_sentences(Scorer(run.folder, run.config), [TEXT], "letters")
        marks = sum(token.label != "none" for token in sentence.tokens)
        assert html.count("<mark") == marks > 0
        assert "<3" in restored_text(sentence, "punctuation")
        assert "&lt;3" in html


def test_the_tokens_where_the_networks_differ_are_marked(open_score, runs):
    sentences = [tag_sentences(Scorer(run.folder, run.config), [TEXT], "letters")[0] for run in runs]
    differing = differing_places(runs, sentences)
    labels = zip(*([token.label for token in sentence.tokens] for sentence in sentences), strict=True)
    assert len(differing) == sum(len(set(pair)) > 1 for pair in labels) > 0
    app = open_score(text=TEXT)
    assert f"The networks differ at {len(differing)} token" in visible_text(app)
    assert all(html.count("differs-mark") == len(differing) for html in html_of(app, 'class="tagged-words"'))


@pytest.mark.parametrize(
    ("labels", "words"), [(("none", "none"), "the label none."), (("none", "comma"), "the same labels.")]
)
def test_networks_that_agree_on_one_label_name_it(labels, words):
    tokens = tuple(TaggedToken("a", 0, 1, True, name, {name: 1.0}) for name in labels)
    sentence = TaggedSentence("a b", tokens, 0.0)
    assert _difference_sentence([sentence, sentence], set()) == f"The networks give all tokens {words}"


def test_the_accuracy_of_networks_that_label_tokens_counts_sentences(open_score, runs):
    num_test = runs[0].metrics["num_test"]
    assert visible_text(open_score()).replace("\xa0", " ").count(f"(N = {num_test:,.0f} sentences)") == len(runs)


def test_why_compares_labels_as_the_sentence_is_read_and_directions(open_score, runs):
    app = open_score(text=TEXT)
    app.segmented_control(key="panel").set_value("why").run()
    assert "a forward network labels a token before it has read what follows" in visible_text(app)
    app.segmented_control(key="why").set_value("directions").run()
    assert not app.exception
    assert "from backward" in visible_text(app)
    assert visible_text(app).count("Exact: the directions and the bias add up") == 2


def test_pasted_lines_become_a_table_with_a_line_each(open_score):
    app = open_score()
    app.segmented_control(key="panel").set_value("batch").run()
    assert "No sentences yet" in visible_text(app)
    app.text_area(key="token_lines").set_value("a lovely film\n\nan awful film number one").run()
    assert not app.exception
    frame = app.dataframe[0].value
    assert frame["Line"].tolist() == ["a lovely film", "an awful film number one"]
    assert list(frame.columns[1:]) == ["forward tokens", "bidirectional tokens", "Different labels"]


def test_a_file_of_sentences_is_scored_by_every_network(open_score, tmp_path):
    sentences = [[("a", "none"), ("lovely", "comma"), ("film", "full stop")], [("awful", "none"), ("<b>", "other")]]
    path = write_conll(
        tmp_path / "marks.conll", [[(word, tag.replace(" ", "_")) for word, tag in one] for one in sentences]
    )
    app = open_score()
    app.segmented_control(key="panel").set_value("batch").run()
    app.segmented_control(key="token_batch_source").set_value("file").run()
    assert "No file yet" in visible_text(app)
    app.file_uploader(key="sentence_upload").upload("marks.conll", path.read_bytes()).run()
    assert not app.exception
    text = visible_text(app)
    assert text.count("2 sentences with 5 tokens.") == 2
    assert text.count("The label 'other' (1 token) is no class of the network: not counted.") == 2
    assert len(html_of(app, 'class="tagged-words"')) == 4
    assert len(app.metric) == 6
    app.file_uploader(key="sentence_upload").upload("ragged.conll", b"a none\nlovely\n\nb none\nc comma\n").run()
    assert visible_text(app).count("line 2 has 1 column") == 2


def test_examples_and_history_are_those_of_the_networks(open_score):
    app = open_score()
    assert "No marks" in app.pills(key="score_example").options
    app.pills(key="score_example").set_value("List").run()
    assert app.text_input(key="score_text").value.startswith("it has love hate")
    app.segmented_control(key="panel").set_value("history").run()
    assert not app.exception
    assert len(app.dataframe[-1].value) == 1


def test_the_presenter_view_shows_both_networks_and_why(open_score):
    app = open_score(text=TEXT, present="1")
    assert len(html_of(app, 'class="restored-text"')) == 2
    app.button(key="present_why").click().run()
    assert not app.exception
    assert "nothing after it is known yet" in visible_text(app)


def test_a_sentence_without_words_says_so(open_score):
    assert visible_text(open_score(text="?!")).count("No token: the network has nothing to label") == 2

from pages.score.inputs.examples import EXAMPLES
from pages.shared.runs.score_address import fits_link
from tests.support.page_elements import verdicts

SCORE = "pages/score/page.py"


def test_an_example_fills_the_box_and_says_what_it_tests(open_page, showcase_pair):
    app = open_page(SCORE)
    for example in EXAMPLES:
        app.pills(key="score_example").set_value(example.name).run()
        assert not app.exception
        assert app.text_input(key="score_text").value == example.text
        assert example.hint in [caption.value for caption in app.caption]
        assert len(verdicts(app)) == 2


def test_an_example_that_is_edited_is_no_longer_chosen(open_page, showcase_pair):
    app = open_page(SCORE)
    app.pills(key="score_example").set_value("Empty").run()
    app.text_input(key="score_text").set_value("a film").run()
    assert app.pills(key="score_example").value is None
    app.text_input(key="score_text").set_value("").run()
    assert verdicts(app) == []


def test_the_box_has_the_last_text_unless_the_address_names_another(open_page, showcase_pair):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value("a film to keep").run()
    for address, expected in (({}, "a film to keep"), ({"text": "another"}, "another"), ({}, "another")):
        app.switch_page("pages/runs/page.py").run()
        app.switch_page(SCORE)
        for name in list(app.query_params):
            del app.query_params[name]
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        assert app.text_input(key="score_text").value == expected


def test_a_link_carries_any_text_that_fits(open_page, showcase_pair):
    app = open_page(SCORE)
    for text in ('"quoted" & <b>?#%', "😀" * 500, "漢字 " * 200, "a word " * 285):
        assert fits_link(text)
        app.text_input(key="score_text").set_value(text).run()
        assert app.query_params["text"] == text


def test_a_text_too_long_for_a_link_is_not_in_the_address(open_page, showcase_pair):
    app = open_page(SCORE, text="a film")
    for text in ("😀" * 1_000, "a" * 2_001, "\ud800" * 2_001):
        assert not fits_link(text)
    app.text_input(key="score_text").set_value("😀" * 1_000).run()
    assert "text" not in app.query_params
    assert any(caption.value.startswith("This text is too long for a link") for caption in app.caption)


def test_a_replaced_character_is_explained(open_page, showcase_pair):
    app = open_page(SCORE, text="a good \N{REPLACEMENT CHARACTER} film")
    assert any("replaces a character that could not be read." in caption.value for caption in app.caption)
    app.text_input(key="score_text").set_value("a good film").run()
    assert not any("could not be read" in caption.value for caption in app.caption)


def test_a_text_above_the_limit_gets_a_warning(open_page, showcase_pair):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value("a" * 100_001).run()
    assert "The text has 100,001 characters" in app.warning[0].value
    assert verdicts(app) == []

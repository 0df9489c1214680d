"""Numbers that a setting cannot have, in the boxes of Data, Train and Score."""

import pytest
from streamlit.testing.v1 import AppTest

DATA, TRAIN = "pages/data/page.py", "pages/train/page.py"


def refusals(app: AppTest) -> list[str]:
    assert not app.exception
    marked = [element.value.replace("\\", "") for element in app.markdown if element.value.startswith(":red[")]
    return [sentence.removeprefix(":red[:material/error: ").removesuffix("]") for sentence in marked]


def captions(app: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in app.caption)


@pytest.mark.parametrize(
    ("page", "setting", "number", "button"),
    [
        (DATA, "data.dataset.test_size", 1.5, "train_on_this"),
        (DATA, "data.text.maxlen", 0, "train_on_this"),
        (TRAIN, "draft.train.epochs", -3, "train"),
        (TRAIN, "draft.model.dropout", 1.0, "train"),
    ],
)
def test_a_number_out_of_range_is_explained_and_disables_the_button(open_page, page, setting, number, button):
    app = open_page(page)
    _, part, key = setting.split(".")
    before = app.number_input(key=setting).value
    app.number_input(key=setting).set_value(number).run()
    (sentence,) = refusals(app)
    assert sentence.startswith(f"{key} is {number}. It must ")
    assert app.number_input(key=setting).value == number
    assert app.session_state[setting.partition(".")[0]][part][key] == before
    assert app.button(key=button).disabled
    assert f"{key} is {number}. Correct it first." in captions(app)
    app.number_input(key=setting).set_value(before).run()
    assert not refusals(app)
    assert not app.button(key=button).disabled


def test_a_refused_number_goes_when_its_control_has_no_effect(open_page):
    app = open_page(TRAIN)
    app.segmented_control(key="draft.train.optimizer").set_value("sgd").run()
    app.number_input(key="draft.train.momentum").set_value(7.0).run()
    assert refusals(app)
    app.segmented_control(key="draft.train.optimizer").set_value("adam").run()
    assert app.number_input(key="draft.train.momentum").disabled
    assert not refusals(app)


@pytest.mark.parametrize(
    ("what", "key", "number", "sentences"),
    [
        ("Study", "seeds", 500, ("Seeds: 500 is out of range.", "It must be from 1 to 50. Change it.")),
        ("Study", "plan_rope", 60.0, ("ROPE (points): 60 is out of range.", "It must be from 0 to 49.9. Change it.")),
        ("Search", "trials", 1, ("Trials: 1 is out of range.", "It must be from 2 to 500. Change it.")),
    ],
)
def test_a_plan_with_a_number_out_of_range_has_its_error_for_a_button(open_page, what, key, number, sentences):
    app = open_page(TRAIN, what=what)
    app.number_input(key=key).set_value(number).run()
    assert not app.exception
    assert set(sentences) <= {text.value for text in app.text}
    assert "train" not in [button.key for button in app.button]

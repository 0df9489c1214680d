import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.config.class_rules import class_rules, rules_text
from core.errors import ConfigError

NAMES = st.text(min_size=1).filter(lambda name: name.strip())


def quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("1 and 2: negative; 3: drop; 4 and 5: positive",
         {"1": "negative", "2": "negative", "3": None, "4": "positive", "5": "positive"}),
        ("very bad, bad: negative\ngood : positive ;", {"very bad": "negative", "bad": "negative", "good": "positive"}),
        ('"a;b": "drop"; "x and y", "say ""so""": z', {"a;b": "drop", "x and y": "z", 'say "so"': "z"}),
        ("brand and android: tech", {"brand": "tech", "android": "tech"}),
        ("", {}),
    ],
)  # fmt: skip
def test_rules_are_labels_a_colon_and_a_class(text, rules):
    assert class_rules(text) == rules


@given(st.dictionaries(NAMES, NAMES | st.none(), min_size=1))
def test_any_names_can_be_written_in_quotes(rules):
    text = "; ".join(f"{quoted(label)}: {'drop' if name is None else quoted(name)}" for label, name in rules.items())
    assert class_rules(text) == rules


@given(st.dictionaries(NAMES | st.sampled_from(["drop", "x and y", "a  b"]), NAMES | st.none() | st.just("drop")))
def test_the_text_of_any_rules_is_read_as_these_rules(rules):
    assert class_rules(rules_text(rules)) == rules


def test_the_text_of_rules_is_as_a_person_writes_it():
    text = "1 and 2: negative; 3: drop; very good and 5: positive"
    assert rules_text(class_rules(text)) == text
    assert rules_text({"a:b": "x and y", "c": "drop"}) == '"a:b": "x and y"; c: "drop"'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1 and 2", "dataset.classes is '1 and 2'. Each rule is one or more labels, a colon and a class."),
        ("1: a: b", "dataset.classes is '1: a: b'."),
        ("1 and: a", "dataset.classes is '1 and: a'."),
        (": a", "dataset.classes is ': a'."),
        ("1:", "dataset.classes is '1:'."),
        ("1: a and b", "dataset.classes is '1: a and b'."),
        ("1: a; 1: b", "two rules for the label '1'"),
        ('"1: a', "opens a double quote"),
    ],
)
def test_other_texts_are_refused_with_the_form(text, problem):
    with pytest.raises(ConfigError) as raised:
        RunConfig.from_dict({"dataset": {"classes": text}})
    assert problem in str(raised.value)


@given(st.text() | st.lists(st.sampled_from(["a", "and", ":", ";", ",", '"', "drop", " "])).map(" ".join))
def test_any_text_is_read_or_refused(text):
    try:
        config = RunConfig.from_dict({"dataset": {"classes": text}})
    except ConfigError:
        return
    assert config.dataset.class_rules == class_rules(text)

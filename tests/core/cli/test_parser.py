"""core.cli.parser: options anywhere, negative numbers, usage errors, help and what may be quoted, for every verb."""

import json

import click
import pytest

from core.__main__ import main
from core.cli.parser import InputsCommand, check_at_most_one, command, without_guard
from core.cli.verbs import VERBS
from core.errors import DatasetError, UsageError
from core.settings import PROJECT_FOLDER
from core.system.paths import quote, quoting

FOR_PEOPLE = [name for name, verb in VERBS.commands.items() if not verb.hidden]
OUTSIDE = PROJECT_FOLDER / "requirements.txt"


@pytest.fixture
def numbers(monkeypatch):
    """A verb that takes numbers, an option with a value and a flag, and remembers what it got."""
    calls = []

    @click.argument("numbers", nargs=-1, callback=without_guard)
    @click.option("--name")
    @click.option("--flag", is_flag=True)
    def verb(store, workspace, **options) -> int:
        calls.append(options)
        return 0

    monkeypatch.setitem(VERBS.commands, "numbers", command("numbers", verb, cls=InputsCommand))
    return calls


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "demo-forward", "A sentence."],
        ["demo-forward", "--json", "A sentence."],
        ["demo-forward", "A sentence.", "--json"],
    ],
)
def test_options_may_stand_before_between_and_after_arguments(words, capsys):
    assert main(["score", *words]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["text"] == "A sentence."


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "score", "demo-forward", "A sentence."],
        ["--threshold", "0.5", "--json", "score", "demo-forward", "A sentence."],
        [
            "--threshold=0.5",
            "--positive",
            "train",
            "score",
            "demo-forward",
            "A sentence.",
            "--positive",
            "positive",
            "--json",
        ],
    ],
)
def test_options_may_stand_before_the_verb(words, capsys):
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)[0]["text"] == "A sentence."


def test_the_help_of_a_verb_may_be_asked_for_before_it(capsys):
    assert main(["--help", "runs"]) == 0
    assert "python -m core runs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--json"], "VERB is missing. The verbs are train, "),
        (["--json", "fly"], "'fly' is not a verb. The verbs are train, "),
        (["--threshold", "0.5", "runs"], "'0.5' is not a verb."),
        (["--cvs", "runs"], "No such option '--cvs'."),
    ],
)
def test_options_before_no_verb_are_a_usage_error(words, sentence, capsys):
    assert main(words) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_sentence_with_a_minus_sign_is_an_argument(numbers):
    assert main(["numbers", "- not bad", "--great film", "--name", "-x y", "--flag"]) == 0
    assert (numbers[0]["numbers"], numbers[0]["name"]) == (("- not bad", "--great film"), "-x y")


def test_a_negative_number_is_an_argument_and_never_an_option(numbers):
    assert main(["numbers", "-0.1,0.5", "--flag", "-.5", "2", "-3", "--name", "-4", "--name=-5"]) == 0
    assert main(["numbers", "--name", "-4", "--flag", "-1"]) == 0
    first, second = numbers
    assert (first["numbers"], first["name"]) == (("-0.1,0.5", "-.5", "2", "-3"), "-5")
    assert (second["numbers"], second["name"]) == (("-1",), "-4")


def test_words_after_two_dashes_are_arguments(numbers):
    assert main(["numbers", "--", "--flag", "-1"]) == 0
    assert (numbers[0]["numbers"], numbers[0]["flag"]) == (("--flag", "-1"), False)


def test_a_leading_space_of_a_sentence_is_scored_with_it(capsys):
    assert main(["score", "demo-forward", " A sentence.", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["text"] == " A sentence."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["runs", "--cvs"], "No such option '--cvs'. See `python -m core runs --help`."),
        (["runs", "--jsn"], "No such option '--jsn'. Did you mean '--json'? See `python -m core runs --help`."),
        (["score", "demo", "a", "-x"], "No such option '-x'. See `python -m core score --help`."),
        (["score"], "Missing argument 'RUN'. See `python -m core score --help`."),
        (["runs", "more"], "Got unexpected extra argument (more). See `python -m core runs --help`."),
        (["train", "--set"], "Option '--set' requires an argument. See `python -m core train --help`."),
        (["compare", "a", "--rope", "x"], "Invalid value for '--rope': 'x' is not a valid float. See `python -m core "
                                          "compare --help`."),
    ],
)  # fmt: skip
def test_a_usage_error_is_one_sentence_that_names_the_help(words, sentence, capsys):
    assert main(words) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"{sentence}\n")


def test_an_unknown_verb_is_answered_with_all_verbs_but_the_hidden_one(capsys):
    assert main(["work-hard"]) == 2
    message = capsys.readouterr().err
    assert all(name in message for name in FOR_PEOPLE)
    assert " work," not in message


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_the_help_of_each_verb_says_what_it_does_and_has_an_example(name, capsys):
    assert main([name, "--help"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"  python -m core {name}" in printed.out.partition("Example")[2]
    assert VERBS.commands[name].help


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_every_option_and_argument_explains_itself(name):
    explanations = [parameter.help for parameter in VERBS.commands[name].params]
    assert all(text and text.endswith(".") for text in explanations)


def test_the_help_lists_the_verbs_for_people(capsys):
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert [name for name in VERBS.commands if f"\n  {name} " in listed] == FOR_PEOPLE


@pytest.mark.parametrize(("hidden", "is_quoted"), [(False, True), (True, False)])
def test_errors_quote_any_file_to_people_and_none_to_helpers(monkeypatch, capsys, hidden, is_quoted):
    def verb(store, workspace, as_json) -> int:
        with quoting(OUTSIDE):
            raise DatasetError(quote("its content"), "", "")

    monkeypatch.setitem(VERBS.commands, "quote", command("quote", verb, hidden=hidden))
    assert main(["quote"]) == 2
    assert ("its content" in capsys.readouterr().err) == is_quoted


def test_only_the_verb_of_helper_processes_is_hidden():
    assert set(VERBS.commands) - set(FOR_PEOPLE) == {"work"}


def test_options_that_exclude_each_other_are_named():
    check_at_most_one({"--a": None, "--b": "x", "--c": False}, "Remove one.")
    with pytest.raises(UsageError, match=r"^--c is not allowed with --b\. Only one of --a, --b, --c can be used\."):
        check_at_most_one({"--a": None, "--b": "x", "--c": True}, "Remove one.")


def test_an_interrupt_ends_without_a_traceback(monkeypatch, capsys):
    def verb(store, workspace, as_json) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(VERBS.commands, "wait", command("wait", verb))
    assert main(["wait"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"

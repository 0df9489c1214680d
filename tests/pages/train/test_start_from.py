import csv
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig, flatten
from core.recipes import RECIPES, find_recipe
from core.runs.store import RunStore
from pages.shared.session import routes

TRAIN = routes.TRAIN


def page_text(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.text, app.markdown, app.caption) for element in kind)


def keys(app: AppTest) -> set[str]:
    kinds = (app.number_input, app.segmented_control, app.pills, app.toggle, app.selectbox, app.button)
    return {element.key for kind in kinds for element in kind if element.key}


@pytest.fixture
def tweets(tmp_path: Path) -> Path:
    """Sentiment140's own format: six columns without a header, in latin-1."""
    path = tmp_path / "sentiment140.csv"
    with path.open("w", encoding="latin-1", newline="") as stream:
        rows = [("04"[n % 2], n, "Mon Apr 06", "NO_QUERY", "caf\xe9", f"tweet {n} from a café") for n in range(60)]
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


@pytest.mark.parametrize("name", RECIPES)
def test_a_link_opens_every_recipe_with_its_settings_source_figures_and_note(open_page, name):
    recipe = find_recipe(name)
    app = open_page(TRAIN, recipe=name)
    assert not app.exception
    assert not app.error
    assert app.session_state["draft"] == recipe.config.to_dict()
    assert app.segmented_control(key="start_from").value == recipe.system
    assert app.pills(key="start_recipe").value == name
    assert app.query_params["recipe"] == name
    assert "set" not in app.query_params
    assert f"`{name}` · Source: {recipe.source}" in page_text(app)
    assert "All settings match the recipe." in page_text(app)
    for value in recipe.published.values():
        assert f"{100 * value:.1f} %" in page_text(app)


def test_a_link_is_followed_once_and_changes_are_listed(open_page):
    app = open_page(TRAIN, recipe="imdb-bi-gru")
    app.number_input(key="draft.train.epochs").set_value(3).run()
    assert app.number_input(key="draft.train.epochs").value == 3
    assert "Changed from the recipe: `train.epochs` 10 → 3." in page_text(app)


def test_an_unknown_recipe_gets_an_error_and_the_defaults_stay(open_page):
    app = open_page(TRAIN, recipe="<b>nope</b>")
    assert not app.exception
    (message,) = [text.value for text in app.text if "There is no recipe '<b>nope</b>'" in text.value]
    assert message
    assert any("The recipes are imdb-bi-simplernn" in text.value for text in app.text)
    assert app.session_state["draft"] == RunConfig().to_dict()


def test_a_system_is_chosen_and_then_one_of_its_recipes(open_page, store: RunStore):
    app = open_page(TRAIN)
    assert app.segmented_control(key="start_from").value == "Defaults"
    app.segmented_control(key="start_from").set_value("Per-step labels, cumulative sum").run()
    assert app.session_state["draft"] == RunConfig().to_dict()
    app.pills(key="start_recipe").set_value("cumsum-both-bi-lstm").run()
    assert not app.exception
    assert app.session_state["draft"] == find_recipe("cumsum-both-bi-lstm").config.to_dict()
    app.button(key="train").click().run()
    assert {run.name for run in store.list()} == {"cumsum-both-bi-lstm", "cumsum-both-lstm"}
    assert {run.config.model.direction for run in store.list()} == {"forward", "bidirectional"}


def test_the_last_run_and_the_defaults_are_starts_too(open_page, store: RunStore):
    store.create(RunConfig().with_settings(["model.units=7"]), "mine")
    app = open_page(TRAIN)
    app.segmented_control(key="start_from").set_value("Last run").run()
    assert app.number_input(key="draft.model.units").value == 7
    assert "Started from the settings of mine" in page_text(app)
    app.segmented_control(key="start_from").set_value("Defaults").run()
    assert app.session_state["draft"] == RunConfig().to_dict()


@pytest.mark.parametrize(
    ("name", "visible", "hidden"),
    [
        ("imdb-bi-lstm", {"text.maxlen", "model.embedding_dim", "train.batching"}, {"dataset.target"}),
        ("mnist-gru", {"model.activation"}, {"text.maxlen", "model.embedding_dim", "model.spatial_dropout",
                                             "train.batching", "dataset.target"}),
        ("cumsum-lstm", {"dataset.target", "dataset.num_steps"}, {"text.maxlen", "model.embedding_dim",
                                                                "model.spatial_dropout", "train.batching"}),
    ],
)  # fmt: skip
def test_the_visible_settings_depend_on_the_kind_of_data(open_page, name, visible, hidden):
    controls = keys(open_page(TRAIN, recipe=name))
    always = {"model.activation", "train.steps_per_epoch", "train.validation_split", "train.early_stopping_patience"}
    assert {f"draft.{key}" for key in visible | always} <= controls
    assert not {f"draft.{key}" for key in hidden} & controls


def test_only_images_have_four_directions_and_steps_have_their_head(open_page):
    images = open_page(TRAIN, recipe="mnist-bi-lstm")
    assert any("four_directions" in option for option in images.radio(key="draft.model.direction").options)
    images.radio(key="draft.model.direction").set_value("four_directions").run()
    assert "recurrent_1_columns (Bidirectional(LSTM))" in list(images.dataframe[0].value["Layer"])
    steps = open_page(TRAIN, recipe="cumsum-bi-lstm")
    assert not any("four" in option for option in steps.radio(key="draft.model.direction").options)
    assert steps.session_state["draft"]["model"]["head"] == "per_step"
    assert "draft.model.head" not in keys(steps)  # there is no choice


def test_another_dataset_gets_a_network_that_fits(open_page):
    app = open_page(TRAIN, recipe="mnist-four-directions")
    app.selectbox(key="train_data").select("cumulative_sum").run()
    assert not app.exception
    model = app.session_state["draft"]["model"]
    assert (model["direction"], model["head"]) == ("bidirectional", "per_step")
    app.selectbox(key="train_data").select("digits").run()
    assert app.session_state["draft"]["model"]["head"] == "softmax"
    assert not app.button(key="train").disabled


def test_tweets_are_locked_until_their_file_is_chosen(open_page, tweets: Path, store: RunStore):
    app = open_page(TRAIN, recipe="tweets-bi-lstm")
    assert "This source needs a file" in page_text(app)
    assert app.button(key="train").disabled
    app.text_input(key="train_path").set_value(str(tweets)).run()
    assert not app.exception
    assert any("60 rows · 2 classes" in text.value for text in app.text)
    assert "All settings match the recipe." in page_text(app)
    app.button(key="train").click().run()
    assert {run.config.dataset.path for run in store.list()} == {str(tweets)}
    assert {run.name for run in store.list()} == {"tweets-bi-lstm", "tweets-lstm"}


def test_tweets_can_be_uploaded_and_serve_the_next_recipe(open_page, tweets: Path, tmp_path: Path):
    app = open_page(TRAIN, recipe="tweets-lstm")
    app.file_uploader(key="train_upload").upload(tweets.name, tweets.read_bytes()).run()
    (upload,) = (tmp_path / "uploads").rglob("*.csv")
    assert app.session_state["draft"]["dataset"]["path"] == str(upload)
    app.pills(key="start_recipe").set_value("tweets-bi-lstm").run()
    assert app.session_state["draft"]["dataset"]["path"] == str(upload)
    assert not app.button(key="train").disabled


def test_a_wrong_file_gets_an_error_and_cannot_be_trained_on(open_page, tmp_path: Path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    app = open_page(TRAIN, recipe="tweets-bi-lstm")
    app.text_input(key="train_path").set_value(str(path)).run()
    assert not app.exception
    assert any("other.csv begins with" in text.value for text in app.text)
    assert app.button(key="train").disabled


def test_all_four_merge_modes_are_queued_together_and_shown_together(open_page, store: RunStore):
    app = open_page(TRAIN, recipe="cumsum-bi-lstm")
    app.button(key="train_merge_modes").click().run()
    runs = store.list()
    assert {run.config.model.merge_mode for run in runs} == {"concat", "sum", "mul", "ave"}
    recipe = flatten(find_recipe("cumsum-bi-lstm").config)
    for run in runs:
        assert run.tags == ("merge modes",)
        changed = {name for name, value in flatten(run.config).items() if value != recipe[name]}
        assert changed <= {"model.merge_mode"}
    assert app.title[0].value == "Runs"
    assert set(app.query_params["runs"].split(",")) == {run.run_id for run in runs}


@pytest.mark.parametrize("name", ["cumsum-lstm", "imdb-bi-lstm"])
def test_merge_modes_are_offered_only_where_two_directions_label_each_step(open_page, name):
    assert "train_merge_modes" not in keys(open_page(TRAIN, recipe=name))


def test_a_task_that_needs_later_values_warns_a_forward_network(open_page):
    app = open_page(TRAIN, recipe="cumsum-future-lstm")
    assert any("so it cannot learn them" in warning.value for warning in app.warning)


def test_early_stopping_without_validation_gets_a_warning(open_page):
    app = open_page(TRAIN, recipe="imdb-lstm")
    app.number_input(key="draft.train.early_stopping_patience").set_value(2).run()
    assert not app.exception
    assert any("there is no validation set" in warning.value for warning in app.warning)
    assert "train" not in keys(app)
    app.number_input(key="draft.train.validation_split").set_value(0.1).run()
    assert "train" in keys(app)


def test_a_column_name_from_a_file_is_shown_literally(open_page, tmp_path: Path):
    path = tmp_path / "own.csv"
    rows = [(f"a {word} film number {number}", word) for number in range(20) for word in ("good", "bad")]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("**text** ![i](http://evil.example/i.png)", "label"), *rows])
    app = open_page(TRAIN, recipe="imdb-bi-lstm")
    dataset = {"name": "file", "path": str(path), "text_column": "**text** ![i](http://evil.example/i.png)"}
    app.session_state["draft"]["dataset"].update(dataset)
    app.run()
    assert not app.exception
    (changes,) = [caption.value for caption in app.caption if "Changed from the recipe" in caption.value]
    assert r"\*\*text\*\* \!\[i\]\(http\:\/\/evil\.example\/i\.png\)" in changes
    assert "**text**" not in changes

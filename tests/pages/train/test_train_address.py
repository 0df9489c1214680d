from urllib.parse import unquote

import pytest

from core.config import RunConfig
from core.recipes import find_recipe
from pages.shared.access import visitor
from pages.shared.session import routes
from pages.train import train_address

TRAIN = routes.TRAIN


def changed(app) -> list[str]:
    value = app.query_params.get("set", [])
    return [value] if isinstance(value, str) else value


def reopened(open_page, app):
    """A new session that opens the address of this one."""
    return open_page(TRAIN, **dict(app.query_params))


def test_changed_settings_are_in_the_address_and_a_new_session_has_them_again(open_page):
    app = open_page(TRAIN)
    assert "set" not in app.query_params
    app.number_input(key="draft.model.units").set_value(64).run()
    app.number_input(key="draft.train.early_stopping_patience").set_value(None).run()
    assert changed(app) == ["model.units=64", "train.early_stopping_patience=none"]
    again = reopened(open_page, app)
    assert not again.exception
    assert again.session_state["draft"] == app.session_state["draft"]
    again.number_input(key="draft.model.units").set_value(32).run()
    assert changed(again) == ["train.early_stopping_patience=none"]


def test_a_recipe_and_its_changes_are_one_link(open_page):
    app = open_page(TRAIN, recipe="imdb-bi-gru", set=["train.epochs=3"])
    assert not app.exception
    assert app.session_state["draft"] == find_recipe("imdb-bi-gru").config.with_settings(["train.epochs=3"]).to_dict()
    assert app.query_params["recipe"] == "imdb-bi-gru"
    assert changed(app) == ["train.epochs=3"]


def test_a_change_that_comes_with_the_address_of_before_is_kept(open_page):
    app = open_page(TRAIN, set=["train.epochs=3"])
    app.number_input(key="draft.model.units").set_value(64).run()
    app.query_params["set"] = ["train.epochs=3"]  # what a browser sends that is one answer behind
    app.number_input(key="draft.model.embedding_dim").set_value(8).run()
    assert changed(app) == ["model.units=64", "model.embedding_dim=8", "train.epochs=3"]


def test_a_link_to_an_address_of_earlier_is_followed(open_page, monkeypatch):
    app = open_page(TRAIN, set=["train.epochs=3"])
    app.number_input(key="draft.model.units").set_value(64).run()
    monkeypatch.setattr(train_address, "_SECONDS_BEHIND", 0.0)
    app.query_params["set"] = ["train.epochs=3"]
    app.run()
    assert changed(app) == ["train.epochs=3"]


def test_a_study_with_its_arms_and_name_survives_a_reload(open_page):
    app = open_page(TRAIN, what="Study", study_name="mine", seeds="5", arms=["forward", "backward"])
    app.number_input(key="draft.model.units").set_value(8).run()
    again = reopened(open_page, app)
    assert again.text_input(key="study_name").value == "mine"
    assert again.number_input(key="seeds").value == 5
    assert list(again.pills(key="arms").value) == ["forward", "backward"]
    assert again.number_input(key="draft.model.units").value == 8


@pytest.mark.parametrize("setting", ["model.units=many", "nonsense", "model.colour=red", "model.direction=<b>"])
def test_a_link_with_impossible_settings_gets_an_error_and_the_defaults(open_page, setting):
    app = open_page(TRAIN, set=[setting])
    assert not app.exception
    assert app.session_state["draft"] == RunConfig().to_dict()
    assert "set" not in app.query_params


def test_an_upload_is_in_the_address_by_its_name_and_nothing_else_of_the_folder(open_page, store, reviews_csv):
    uploads = visitor.uploads_folder()
    uploads.mkdir(parents=True)
    own = uploads / "mine.csv"
    own.write_bytes(reviews_csv.read_bytes())
    app = open_page(TRAIN, set=["dataset.name=file", "dataset.path=uploads/mine.csv"])
    assert not app.exception
    assert app.session_state["draft"]["dataset"]["path"] == str(own)
    assert "dataset.path=uploads/mine.csv" in changed(app)
    assert str(uploads) not in unquote("".join(changed(app)))
    outside = open_page(TRAIN, set=["dataset.name=file", "dataset.path=uploads/../bothways.db"])
    assert outside.session_state["draft"]["dataset"]["path"] is None


def test_where_paths_cannot_be_typed_a_link_brings_none(open_page, reviews_csv, monkeypatch):
    typed = ["dataset.name=file", f"dataset.path={reviews_csv}"]
    assert open_page(TRAIN, set=typed).session_state["draft"]["dataset"]["path"] == str(reviews_csv)
    monkeypatch.setattr(visitor, "may_type_paths", lambda: False)
    app = open_page(TRAIN, set=typed)
    assert app.session_state["draft"]["dataset"]["path"] is None
    assert train_address._shareable(str(reviews_csv)) is None

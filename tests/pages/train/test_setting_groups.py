import pytest

from pages.shared.session import routes

TRAIN = routes.TRAIN


def disabled(app, *keys):
    return [app.get_by_key(f"draft.model.{key}").disabled for key in keys]


def warnings(app):
    return "\n".join(warning.value for warning in app.warning)


def choose(app, key, value):
    control = app.get_by_key(f"draft.{key}")
    control.set_value(value)
    return app.run()


def test_glove_gives_the_embedding_its_width(open_page):
    app = choose(open_page(TRAIN), "model.embeddings", "glove")
    assert app.number_input(key="draft.model.embedding_dim").value == 50
    assert app.button(key="train")
    choose(app, "model.embedding_dim", 64)
    assert "The word vectors have 50 numbers each" in warnings(app)
    app.button(key="fix_model_embedding_dim").click().run()
    assert app.number_input(key="draft.model.embedding_dim").value == 50
    assert warnings(app) == ""


def test_pooling_of_padded_texts_is_one_click_from_batches_by_length(open_page):
    app = choose(open_page(TRAIN), "model.pooling", "attention")
    assert "Pooling leaves padding out" in warnings(app)
    app.button(key="fix_model_pooling").click().run()
    assert app.segmented_control(key="draft.train.batching").value == "by_length"
    assert warnings(app) == ""
    assert app.button(key="train")


def test_a_network_without_a_recurrent_layer_is_one_click_from_a_pooling(open_page):
    app = choose(open_page(TRAIN), "model.direction", "unordered")
    assert "no last state" in warnings(app)
    app.button(key="fix_model_direction").click().run()
    assert app.get_by_key("draft.model.pooling").value == "max_mean"
    assert not app.exception
    assert app.button(key="train")


def test_settings_of_recurrent_layers_are_disabled_where_no_trained_network_has_any(open_page):
    of_layers = ("cell", "units", "num_layers", "merge_mode", "dropout", "recurrent_dropout", "activation")
    app = choose(open_page(TRAIN), "model.direction", "unordered")
    assert not any(disabled(app, *of_layers)), "the twin has recurrent layers"
    app.segmented_control(key="what").set_value("This one").run()
    assert all(disabled(app, *of_layers))
    assert not any(disabled(app, "pooling", "head_dropout", "l2", "embedding_dim"))


def test_early_stopping_can_be_cleared_after_the_validation_set_is_gone(open_page):
    app = choose(open_page(TRAIN), "train.validation_split", 0.0)
    assert not app.get_by_key("draft.train.early_stopping_patience").disabled
    assert not app.get_by_key("draft.train.monitor").disabled


@pytest.mark.parametrize(("source", "has_pooling"), [("digits", True), ("cumulative_sum", False)])
def test_images_and_sequences_have_no_settings_of_words(open_page, source, has_pooling):
    app = open_page(TRAIN)
    app.selectbox(key="train_data").select(source).run()
    assert not app.exception
    keys = {element.key for kind in ("number_input", "segmented_control", "toggle", "radio", "text_input")
            for element in getattr(app, kind)}  # fmt: skip
    assert keys.isdisjoint(f"draft.model.{key}" for key in ("embeddings", "embeddings_path", "token_dropout"))
    assert keys.isdisjoint({"draft.text.priors", "draft.text.augmentation"})
    assert ("draft.model.pooling" in keys) == has_pooling
    assert {"draft.model.head_dropout", "draft.model.l2"} <= keys


def test_choices_too_long_for_one_line_of_a_phone_wrap(open_page):
    app = open_page(TRAIN)
    radios = {radio.key for radio in app.radio}
    assert {"draft.model.direction", "draft.model.pooling"} <= radios
    assert radios.isdisjoint({"draft.text.priors", "draft.model.cell", "draft.model.embeddings"})

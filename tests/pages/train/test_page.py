import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.models.architecture import layer_table, num_params
from core.runs.store import RunStore
from pages.shared.session import routes

HOME, TRAIN = routes.HOME, routes.TRAIN


def warnings(app: AppTest) -> str:
    return "\n".join(warning.value for warning in app.warning)


def test_every_setting_has_a_control_with_its_help_and_default(open_page):
    app = open_page(TRAIN)
    assert not app.exception
    for part in ("text", "model", "train"):
        for key, field in RunConfig.model_fields[part].annotation.model_fields.items():
            if key == "decoding":  # of labels of tokens alone
                continue
            control = app.get_by_key(f"draft.{part}.{key}")
            assert control.value == field.default, key
            assert control.proto.help == field.description, key


def test_the_layer_table_and_both_sizes_are_those_of_the_settings(open_page):
    app = open_page(TRAIN)
    app.segmented_control(key="draft.model.cell").set_value("GRU").run()
    app.number_input(key="draft.model.units").set_value(8).run()
    config = RunConfig().with_settings(["model.cell=GRU", "model.units=8"])
    table = layer_table(config, 2)
    assert list(app.dataframe[0].value["Output shape"]) == [str(row.output_shape) for row in table]
    expected = [f"{num_params(layer_table(member, 2)):,}" for member in (config.twin(), config)]
    assert [metric.value for metric in app.metric] == expected


def test_settings_of_one_optimizer_are_for_that_one_only(open_page):
    app = open_page(TRAIN)
    boxes = [app.number_input(key=f"draft.train.{key}") for key in ("weight_decay", "momentum")]
    assert [box.disabled for box in boxes] == [True, True]
    app.segmented_control(key="draft.train.optimizer").set_value("sgd").run()
    assert app.number_input(key="draft.train.weight_decay").disabled
    assert not app.number_input(key="draft.train.momentum").disabled


def test_training_both_ways_queues_the_settings_and_their_twin(open_page, store: RunStore):
    app = open_page(TRAIN)
    app.number_input(key="draft.train.epochs").set_value(3).run()
    app.button(key="train").click().run()
    newest, oldest = store.list()
    assert (oldest.config.model.direction, newest.config.model.direction) == ("forward", "bidirectional")
    assert oldest.config.twin() == newest.config
    assert newest.config.train.epochs == 3
    assert app.title[0].value == "Runs"
    assert set(app.query_params["runs"].split(",")) == {newest.run_id, oldest.run_id}


def test_without_the_twin_one_run_is_queued(open_page, store: RunStore):
    app = open_page(TRAIN)
    app.segmented_control(key="what").set_value("This one").run()
    assert len(app.metric) == 1
    app.button(key="train").click().run()
    (run,) = store.list()
    assert (run.config, run.tags) == (RunConfig(), ())


def test_settings_survive_a_visit_to_another_page(open_page):
    app = open_page(TRAIN)
    app.number_input(key="draft.model.units").set_value(24).run()
    app.segmented_control(key="what").set_value("This one").run()
    app.switch_page(HOME).run()
    app.switch_page(TRAIN).run()
    assert app.number_input(key="draft.model.units").value == 24
    assert app.segmented_control(key="what").value == "This one"


def test_a_link_starts_from_an_earlier_run_once(open_page, store: RunStore):
    config = RunConfig().with_settings(["model.cell=SimpleRNN", "text.maxlen=77", "dataset.source=all"])
    run = store.create(config, "my *best*")
    app = open_page(TRAIN, **{"from": run.run_id})
    assert app.number_input(key="draft.text.maxlen").value == 77
    assert app.selectbox(key="train_data").value == "all"
    assert rf"my \*best\* \({run.run_id}\)" in " ".join(caption.value for caption in app.caption)
    assert "from" not in app.query_params
    app.number_input(key="draft.text.maxlen").set_value(78).run()
    assert app.number_input(key="draft.text.maxlen").value == 78


def test_a_link_to_a_missing_run_shows_an_error_and_the_defaults(open_page):
    app = open_page(TRAIN, **{"from": "gone"})
    assert not app.exception
    assert any("'gone' names no runs." in text.value for text in app.text)
    assert app.number_input(key="draft.text.maxlen").value == 200


def test_a_setting_that_works_against_the_network_gets_a_warning(open_page):
    app = open_page(TRAIN)
    assert warnings(app) == ""
    app.segmented_control(key="draft.text.padding").set_value("post").run()
    assert "the forward network processes the padding last" in warnings(app)
    app.segmented_control(key="draft.train.batching").set_value("by_length").run()
    assert warnings(app) == ""


def test_an_impossible_head_shows_an_error_instead_of_a_button(open_page, tmp_path):
    path = tmp_path / "three.csv"
    rows = [f"text number {number},{('a', 'b', 'c')[number % 3]}" for number in range(60)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    app = open_page(TRAIN)
    app.session_state["draft"]["dataset"].update(name="file", path=str(path))
    app.run()
    assert not app.exception
    assert "A sigmoid head separates two classes; this dataset has 3." in warnings(app)
    assert warnings(app).count("only 60 rows") == 1
    assert any("A sigmoid head predicts exactly two classes." in text.value for text in app.text)
    assert "train" not in [button.key for button in app.button]
    app.segmented_control(key="draft.model.head").set_value("softmax").run()
    assert app.button(key="train")


def test_a_rare_class_of_a_file_gets_a_warning_until_classes_are_weighted(open_page, tmp_path):
    path = tmp_path / "rare.csv"
    rows = [f"text number {number},{'no' if number % 10 else 'yes'}" for number in range(60)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    app = open_page(TRAIN)
    app.session_state["draft"]["dataset"].update(name="file", path=str(path))
    app.run()
    assert "The rarest class has only 10.0 % of the rows" in warnings(app)
    app.segmented_control(key="draft.train.class_weight").set_value("balanced").run()
    assert "rarest class" not in warnings(app)


@pytest.mark.parametrize("content", ["text,label\nonly,good\n", None])
def test_data_that_cannot_be_read_cannot_be_trained_on(open_page, tmp_path, content):
    path = tmp_path / "bad.csv"
    if content:
        path.write_text(content, encoding="utf-8")
    app = open_page(TRAIN)
    app.session_state["draft"]["dataset"].update(name="file", path=str(path))
    app.run()
    assert not app.exception
    assert any("bad.csv" in text.value for text in app.text)
    assert app.button(key="train").disabled


def test_another_source_is_chosen_without_leaving_the_page(open_page, store: RunStore):
    app = open_page(TRAIN)
    app.selectbox(key="train_data").select("rotten_tomatoes").run()
    assert any("8,530 rows" in text.value for text in app.text)
    app.button(key="train").click().run()
    assert {run.config.dataset.source for run in store.list()} == {"rotten_tomatoes"}

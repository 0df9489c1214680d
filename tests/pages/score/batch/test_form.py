import socket
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.data.reading import Reading
from core.errors import InputError
from core.runs.job import Worker
from core.runs.job_store import JobStore
from core.runs.jobs import batch_job
from core.runs.jobs.batch_job import BatchJob, BatchRequest
from pages.score.batch import result
from pages.shared.data import file_input
from pages.shared.session import cache
from tests.support.job_processes import SLEEPER, running_instead, work_here
from tests.support.page_elements import LETTERS, texts

SCRIPT = """
from pages.shared.session import cache
from pages.score.batch.form import many
many(cache.store().list(("finished",)))
"""


@pytest.fixture
def app(finished_pair) -> AppTest:
    return AppTest.from_string(SCRIPT, default_timeout=30).run()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BatchRequest]]:
    """The requests that were started; their processes only sleep."""
    requests, start = [], batch_job.start
    monkeypatch.setattr("os.nice", lambda _: 0)
    with running_instead(monkeypatch, SLEEPER) as processes:

        def started(jobs: JobStore, request: BatchRequest) -> BatchJob:
            requests.append(request)
            return start(jobs, request)

        monkeypatch.setattr(batch_job, "start", started)
        yield requests
    for process in processes:
        process.kill()


def columns(app: AppTest) -> list[str | None]:
    """The chosen columns of texts and of labels."""
    return [box.value for box in app.selectbox if "_column_" in box.key]


def upload(app: AppTest, content: str | bytes, name: str = "some.csv") -> None:
    app.segmented_control(key="many_source").set_value("file").run()
    app.file_uploader[0].upload(name, content if isinstance(content, bytes) else content.encode()).run()
    assert not app.exception


def work_on_it(app: AppTest) -> None:
    """Do what the other process would do."""
    jobs = cache.store().jobs
    work_here(jobs, jobs.get(app.session_state["many_job"]))


def test_nothing_is_started_before_there_is_a_text_and_the_click_says_so(app, started):
    app.button(key="many_start").click().run()
    assert not app.exception
    assert started == []
    assert "No texts yet. Paste one text per line." in texts(app)


def test_lines_that_are_pasted_are_scored_by_the_first_click(app, started):
    app.text_area(key="many_lines").set_value("a film")
    app.button(key="many_start").click().run()
    assert [order.lines for order in started] == ["a film"]


def test_pasted_lines_are_scored_and_summed_up_for_each_network(app, started, finished_pair, monkeypatch):
    app.text_area(key="many_lines").set_value(f"a lovely film\n\n{LETTERS}\nan awful one").run()
    app.button(key="many_start").click().run()
    assert set(started[0].run_ids) == {run.run_id for run in finished_pair}
    work_on_it(app)
    app.run()
    assert not app.exception
    assert any(text.startswith("3 of 4 rows scored in") for text in texts(app))
    assert app.expander[0].label == "1 row was not scored"
    assert any("The networks agree on" in text for text in texts(app))
    doubtful = [table.value for table in app.dataframe if "probability" in table.value]
    assert len(doubtful) == 2
    assert LETTERS in doubtful[0]["text"].tolist()
    for element in (*app.markdown, *app.caption, *app.html):
        assert "evil.example" not in element.value
    app.button(key="many_again").click().run()
    assert app.text_area
    assert "many" not in app.query_params


def test_an_uploaded_file_offers_its_columns_and_tells_the_accuracy(app, started, monkeypatch):
    rows = "".join(f"{n},{'a lovely' if n % 2 else 'an awful'} film,{'good' if n % 2 else 'bad'}\n" for n in range(30))
    app.segmented_control(key="many_source").set_value("file").run()
    app.file_uploader[0].upload("some.csv", ("id,text,label\n" + rows).encode()).run()
    assert columns(app) == ["text", "label"]
    app.button(key="many_start").click().run()
    assert (started[0].text_column, started[0].label_column) == ("text", "label")
    work_on_it(app)
    app.run()
    assert not app.exception
    assert [metric.label for metric in app.metric] == ["Accuracy", "Accuracy"]
    assert any(text.startswith("N = 30, 95 % interval") for text in texts(app))
    confusion = next(table.value for table in app.dataframe if "true label" in table.value)
    assert confusion.columns.tolist() == ["true label", "predicted bad", "predicted good"]


def test_an_uploaded_file_is_kept_once_and_again_when_it_was_deleted(app, monkeypatch):
    copies, keep = [], file_input.keep_upload
    monkeypatch.setattr(file_input, "keep_upload", lambda *arguments: copies.append(keep(*arguments)) or copies[-1])
    app.segmented_control(key="many_source").set_value("file").run()
    app.file_uploader[0].upload("some.csv", b"text\na film\n").run()
    app.run()
    assert len(copies) == 1
    copies[0].unlink()
    app.run()
    assert not app.exception
    assert len(copies) == 2
    assert copies[1].is_file()
    app.file_uploader[0].set_value(("other.csv", b"text\nanother film\n", "text/csv")).run()
    assert [path.name for path in copies] == ["some.csv", "some.csv", "other.csv"]


def test_a_file_that_is_no_table_gets_an_error_in_its_place(app):
    app.segmented_control(key="many_source").set_value("file").run()
    app.file_uploader[0].upload("some.csv", b"\x89PNG").run()
    assert not app.exception
    assert any("is a PNG image" in text for text in texts(app))
    assert app.button(key="many_start").disabled


def test_a_process_that_died_is_an_error_and_scoring_can_start_again(app, started):
    app.text_area(key="many_lines").set_value("a film").run()
    app.button(key="many_start").click().run()
    jobs = cache.store().jobs
    jobs.assign(app.session_state["many_job"], Worker(socket.gethostname(), 2**22 + 1, 1.0))
    app.run()
    assert any("stopped unexpectedly" in text for text in texts(app))
    app.button(key="many_again").click().run()
    assert app.text_area


def test_a_running_job_shows_how_far_it_is_and_is_cancelled_beside_it(app, started):
    app.text_area(key="many_lines").set_value("a film").run()
    app.button(key="many_start").click().run()
    jobs, job_id = cache.store().jobs, app.session_state["many_job"]
    jobs.report(job_id, {"step": "Scoring", "done": 2500, "total": 10000, "scoring_since": 1})
    app.run()
    assert not app.exception
    (bar,) = app.get("progress")
    assert bar.proto.value == 25
    assert bar.proto.text.startswith("Scoring: 2,500 of 10,000 rows, ")
    app.button(key="many_cancel").click().run()
    assert any("Cancelled after 2,500 of 10,000 rows" in text for text in texts(app))


def test_a_link_to_a_job_that_is_gone_asks_for_texts_again(finished_pair):
    app = AppTest.from_string(SCRIPT, default_timeout=30)
    app.query_params["many"] = "../../etc"
    app.run()
    assert not app.exception
    assert app.text_area
    assert "This result has expired. Score the texts again." in texts(app)


def test_a_download_of_a_result_that_is_gone_says_so(tmp_path):
    with pytest.raises(InputError, match="This result has expired"):
        result._content_of(tmp_path / "gone.csv")()


ROWS = "".join(f"{n};{'a lovely' if n % 2 else 'an awful'} film, {n};{'good' if n % 2 else 'bad'}\n" for n in range(30))


def test_what_is_detected_is_shown_and_a_setting_reads_the_file_otherwise(app, started):
    upload(app, f"id;text;label,more\n{ROWS}".encode("utf-16"))
    assert "· Read as UTF-16, columns separated by semicolons." in texts(app)
    assert columns(app) == ["text", "label,more"]
    app.selectbox(key="score.dataset.delimiter").set_value(",").run()
    assert not app.exception
    assert "· Read as UTF-16, columns separated by commas." in texts(app)
    assert "How the file is read (1 set)" in [expander.label for expander in app.expander]
    app.button(key="many_start").click().run()
    assert (started[0].file.delimiter, started[0].file.on_bad_rows) == (",", "skip")
    app.button(key="many_cancel").click().run()
    app.button(key="many_again").click().run()
    upload(app, f"id;text;label\n{ROWS}", "other.csv")
    assert app.session_state["score"]["dataset"]["delimiter"] is None


def test_what_to_do_with_bad_rows_is_no_detection(app, started):
    upload(app, f"id;text;label\n{ROWS}")
    assert app.segmented_control(key="score.dataset.on_bad_rows").value == "skip"
    app.segmented_control(key="score.dataset.on_bad_rows").set_value("refuse").run()
    assert "How the file is read" in [expander.label for expander in app.expander]
    assert "detect_again" not in [button.key for button in app.button]
    app.button(key="many_start").click().run()
    assert started[0].file.on_bad_rows == "refuse"


def test_a_number_out_of_range_leaves_a_file_to_score_unscored(app):
    upload(app, f"id;text;label\n{ROWS}")
    app.number_input(key="score.dataset.max_bad_rows").set_value(1.5).run()
    assert any("max_bad_rows is 1.5" in caption.value.replace("\\", "") for caption in app.caption)
    assert app.button(key="many_start").disabled


def test_a_doubt_about_a_file_to_score_is_a_question_and_the_answer_a_setting(app, started):
    upload(app, "one,two\n" + "three,four\n" * 2 + "five,six\n")
    app.button(key="answer_header_1").click().run()
    assert not app.exception
    assert "answer_header_0" not in [button.key for button in app.button]
    assert columns(app)[0] in ("column 1", "column 2")
    app.button(key="many_start").click().run()
    assert started[0].file.header == "no"


def test_a_setting_that_does_not_fit_is_an_error_beside_the_settings(app):
    upload(app, f"id;text;label\n{ROWS}")
    box = app.selectbox(key="score.dataset.encoding")
    box.options.append("klingon")  # which is typed
    box.set_value("klingon").run()
    assert not app.exception
    assert any("dataset.encoding is 'klingon'" in text for text in texts(app))
    assert app.button(key="many_start").disabled
    app.button(key="detect_again").click().run()
    assert not app.button(key="many_start").disabled


def test_the_columns_of_the_training_come_first_and_are_joined(app, started, finished_pair, store):
    for run in finished_pair:
        store.describe(run.run_id, data={"reading": Reading(text_column="a", joined_columns=("a", "b")).to_dict()})
    app.run()
    upload(app, "id,b,a,label\n" + "".join(f"{n},film,a lovely,{'good' if n % 2 else 'bad'}\n" for n in range(30)))
    assert columns(app) == [None, "label"]
    assert app.selectbox[0].options[0] == "a and b, joined (as in training)"
    app.button(key="many_start").click().run()
    assert started[0].text_column is None
    work_on_it(app)
    app.run()
    assert not app.exception
    assert any("Texts are the columns 'a' and 'b', joined (as in training)" in text for text in texts(app))


def test_a_guessed_column_says_why(app):
    upload(app, f"id;text;label\n{ROWS}")
    assert app.selectbox[0].options == ["id", "text (the longest texts)", "label"]

from pages.shared.session import cache
from tests.support.page_elements import texts, verdicts

SCORE = "pages/score/page.py"


def test_runs_of_a_link_that_are_not_scored_are_named(open_page, showcase_pair, add_run, finish_run, networks):
    gone = "Run gone was not found. It was deleted, or written by another version of Bothways."
    app = open_page(SCORE, runs="gone")
    assert app.multiselect(key="score_runs").value == [run.run_id for run in showcase_pair]
    assert gone in texts(app)
    app.text_input(key="score_text").set_value("a film").run()
    assert gone in texts(app)
    app.multiselect(key="score_runs").set_value([showcase_pair[0].run_id]).run()
    assert gone not in texts(app)
    failed = add_run("one", status="failed").run_id
    fifth = [finish_run(showcase_pair[0].config, networks["forward"], f"run {n}") for n in range(3)][-1].run_id
    others = [run.run_id for run in cache.scoreable_runs() if run.run_id != fifth][:4]
    app = open_page(SCORE, runs=",".join([failed, *others, fifth]))
    assert f"Not scored: run {failed} is failed. Only finished runs can be scored." in texts(app)
    assert f"Not scored: run 2 ({fifth}). At most 4 networks are shown." in texts(app)


def test_two_networks_of_one_name_have_their_ids_in_the_title(open_page, showcase_pair, finish_run, networks):
    twin = finish_run(showcase_pair[0].config, networks["forward"], showcase_pair[0].name)
    ids = [showcase_pair[0].run_id, twin.run_id]
    app = open_page(SCORE, text="a film", runs=",".join(ids), panel="Why", why="Words")
    assert not app.exception
    for run_id in ids:
        assert texts(app).count(f"{twin.name} · {run_id}") == 2


def test_the_first_run_sets_the_input_and_other_runs_are_named(open_page, finish_kind, finished_pair):
    image, sequence = finish_kind("image"), finish_kind("sequence")
    past = finish_kind("sequence", "bidirectional", "dataset.target=past")
    app = open_page(SCORE, runs=f"{image.run_id},{sequence.run_id},{finished_pair[0].run_id}")
    assert len(verdicts(app)) == 1
    assert (
        "Not scored: forward sequence is for sequences (future sums), but the first network, forward image, is for "
        "images." in texts(app)
    )
    assert any("forward *one* is for texts" in text for text in texts(app))
    app.multiselect(key="score_runs").set_value([finished_pair[0].run_id, image.run_id]).run()
    assert app.text_input(key="score_text").value == ""
    assert any("forward image is for images" in text for text in texts(app))
    app.multiselect(key="score_runs").set_value([sequence.run_id, past.run_id]).run()
    assert any("is for sequences (past sums)" in text for text in texts(app))
    assert not app.exception

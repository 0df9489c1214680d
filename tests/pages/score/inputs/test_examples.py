from core.inference.scorer import Scorer
from core.runs.demo.bundled import demo_runs
from pages.score.inputs.examples import EXAMPLES, TWEET_EXAMPLE
from tests.support.page_elements import verdicts

SCORE = "pages/score/page.py"


def test_runs_trained_on_tweets_have_one_more_example(open_page, finish_run, networks, finished_pair):
    assert TWEET_EXAMPLE.name not in open_page(SCORE).pills(key="score_example").options
    config = finished_pair[0].config.with_settings(["dataset.name=sentiment140", "dataset.path=tweets.csv"])
    tweets = finish_run(config, networks["forward"], "tweets")
    app = open_page(SCORE, runs=tweets.run_id)
    assert list(app.pills(key="score_example").options) == [example.name for example in (TWEET_EXAMPLE, *EXAMPLES)]
    app.pills(key="score_example").set_value(TWEET_EXAMPLE.name).run()
    assert app.text_input(key="score_text").value == TWEET_EXAMPLE.text
    assert len(verdicts(app)) == 1


def test_the_shipped_networks_read_most_examples_as_people_do():
    """Of the ten with a label, chosen before the networks were trained; the first shipped pair read two and three."""
    labelled = [example for example in EXAMPLES if example.label]
    assert len(labelled) == 10
    for run in demo_runs():
        scores = Scorer(run.folder, run.config).score([example.text for example in labelled])
        wrong = [example.name for example, score in zip(labelled, scores, strict=True) if score.label != example.label]
        assert len(wrong) <= 4, (run.name, wrong)

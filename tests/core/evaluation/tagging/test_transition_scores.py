import numpy as np

from core.data.formats.tagged.span_schemes import legal_transitions
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE, TransitionScores


def test_scores_are_read_as_they_were_written(tmp_path):
    draw = np.random.default_rng(0)
    scores = TransitionScores(*(draw.normal(size=shape).astype(np.float32) for shape in ((3, 3), (3,), (3,))))
    scores.save(tmp_path / TRANSITIONS_FILE)
    assert [file.name for file in tmp_path.iterdir()] == [TRANSITIONS_FILE]
    for ours, theirs in zip(TransitionScores.load(tmp_path / TRANSITIONS_FILE), scores, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_scheme_has_no_score_for_what_it_allows():
    scores = TransitionScores.of_scheme(legal_transitions(("O", "B-X", "I-X"), "IOB2"))
    assert (scores.between == 0).tolist() == [[True, True, False], [True, True, True], [True, True, True]]
    assert (scores.first == 0).tolist() == [True, True, False]
    assert scores.between[0, 2] < -1e6

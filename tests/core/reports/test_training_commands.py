import shlex

from core.config import RunConfig
from core.reports.training_commands import study_command, train_command
from core.runs.study import StudyPlan


def test_commands_repeat_the_settings_that_are_not_the_defaults():
    config = RunConfig().with_settings(["dataset.num_rows=4000", "text.maxlen=none", "model.cell=GRU"])
    assert train_command(config) == (
        "python -m core train --set dataset.num_rows=4000 --set text.maxlen=none --set model.cell=GRU"
    )
    line = study_command(StudyPlan(config, ("forward", "bidirectional"), "matched_parameters", 5, 0.02))
    assert line.startswith(
        "python -m core study --arms forward,bidirectional --width matched_parameters --num-seeds 5 --rope 0.02 --set "
    )
    assert "--num-splits" not in line
    assert "--num-splits 3" in study_command(StudyPlan(config, ("forward", "bidirectional"), num_splits=3))
    csv = RunConfig.from_dict({"dataset": {"name": "file", "path": "my; rm -rf.csv"}})
    assert "'dataset.path=my; rm -rf.csv'" in train_command(csv)


def test_a_command_repeats_a_column_that_is_called_none():
    config = RunConfig.from_dict({"dataset": {"name": "file", "path": "my.csv", "label_column": "none"}})
    assignments = shlex.split(train_command(config))[5::2]
    assert 'dataset.label_column="none"' in assignments
    assert RunConfig().with_settings(assignments) == config

import itertools

import pandas as pd
import plotly.graph_objects as go
import pytest

from core.reports.figures import training_curves
from core.reports.figures.theme import to_json

DIRECTIONS = ("forward", "backward", "bidirectional")


def runs(*directions: str, name: str = "run", num_epochs: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "run_id": [str(number) for number in range(len(directions))],
            "name": [f"{name} {number}" for number in range(len(directions))],
            "direction": directions,
            "kept_epoch": 2,
            "num_epochs": num_epochs,
        }
    )


def epochs(*run_ids: str, val_accuracies: tuple[float, ...] = (0.62, 0.81, 0.79)) -> pd.DataFrame:
    rows = [
        {
            "run_id": run_id,
            "epoch": epoch,
            "accuracy": share + 0.02,
            "val_accuracy": share,
            "loss": 0.5,
            "val_loss": 1 - share,
        }
        for run_id in run_ids
        for epoch, share in enumerate(val_accuracies, 1)
    ]
    return pd.DataFrame(rows, columns=["run_id", "epoch", "accuracy", "val_accuracy", "loss", "val_loss"])


def lines(figure) -> tuple[list, list]:
    return list(figure.data[::2]), list(figure.data[1::2])  # training, validation


def ends(axis) -> tuple[float, float]:
    return axis.autorangeoptions.clipmin, axis.autorangeoptions.clipmax


def test_training_is_thin_and_validation_thick_in_the_directions_colour():
    four = runs("forward", "backward", "two_forward", "bidirectional")
    training, validation = lines(go.Figure(training_curves.curves(four, epochs("0", "1", "2", "3"), "accuracy")))
    assert [line.line.color for line in validation] == ["#0072B2", "#009E73", "#CC79A7", "#D55E00"]
    assert [line.line.color for line in training] == ["#0072B2", "#009E73", "#CC79A7", "#D55E00"]
    assert all(thin.line.width < thick.line.width for thin, thick in zip(training, validation, strict=True))
    assert list(validation[0].y) == [0.62, 0.81, 0.79]


def test_macro_f1_of_the_validation_set_has_one_line_and_none_for_runs_without_it():
    measured = epochs("0", "1").assign(val_macro_f1=[0.4, 0.7, 0.6, *[float("nan")] * 3])
    figure = go.Figure(training_curves.curves(runs("forward", "backward"), measured, "macro_f1"))
    (line,) = figure.data
    assert list(line.y) == [0.4, 0.7, 0.6]
    assert line.marker.symbol[1].endswith("-open")
    assert figure.layout.yaxis.tickformat == ".0%"
    alone = go.Figure(training_curves.curves(runs("forward"), measured[:3], "macro_f1"))
    assert [one.text for one in alone.layout.annotations] == ["validation"]


def test_runs_of_one_direction_differ_by_dash_and_marker_not_by_colour():
    _, validation = lines(
        go.Figure(training_curves.curves(runs("forward", "forward", "backward"), epochs("0", "1", "2"), "loss"))
    )
    assert [line.line.dash for line in validation] == ["solid", "dash", "solid"]
    assert [line.marker.symbol[0] for line in validation] == ["circle", "square", "circle"]
    assert validation[0].line.color == validation[1].line.color


def test_the_epoch_whose_weights_are_used_has_a_ring():
    _, (validation,) = lines(go.Figure(training_curves.curves(runs("forward"), epochs("0"), "accuracy")))
    assert list(validation.marker.symbol) == ["circle", "circle-open", "circle"]
    assert validation.marker.size[1] > validation.marker.size[0]


def test_one_run_names_its_lines_and_up_to_eight_name_the_runs():
    one = go.Figure(training_curves.curves(runs("forward"), epochs("0"), "accuracy"))
    assert sorted(label.text for label in one.layout.annotations) == ["training", "validation"]
    eight = go.Figure(training_curves.curves(runs(*DIRECTIONS, *["forward"] * 5), epochs(*"01234567"), "accuracy"))
    assert sorted(label.text[-5:] for label in eight.layout.annotations) == [f"run {number}" for number in range(8)]
    assert not eight.layout.showlegend


def test_more_than_eight_runs_have_a_legend_instead_of_labels():
    figure = go.Figure(training_curves.curves(runs(*["forward"] * 9), epochs(*"012345678"), "accuracy"))
    assert not figure.layout.annotations
    assert figure.layout.showlegend
    assert [line.showlegend for line in figure.data] == [False, True] * 9


def test_a_legend_of_many_runs_adds_to_the_height_of_the_chart():
    def height(num_runs):
        ids = [str(number) for number in range(num_runs)]
        return training_curves.curves(runs(*["forward"] * num_runs), epochs(*ids), "loss")["layout"]["height"]

    assert height(8) == training_curves.HEIGHT
    assert height(9) < height(12) == height(40)


def test_a_long_name_keeps_its_start_and_its_end():
    named = runs(*["bidirectional"] * 9, name="bidirectional LSTM 32, candidate 10 of")
    figure = go.Figure(training_curves.curves(named, epochs(*"012345678"), "accuracy"))
    assert [line.name.split("</span> ")[1] for line in figure.data[1::2]] == [
        f"bidirection…candidate 10 of {number}" for number in range(9)
    ]


def test_labels_of_lines_that_end_together_are_kept_apart():
    figure = go.Figure(training_curves.curves(runs(*DIRECTIONS), epochs("0", "1", "2"), "accuracy"))
    shifts = sorted(label.yshift for label in figure.layout.annotations)
    assert shifts[0] == 0
    assert all(later - earlier >= 15 for earlier, later in itertools.pairwise(shifts))


def test_labels_at_the_top_are_pushed_down_and_stay_in_the_plot():
    figure = go.Figure(
        training_curves.curves(runs(*["forward"] * 8), epochs(*"01234567", val_accuracies=(0.2, 0.98)), "accuracy")
    )
    low, high = ends(figure.layout.yaxis)
    plot = training_curves.HEIGHT - 34 - 44
    places = sorted((label.y - low) / (high - low) * plot + label.yshift for label in figure.layout.annotations)
    assert all(later - earlier >= 15 for earlier, later in itertools.pairwise(places))
    assert 0 <= places[0] < places[-1] <= plot


def test_the_accuracy_axis_starts_near_the_values_and_states_it():
    history = epochs("0")
    assert ends(go.Figure(training_curves.curves(runs("forward"), history, "accuracy")).layout.yaxis) == (
        pytest.approx(0.6),
        pytest.approx(0.85),
    )
    assert training_curves.axis_note(history) == "The accuracy axis runs from 60 % to 85 %."


def test_the_accuracy_axis_never_leaves_zero_to_one():
    low, high = ends(
        go.Figure(
            training_curves.curves(runs("forward"), epochs("0", val_accuracies=(0.0, 0.979, 0.98)), "accuracy")
        ).layout.yaxis
    )
    assert (low, high) == (0, 1)


def test_the_loss_axis_starts_at_zero():
    assert ends(go.Figure(training_curves.curves(runs("forward"), epochs("0"), "loss")).layout.yaxis)[0] == 0


def test_the_axis_ends_at_the_epoch_that_was_reached_however_many_are_planned():
    assert ends(go.Figure(training_curves.curves(runs("forward", num_epochs=9), epochs("0"), "loss")).layout.xaxis) == (
        0.8,
        pytest.approx(3.35),
    )


def test_smoothing_averages_what_is_drawn_and_not_what_is_ringed():
    history = epochs("0", val_accuracies=(0.5, 0.9, 0.5, 0.9))
    plain, smooth = (
        go.Figure(training_curves.curves(runs("forward"), history, "accuracy", smoothing=weight)).data[1]
        for weight in (0.0, 0.6)
    )
    assert list(plain.y) == [0.5, 0.9, 0.5, 0.9]
    assert max(smooth.y) - min(smooth.y[1:]) < 0.2
    assert smooth.y[0] == 0.5
    assert list(smooth.marker.symbol) == list(plain.marker.symbol)


def test_losses_have_a_logarithmic_axis_on_request_with_labels_at_their_lines():
    history = epochs("0", val_accuracies=(0.9, 0.99, 0.999))
    figure = go.Figure(training_curves.curves(runs("forward"), history, "loss", log_scale=True))
    assert figure.layout.yaxis.type == "log"
    (validation,) = [label for label in figure.layout.annotations if label.text == "validation"]
    assert 10**validation.y == pytest.approx(0.001)
    assert ends(figure.layout.yaxis)[0] == pytest.approx(0.001 / 1.15)
    none_left = epochs("0", val_accuracies=(0.9, 1.0, 1.0))
    assert (
        go.Figure(training_curves.curves(runs("forward"), none_left, "loss", log_scale=True)).layout.yaxis.type is None
    )


def test_axes_have_an_automatic_range_so_a_zoom_survives_new_points():
    layout = go.Figure(training_curves.curves(runs("forward"), epochs("0"), "accuracy")).layout
    assert layout.xaxis.autorange is layout.yaxis.autorange is True
    assert layout.xaxis.range is layout.yaxis.range is None


def test_a_zoom_ends_with_another_selection_and_not_with_new_points():
    both, more = runs("forward", "backward"), epochs("0", "1", val_accuracies=(0.6, 0.7, 0.8, 0.9))
    before = go.Figure(training_curves.curves(both, epochs("0", "1"), "loss")).layout.uirevision
    assert go.Figure(training_curves.curves(both, more, "loss")).layout.uirevision == before
    assert go.Figure(training_curves.curves(both.iloc[:1], more, "loss")).layout.uirevision != before


def test_nothing_to_draw_gives_an_empty_chart():
    assert not go.Figure(training_curves.curves(runs("forward"), epochs(), "accuracy")).data
    assert not go.Figure(training_curves.curves(runs(), epochs(), "loss")).data


def test_tags_in_names_are_escaped():
    named = runs("forward", "backward", name='<a href="http://evil.example">x</a>')
    figure = go.Figure(training_curves.curves(named, epochs("0", "1"), "accuracy"))
    assert "<a" not in to_json(training_curves.curves(named, epochs("0", "1"), "accuracy"))
    assert "&lt;a" in figure.layout.annotations[0].text


def unvalidated(*run_ids: str) -> pd.DataFrame:
    return epochs(*run_ids).assign(val_accuracy=float("nan"), val_loss=float("nan"))


def test_without_a_validation_set_there_is_one_line_with_a_ring():
    figure = go.Figure(training_curves.curves(runs("forward"), unvalidated("0"), "accuracy"))
    (line,) = figure.data
    assert list(line.y) == pytest.approx([0.64, 0.83, 0.81])
    assert list(line.marker.symbol) == ["circle", "circle-open", "circle"]
    assert [label.text for label in figure.layout.annotations] == ["training"]
    assert ends(figure.layout.yaxis) == (pytest.approx(0.6), pytest.approx(0.85))


def test_runs_with_and_without_a_validation_set_are_drawn_together():
    histories = pd.concat([epochs("0"), unvalidated("1")])
    figure = go.Figure(training_curves.curves(runs("forward", "backward"), histories, "loss"))
    assert [line.line.width for line in figure.data] == [1.3, 3.2, 2]
    assert sorted(label.text[-5:] for label in figure.layout.annotations) == ["run 0", "run 1"]
    many = go.Figure(training_curves.curves(runs(*["forward"] * 9), unvalidated(*"012345678"), "accuracy"))
    assert [line.showlegend for line in many.data] == [True] * 9


def test_the_forward_ceiling_is_drawn_across_and_inside_the_axis():
    figure = go.Figure(training_curves.curves(runs("forward"), epochs("0"), "accuracy", ceiling=0.52))
    (line,) = figure.layout.shapes
    assert (line.y0, line.y1) == (0.52, 0.52)
    assert "forward ceiling 52.0 %" in [label.text for label in figure.layout.annotations]
    assert ends(figure.layout.yaxis)[0] <= 0.52
    assert training_curves.axis_note(epochs("0"), 0.52) == "The accuracy axis runs from 50 % to 85 %."
    assert not go.Figure(training_curves.curves(runs("forward"), epochs("0"), "accuracy")).layout.shapes


def test_test_accuracies_are_dots_with_interval_and_number_of_texts():
    tested = pd.DataFrame({"run_id": ["0", "1"], "name": ["a", "b"], "direction": ["forward", "bidirectional"]}).assign(
        test_accuracy=[0.8, 0.9], test_accuracy_low=[0.7, 0.85], test_accuracy_high=[0.88, 0.96], num_test=[50, 50]
    )
    (dots,) = go.Figure(training_curves.accuracy_dots(tested)).data
    assert list(dots.x) == [0.9, 0.8]  # the first run is at the top
    assert list(dots.marker.color) == ["#D55E00", "#0072B2"]
    assert list(dots.error_x.array) == pytest.approx([0.06, 0.08])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.05, 0.1])
    assert [texts for texts, _, _ in dots.customdata] == [50, 50]
    assert not go.Figure(training_curves.accuracy_dots(tested.assign(test_accuracy=None))).data[0].x

import base64

import numpy as np
import pytest

from core.inference.inputs.digit_images import png
from pages.score.inputs.drawing_canvas import png_of


@pytest.mark.parametrize("value", [None, "", 7, "data:text/html,x", "data:image/png;base64,%%%", "x" * 600_000])
def test_any_other_value_from_a_browser_is_an_empty_canvas(value):
    assert png_of(value) is None


def test_a_drawing_is_decoded_from_its_data_uri():
    content = png(np.eye(28, dtype=np.float32))
    assert png_of(f"data:image/png;base64,{base64.b64encode(content).decode()}") == content

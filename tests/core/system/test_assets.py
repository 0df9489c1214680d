import pytest

from core.system.assets import BRAND_FOLDER, DEMO_FOLDER, STYLE_SHEET, TEMPLATES_FOLDER, component_source


@pytest.mark.parametrize("path", [BRAND_FOLDER, DEMO_FOLDER, TEMPLATES_FOLDER, STYLE_SHEET], ids=str)
def test_every_place_exists(path):
    assert path.exists()


def test_a_component_is_read_by_its_file_name():
    assert "Plotly.react" in component_source("chart.js")

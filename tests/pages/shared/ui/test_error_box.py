from core.errors import ConfigError
from pages.shared.ui import error_box


def test_an_expected_error_has_three_parts():
    parts = error_box.error_parts(ConfigError("It is 7.", "It must be 8.", "Make it 8."))
    assert parts == {"problem": "It is 7.", "expected": "It must be 8.", "hint": "Make it 8.", "details": ""}


def test_an_unexpected_error_has_its_details_apart():
    parts = error_box.error_parts(RuntimeError("deep inside"))
    assert "deep inside" not in parts["problem"] + parts["expected"] + parts["hint"]
    assert parts["details"] == "RuntimeError: deep inside"

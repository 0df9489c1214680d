import pytest

from core.data.formats.delimited.decimal_comma import decimal_sign, with_point


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (["4,5", "3", " -1,0 ", ""], ","),
        (["4,500", "3,25"], ","),
        (["4,500", "1,000"], "."),
        (["4.5", "3"], "."),
        (["4,5", "3.5"], "."),
        (["4,5", "NA"], ","),
        (["4,5", "2 stars"], "."),
        (["sport,news"], "."),
        ([], "."),
    ],
)
def test_a_comma_is_decimal_where_all_values_are_numbers(values, sign):
    assert decimal_sign(values) == sign


def test_only_numbers_change():
    assert [with_point(value) for value in ("4,5", "+1,0", "a,b", "1,2,3", "4")] == ["4.5", "+1.0", "a,b", "1,2,3", "4"]

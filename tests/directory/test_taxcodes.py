"""Tax codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from directory import taxcodes
from directory.taxcodes import InvalidTaxCode


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100109106", "0100109106"),
        (" 0100 109 106 ", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("067090123456", "067090123456"),
    ],
)
def test_good_codes_are_stored_in_one_form(typed, stored):
    assert taxcodes.check_tax_code(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "0100109107",
        "010010910",
        "12345",
        "0100109106-000",
        "0100000000",
        "01001O9106",
        "",
        "٠١٠٠١٠٩١٠٦",
    ],
)
def test_wrong_codes_are_refused(typed):
    with pytest.raises(InvalidTaxCode):
        taxcodes.check_tax_code(typed)


@pytest.mark.parametrize("typed", ["000090123456", "097090123456", "067090000000"])
def test_impossible_personal_numbers_are_refused(typed):
    with pytest.raises(InvalidTaxCode):
        taxcodes.check_tax_code(typed)


def test_a_lost_zero_is_explained():
    with pytest.raises(InvalidTaxCode) as refusal:
        taxcodes.check_tax_code("100109106")

    assert "0" in str(refusal.value)


@given(st.integers(0, 9), st.integers(0, 8))
def test_one_mistyped_digit_is_always_found(digit, place):
    typed = list("0100109106")
    if typed[place] == str(digit):
        return
    typed[place] = str(digit)

    assert not mst.is_valid("".join(typed))
    with pytest.raises(InvalidTaxCode):
        taxcodes.check_tax_code("".join(typed))


def test_synthetic_codes_are_valid_and_from_no_office():
    codes = [code for n in range(1, 200) if (code := taxcodes.synthetic(n))]

    assert len(set(codes)) == len(codes) > 150
    assert all(taxcodes.check_tax_code(code) == code and code.startswith("99") for code in codes)


@pytest.mark.parametrize("blank", ["", " ", "-"])
def test_a_blank_code_is_not_said_to_hold_other_signs(blank):
    with pytest.raises(InvalidTaxCode, match="Không có mã số thuế"):
        taxcodes.check_tax_code(blank)

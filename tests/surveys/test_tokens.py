"""Secrets of the answering pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import tokens

codes = st.text(alphabet=tokens.ALPHABET, min_size=11, max_size=11).map(
    lambda body: body + tokens.check_character(body)
)


def test_a_code_holds_no_look_alikes_and_nothing_a_vietnamese_keyboard_changes():
    assert not set("01OILZSBGUVDQ") & set(tokens.ALPHABET)
    assert not set("AEIOUYWD") & set(tokens.ALPHABET)
    assert tokens.is_code(tokens.new_code())


@given(codes, st.integers(0, 11), st.sampled_from(tokens.ALPHABET))
def test_the_check_character_finds_every_single_wrong_character(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert tokens.is_code(wrong) == (wrong == code)


@given(codes)
def test_the_check_character_finds_neighbours_that_changed_places(code):
    for place, (first, second) in enumerate(pairwise(code)):
        swapped = code[:place] + second + first + code[place + 2 :]
        assert tokens.is_code(swapped) == (first == second)


@pytest.mark.parametrize("typed", ["K7C3-MFXP-9TR2", "k7c3 mfxp 9tr2", " K7C3–MFXP–9TR2 "])
def test_what_people_add_when_they_copy_a_code_is_taken_out(typed):
    assert tokens.normalise_code(typed) == "K7C3MFXP9TR2"


def test_only_the_code_opens_the_sealed_token():
    token, code, other = tokens.new_token(), tokens.new_code(), tokens.new_code()
    seal = tokens.seal_token(token, code)

    assert tokens.open_token(seal, code) == token
    assert tokens.open_token(seal, other) != token
    assert token not in seal


def test_what_is_derived_for_two_purposes_differs_and_the_receipt_stays_the_same():
    token = tokens.new_token()

    derived = {tokens.derive_digest(purpose, token) for purpose in ("invitation", "draft", "burnt")}

    assert len(derived) == 3
    assert tokens.receipt_code(token) == tokens.receipt_code(token)
    assert tokens.is_code(tokens.receipt_code(token))

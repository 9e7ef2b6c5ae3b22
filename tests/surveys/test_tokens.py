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


TOKEN, CODE = "AQIDBAUGBwgJCgsMDQ4PEA", "K7C3MFXP9TR7"


def test_links_and_codes_sent_years_ago_still_open_what_they_opened():
    """Whoever changes how these are derived takes every letter out of use."""
    assert tokens.token_digest(TOKEN) == (
        "001b0974a395dffc424978921272eb758637d0ec714fdd2bb79cd76a2cb9e383"
    )
    assert tokens.derive_digest("draft", TOKEN) == (
        "0cc2c94d2c20b0c3b17958c7092289b893452b618ac22962d5b0734cf11765fc"
    )
    assert tokens.code_digest(CODE) == (
        "f24547d741b3d8f8f34121258787f14d54e822004552eb5cf1c77494adfdfa1f"
    )
    assert tokens.seal_token(TOKEN, CODE) == "d0cf2b01c38917e8d0bc1e318fa13d51"
    assert tokens.open_token("d0cf2b01c38917e8d0bc1e318fa13d51", CODE) == TOKEN
    assert tokens.receipt_code(TOKEN) == "424F737P773M"


def test_a_secret_fits_together():
    secret = tokens.new_secret()

    assert tokens.is_code(secret.code)
    assert secret.token_digest == tokens.token_digest(secret.token)
    assert secret.code_digest == tokens.code_digest(secret.code)
    assert tokens.open_token(secret.sealed_token, secret.code) == secret.token


def test_a_token_holds_128_bits_and_a_code_twelve_characters():
    assert len(tokens.new_token()) == 22
    assert len(tokens.new_code()) == 12
    assert tokens.group_code(CODE) == "K7C3-MFXP-9TR7"


@pytest.mark.parametrize(
    "code",
    [
        "K7C3MFXP9TR2",
        "K7C3MFXP9TR",
        "K7C3MFXP9TR77",
        "K7C3MFXP9TRO",
        "",
        "7" + CODE[1:],
        "K7C3MFXP9T A",
    ],
)
def test_what_is_no_code_is_known_for_it(code):
    assert tokens.is_code(CODE)
    assert not tokens.is_code(code)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lutu.engines.crypto import TamperedField, UnknownKey, provider

KEYS = {"field-1": "a secret", "field-2": "another"}
PROFILES = ["gm", "intl"]


def test_sm3_gives_the_digest_of_the_standard_vector():
    """GB/T 32905-2016, appendix A.1."""
    digest = provider("gm", KEYS).digest(data=b"abc").hex()
    assert digest == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sha256_gives_the_digest_of_the_standard_vector():
    digest = provider("intl", KEYS).digest(data=b"abc").hex()
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("profile", PROFILES)
@given(plaintext=st.binary(max_size=200), aad=st.binary(max_size=40))
def test_what_was_sealed_opens_again_under_the_same_address(profile, plaintext, aad):
    box = provider(profile, KEYS)
    assert box.decrypt(token=box.encrypt(key_id="field-1", plaintext=plaintext, aad=aad), aad=aad) == plaintext


@pytest.mark.parametrize("profile", PROFILES)
@given(position=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unnoticed(profile, position, flip):
    box = provider(profile, KEYS)
    token = bytearray(box.encrypt(key_id="field-1", plaintext=b"13800001234", aad=b"parties.person|phone|7"))
    token[position % len(token)] ^= flip
    with pytest.raises((TamperedField, UnknownKey)):
        box.decrypt(token=bytes(token), aad=b"parties.person|phone|7")


@pytest.mark.parametrize("profile", PROFILES)
def test_a_ciphertext_cannot_be_moved_to_another_row(profile):
    box = provider(profile, KEYS)
    token = box.encrypt(key_id="field-1", plaintext=b"13800001234", aad=b"parties.person|phone|7")
    with pytest.raises(TamperedField):
        box.decrypt(token=token, aad=b"parties.person|phone|8")


def test_an_unknown_key_and_profile_are_named():
    with pytest.raises(UnknownKey, match="field-9"):
        provider("gm", KEYS).mac(key_id="field-9", data=b"")
    with pytest.raises(ValueError, match="rot13"):
        provider("rot13", KEYS)

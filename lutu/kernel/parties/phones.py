"""Phone numbers: sealed where stored, found by a keyed digest, shown masked."""

import re
import unicodedata

from django.conf import settings

from lutu.engines.crypto import CryptoProvider, provider

FIELD_KEY = "field-1"
INDEX_KEY = "index-1"
INDEX_BYTES = 16


class PhoneRefused(ValueError):
    """Not a mobile number of eleven digits."""


def normal_phone(text: str) -> str:
    """Eleven digits; signs, spaces and a leading +86 are dropped, full-width digits folded. Raises PhoneRefused."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    if not re.fullmatch(r"1[0-9]{10}", digits):
        raise PhoneRefused(f"手机号“{text}”应为 1 开头的 11 位数字")
    return digits


def seal(*, phone: str, person_code: str) -> tuple[bytes, bytes]:
    """(ciphertext bound to the person, index) of a phone number. Raises PhoneRefused."""
    digits = normal_phone(phone).encode()
    box = _box()
    sealed = box.encrypt(key_id=FIELD_KEY, plaintext=digits, aad=_address(person_code))
    return sealed, index_of(phone)


def unseal(*, sealed: bytes, person_code: str) -> str:
    """The number; raises TamperedField where the ciphertext belongs to somebody else or was changed."""
    return _box().decrypt(token=bytes(sealed), aad=_address(person_code)).decode()


def index_of(phone: str) -> bytes:
    """The 16-byte keyed digest under which a number is found."""
    return _box().mac(key_id=INDEX_KEY, data=normal_phone(phone).encode())[:INDEX_BYTES]


def masked(phone: str) -> str:
    """100****0017: enough to recognise, too little to call."""
    return f"{phone[:3]}****{phone[-4:]}"


def _box() -> CryptoProvider:
    return provider(settings.CRYPTO_PROFILE, settings.CRYPTO_KEYS)


def _address(person_code: str) -> bytes:
    return f"parties.person|phone|{person_code}".encode()

"""Phone numbers of receivers and objectors who are no people of ours: sealed where stored, bound to their row."""

from django.conf import settings

from lutu.engines.crypto import CryptoProvider, provider
from lutu.kernel.parties.phones import FIELD_KEY, normal_phone


def seal_phone(*, phone: str, model: str, key: str) -> bytes:
    """The number as a ciphertext that opens only for the row of this model and key. Raises PhoneRefused."""
    return _box().encrypt(key_id=FIELD_KEY, plaintext=normal_phone(phone).encode(), aad=_address(model, key))


def unseal_phone(*, sealed: bytes, model: str, key: str) -> str:
    """The number; raises TamperedField where the ciphertext was changed or belongs to another row."""
    return _box().decrypt(token=bytes(sealed), aad=_address(model, key)).decode()


def _box() -> CryptoProvider:
    return provider(settings.CRYPTO_PROFILE, settings.CRYPTO_KEYS)


def _address(model: str, key: str) -> bytes:
    return f"{model}|phone|{key}".encode()

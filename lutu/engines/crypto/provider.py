"""The two software profiles and the one function that chooses between them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOKEN_VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16


class UnknownKey(LookupError):
    """The key named by a token or a caller is not configured."""


class TamperedField(ValueError):
    """A ciphertext was changed, cut, or moved to another field or row."""


class CryptoProvider(Protocol):
    """What every profile offers. Tokens are version|key id length|key id|nonce 12|ciphertext|tag 16."""

    @property
    def name(self) -> str: ...
    def digest(self, *, data: bytes) -> bytes: ...
    def mac(self, *, key_id: str, data: bytes) -> bytes: ...
    def encrypt(self, *, key_id: str, plaintext: bytes, aad: bytes) -> bytes: ...
    def decrypt(self, *, token: bytes, aad: bytes) -> bytes: ...


@dataclass(frozen=True)
class SoftwareProvider:
    """One software profile: a hash, a keyed hash and an authenticated block cipher of 128 bits."""

    name: str
    hash_algorithm: hashes.HashAlgorithm
    block_cipher: type[algorithms.SM4] | type[algorithms.AES]
    secrets: Mapping[str, str]

    def digest(self, *, data: bytes) -> bytes:
        """The 32-byte digest of the data."""
        if self.name == "intl":
            return hashlib.sha256(data).digest()
        state = hashes.Hash(self.hash_algorithm)
        state.update(data)
        return state.finalize()

    def mac(self, *, key_id: str, data: bytes) -> bytes:
        """The 32-byte keyed digest; raises UnknownKey."""
        state = hmac.HMAC(self._key(key_id, 32), self.hash_algorithm)
        state.update(data)
        return state.finalize()

    def encrypt(self, *, key_id: str, plaintext: bytes, aad: bytes) -> bytes:
        """A token that opens only under the same additional data; raises UnknownKey."""
        nonce = os.urandom(NONCE_BYTES)
        encryptor = Cipher(self.block_cipher(self._key(key_id, 16)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        sealed = encryptor.update(plaintext) + encryptor.finalize()
        name = key_id.encode()
        return bytes([TOKEN_VERSION, len(name)]) + name + nonce + sealed + encryptor.tag

    def decrypt(self, *, token: bytes, aad: bytes) -> bytes:
        """The plaintext; raises TamperedField or UnknownKey."""
        if len(token) < 2 + NONCE_BYTES + TAG_BYTES or token[0] != TOKEN_VERSION:
            raise TamperedField("密文格式不符:长度或版本号不对")
        body = 2 + token[1]
        key_id = token[2:body].decode(errors="replace")
        nonce, sealed, tag = (
            token[body : body + NONCE_BYTES],
            token[body + NONCE_BYTES : -TAG_BYTES],
            token[-TAG_BYTES:],
        )
        try:
            decryptor = Cipher(self.block_cipher(self._key(key_id, 16)), modes.GCM(nonce, tag)).decryptor()
            decryptor.authenticate_additional_data(aad)
            return decryptor.update(sealed) + decryptor.finalize()
        except (InvalidTag, ValueError) as error:
            raise TamperedField("密文校验不通过:内容被改动,或被移到别的字段") from error

    def _key(self, key_id: str, length: int) -> bytes:
        if key_id not in self.secrets:
            raise UnknownKey(f"没有密钥 {key_id};已配置:{'、'.join(sorted(self.secrets)) or '无'}")
        derive = HKDF(algorithm=self.hash_algorithm, length=length, salt=None, info=f"lutu|{key_id}|{length}".encode())
        return derive.derive(self.secrets[key_id].encode())


def provider(profile: str, keys: Mapping[str, str]) -> CryptoProvider:
    """The provider of a profile, `gm` or `intl`, over named secrets; raises ValueError for another profile."""
    if profile == "gm":
        return SoftwareProvider("gm", hashes.SM3(), algorithms.SM4, dict(keys))
    if profile == "intl":
        return SoftwareProvider("intl", hashes.SHA256(), algorithms.AES, dict(keys))
    raise ValueError(f"密码配置 {profile!r} 不存在,应为 gm 或 intl")

"""Cryptography behind one provider (密码服务): digest, keyed digest and field encryption.

Two software profiles: `gm` (SM3, HMAC-SM3, SM4-GCM; 国密) and `intl` (SHA-256, HMAC-SHA-256, AES-128-GCM).
Start reading at `provider`.
"""

from lutu.engines.crypto.provider import CryptoProvider, TamperedField, UnknownKey, provider

__all__ = ["CryptoProvider", "TamperedField", "UnknownKey", "provider"]

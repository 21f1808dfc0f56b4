"""Whether a signature fits a message: the mathematics, which the cryptography package does."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sms_docs.control import keys
from sms_docs.control.keys import open_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    Loaded = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey


class Proof(NamedTuple):
    """A signature by *algorithm*: its bytes, or of ECDSA its two numbers.

    *counted* are flags and counter of a security key; empty for other keys.
    """

    algorithm: str
    raw: bytes = b""
    numbers: tuple[int, int] = (0, 0)
    counted: bytes = b""


def proves(blob: bytes, proof: Proof, message: bytes) -> bool:
    """Return whether *proof* is a signature of *message* by the public key in *blob*.

    The kind of the key is one that sms-docs verifies.
    """
    # Only where there is a signature: the import takes longer than reading a small SMS.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as said above

    if proof.counted:
        application = hashlib.sha256(open_key(blob).application).digest()
        message = application + proof.counted + hashlib.sha256(message).digest()
    try:
        _verify(_loaded(blob), proof, message)
    except InvalidSignature:
        return False
    return True


def _verify(key: Loaded, proof: Proof, message: bytes) -> None:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as in `proves`
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - as in `proves`
        ec,
        ed25519,
        padding,
        utils,
    )

    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(proof.raw, message)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        pair = utils.encode_dss_signature(*proof.numbers)
        key.verify(pair, message, ec.ECDSA(hashes.SHA256()))
    else:
        by_name = {"rsa-sha2-256": hashes.SHA256(), "rsa-sha2-512": hashes.SHA512()}
        whole = proof.raw.rjust((key.key_size + 7) // 8, b"\0")
        key.verify(whole, message, padding.PKCS1v15(), by_name[proof.algorithm])


@lru_cache(maxsize=1024)
def _loaded(blob: bytes) -> Loaded:
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - as in `proves`
        ec,
        ed25519,
        rsa,
    )

    key = open_key(blob)
    if key.kind in (keys.ED25519, keys.SK_ED25519):
        return ed25519.Ed25519PublicKey.from_public_bytes(key.point)
    if key.kind in (keys.ECDSA, keys.SK_ECDSA):
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    return rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()

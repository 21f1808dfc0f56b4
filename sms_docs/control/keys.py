"""Public keys as SSH writes them, taken apart strictly and without any mathematics.

Source: RFC 4253, section 6.6; RFC 5656; RFC 8709; PROTOCOL.u2f of OpenSSH.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from sms_docs.control.wire import Malformed, Wire

ED25519 = "ssh-ed25519"
ECDSA = "ecdsa-sha2-nistp256"
RSA = "ssh-rsa"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
VERIFIABLE = (ED25519, SK_ED25519, ECDSA, SK_ECDSA, RSA)

LARGEST = 8_192
KIND = re.compile(r"[a-z0-9][a-z0-9.@-]{0,63}")
CURVE = "nistp256"
LEAST_BITS = 3072
MOST_BITS = 16_384
# OpenSSL takes no longer exponent for keys of this size.
MOST_EXPONENT_BITS = 64
LEAST_EXPONENT = 3
ED25519_SIZE = 32
P256_SIZE = 65
UNCOMPRESSED = 4

ED25519_PRIME = 2**255 - 19
# The second coordinates of the eight points for which any text has a signature that fits.
WEAK = frozenset(
    {
        0,
        1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        ED25519_PRIME - 1,
    }
)
P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class PublicKey(NamedTuple):
    """A public key: its kind, ``SHA256:…``, and what the mathematics needs.

    *point* is that of an elliptic curve as it stands in the blob, *application* what a
    security key was asked for.  *unsupported* says which kind it is where sms-docs
    cannot verify its signatures; empty where it can.
    """

    kind: str
    fingerprint: str
    point: bytes = b""
    exponent: int = 0
    modulus: int = 0
    application: bytes = b""
    unsupported: str = ""


@lru_cache(maxsize=1024)
def open_key(blob: bytes) -> PublicKey:
    """Return the public key in *blob*.

    Raises:
        Malformed: it is none; the text says why.
    """
    if len(blob) > LARGEST:
        message = f"the key has {len(blob):,} bytes; at most {LARGEST:,} are read"
        raise Malformed(message)
    wire = Wire(blob)
    kind = wire.word("the kind of the key")
    if not KIND.fullmatch(kind):
        message = "the kind of the key is no name of one"
        raise Malformed(message)
    unread = PublicKey(kind, fingerprint(blob))
    if kind not in READERS:
        return unread._replace(unsupported=kind)
    key = READERS[kind](wire, unread)
    wire.end("the key")
    return key


def fingerprint(blob: bytes) -> str:
    """Return what ``ssh-keygen -l`` prints of the key in *blob*: ``SHA256:…``."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


def _ed25519(wire: Wire, key: PublicKey) -> PublicKey:
    point = wire.string("the key")
    if len(point) != ED25519_SIZE:
        message = f"an ed25519 key has {ED25519_SIZE} bytes, not {len(point):,}"
        raise Malformed(message)
    second = int.from_bytes(point, "little") & (2**255 - 1)
    if second in WEAK or second >= ED25519_PRIME:
        message = "the key is one that anybody can sign for"
        raise Malformed(message)
    return key._replace(point=point)


def _ecdsa(wire: Wire, key: PublicKey) -> PublicKey:
    if (curve := wire.string("the curve")) != CURVE.encode():
        message = f"the curve is {curve[:20]!r}, not {CURVE}"
        raise Malformed(message)
    point = wire.string("the key")
    if len(point) != P256_SIZE or point[0] != UNCOMPRESSED or not _is_on_curve(point):
        message = f"the key is no point of the curve {CURVE}"
        raise Malformed(message)
    return key._replace(point=point)


def _is_on_curve(point: bytes) -> bool:
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    fits = (y * y - (x * x * x - 3 * x + P256_B)) % P256_PRIME == 0
    return fits and x < P256_PRIME and y < P256_PRIME


def _rsa(wire: Wire, key: PublicKey) -> PublicKey:
    exponent, modulus = wire.integer("the exponent"), wire.integer("the modulus")
    bits = modulus.bit_length()
    usable = exponent % 2 and modulus % 2 and exponent >= LEAST_EXPONENT
    if not usable or exponent.bit_length() > MOST_EXPONENT_BITS or bits > MOST_BITS:
        message = f"the numbers are no RSA key of at most {MOST_BITS:,} bits"
        raise Malformed(message)
    short = f"{key.kind} of {bits} bits, fewer than {LEAST_BITS}" if bits < LEAST_BITS else ""
    return key._replace(exponent=exponent, modulus=modulus, unsupported=short)


def _on_security_key(inner: Callable[[Wire, PublicKey], PublicKey]) -> Reader:
    def read(wire: Wire, key: PublicKey) -> PublicKey:
        found = inner(wire, key)
        return found._replace(application=wire.word("the application").encode("ascii"))

    return read


Reader = Callable[[Wire, PublicKey], PublicKey]
READERS: Mapping[str, Reader] = {
    ED25519: _ed25519,
    SK_ED25519: _on_security_key(_ed25519),
    ECDSA: _ecdsa,
    SK_ECDSA: _on_security_key(_ecdsa),
    RSA: _rsa,
}

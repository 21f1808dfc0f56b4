"""Keys and signatures as ssh-keygen would make them, without ssh-keygen.

    ada = ed25519("ada-ironwood")                   the same key on every machine
    sign(ada, NAMESPACE, content)                   the armoured signature
    signer_line("ada-ironwood", ada)                a line of allowed_signers
    private_file(ada)                               what `ssh-keygen -Y sign -f` reads

A security key is an `OnSecurityKey` around another key: no hardware here can make one.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sms_docs.approval import NAMESPACE

BEGIN = "-----BEGIN SSH SIGNATURE-----"
END = "-----END SSH SIGNATURE-----"
WIDTH = 70
TOUCHED = 0x01

Plain = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True)
class OnSecurityKey:
    """A key as a security key holds it; *flags* and *counter* go into each signature."""

    inner: Ed25519PrivateKey | EllipticCurvePrivateKey
    application: str = "ssh:"
    flags: int = TOUCHED
    counter: int = 7


PrivateKey = Plain | OnSecurityKey


def ed25519(seed: str) -> Ed25519PrivateKey:
    """Return the key that follows from *seed*."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def ecdsa(seed: str, curve: ec.EllipticCurve | None = None) -> EllipticCurvePrivateKey:
    """Return the key that follows from *seed*, on P-256 or another *curve*."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[1:], "big")
    return ec.derive_private_key(number, curve or ec.SECP256R1())


@cache
def rsa_key(bits: int = 3072, number: int = 0) -> RSAPrivateKey:
    """Return a key of *bits*; another one for each *number*, new in each run."""
    del number
    return rsa.generate_private_key(65537, bits)


def packed(content: bytes) -> bytes:
    """Return *content* behind its length."""
    return len(content).to_bytes(4, "big") + content


def packed_integer(number: int) -> bytes:
    """Return *number*, which is positive, in its shortest form behind its length."""
    return packed(number.to_bytes(number.bit_length() // 8 + 1, "big"))


def kind_of(key: PrivateKey) -> str:
    """Return the kind of *key* as SSH calls it."""
    if isinstance(key, OnSecurityKey):
        return f"sk-{kind_of(key.inner)}@openssh.com"
    if isinstance(key, RSAPrivateKey):
        return "ssh-rsa"
    if isinstance(key, EllipticCurvePrivateKey):
        return f"ecdsa-sha2-{_curve(key)}"
    return "ssh-ed25519"


def _curve(key: EllipticCurvePrivateKey) -> str:
    return f"nistp{key.key_size}"


def public_blob(key: PrivateKey) -> bytes:
    """Return the public half of *key* as SSH writes it."""
    return packed(kind_of(key).encode()) + _public_parts(key)


def _public_parts(key: PrivateKey) -> bytes:
    if isinstance(key, OnSecurityKey):
        return _public_parts(key.inner) + packed(key.application.encode())
    if isinstance(key, RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return packed_integer(numbers.e) + packed_integer(numbers.n)
    if isinstance(key, EllipticCurvePrivateKey):
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return packed(_curve(key).encode()) + packed(point)
    return packed(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def public_line(key: PrivateKey, comment: str = "") -> str:
    """Return what a ``.pub`` file holds: kind, key, comment."""
    coded = base64.b64encode(public_blob(key)).decode()
    return " ".join([kind_of(key), coded, *([comment] if comment else [])])


def fingerprint(key: PrivateKey) -> str:
    """Return ``SHA256:…`` of *key*."""
    digest = base64.b64encode(hashlib.sha256(public_blob(key)).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def signer_line(
    person: str,
    key: PrivateKey,
    after: str = "20240101Z",
    before: str = "20300101Z",
    namespace: str = NAMESPACE,
) -> str:
    """Return a line of allowed_signers, its line end included; empty days are left out."""
    options = [f'namespaces="{namespace}"']
    options += [f'valid-after="{after}"'] if after else []
    options += [f'valid-before="{before}"'] if before else []
    return f"{person} {','.join(options)} {public_line(key, person)}\n"


def private_file(key: Plain) -> bytes:
    """Return *key* as ssh-keygen reads it; the file must be readable by its owner alone."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def sign(key: PrivateKey, namespace: str, content: bytes, hash_name: str = "sha512") -> str:
    """Return the armoured signature of *content*."""
    scope = packed(namespace.encode()) + packed(b"") + packed(hash_name.encode())
    digest = hashlib.new(hash_name, content).digest()
    made = inner_signature(key, b"SSHSIG" + scope + packed(digest))
    return around(key, made, scope)


def around(key: PrivateKey, inner: bytes, scope: bytes | None = None) -> str:
    """Return the armoured signature by *key* that holds *inner*; usual *scope*: approvals."""
    usual = packed(NAMESPACE.encode()) + packed(b"") + packed(b"sha512")
    version = (1).to_bytes(4, "big")
    blob = packed(public_blob(key)) + (usual if scope is None else scope) + packed(inner)
    return armoured(b"SSHSIG" + version + blob)


def inner_signature(key: PrivateKey, message: bytes) -> bytes:
    """Return the signature of *message* with the name of its algorithm in front."""
    if isinstance(key, OnSecurityKey):
        counted = bytes([key.flags]) + key.counter.to_bytes(4, "big")
        application = hashlib.sha256(key.application.encode()).digest()
        signed = application + counted + hashlib.sha256(message).digest()
        return packed(kind_of(key).encode()) + _raw(key.inner, signed) + counted
    name = "rsa-sha2-512" if isinstance(key, RSAPrivateKey) else kind_of(key)
    return packed(name.encode()) + _raw(key, message)


def _raw(key: Plain, message: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return packed(key.sign(message, padding.PKCS1v15(), hashes.SHA512()))
    if isinstance(key, EllipticCurvePrivateKey):
        by_size = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
        made = key.sign(message, ec.ECDSA(by_size[key.key_size]))
        return packed(b"".join(map(packed_integer, utils.decode_dss_signature(made))))
    return packed(key.sign(message))


def armoured(blob: bytes) -> str:
    """Return *blob* between the lines that ssh-keygen writes around it."""
    coded = base64.b64encode(blob).decode()
    lines = [coded[start : start + WIDTH] for start in range(0, len(coded), WIDTH)]
    return "\n".join([BEGIN, *lines, END, ""])


def unarmoured(text: str) -> bytes:
    """Return what *text*, an armoured signature, holds."""
    return base64.b64decode("".join(text.split("\n")[1:-2]))

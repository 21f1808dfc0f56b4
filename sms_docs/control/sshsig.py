"""Signatures that ``ssh-keygen -Y sign`` makes, taken apart and verified without ssh-keygen.

Nothing is accepted that stock ssh-keygen refuses.  Stricter than ssh-keygen are: one form
of the armour, integers in their shortest form, no reserved bytes, and that a security key
was touched, as sshd asks for and ``ssh-keygen -Y verify`` does not.

Source: PROTOCOL.sshsig and PROTOCOL.u2f of OpenSSH.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from sms_docs.control import keys
from sms_docs.control.keys import PublicKey, open_key
from sms_docs.control.proof import Proof, proves
from sms_docs.control.wire import Malformed, Wire, decoded, packed

LARGEST = 16_384
BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
END = "-----END SSH SIGNATURE-----\n"
WIDEST = 76
MAGIC = b"SSHSIG"
VERSION = 1
HASHES = ("sha256", "sha512")
ED25519_SIGNATURE = 64
TOUCHED = 0x01
WEBAUTHN = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
# By kind of key what its signatures are called; never ssh-rsa, which means SHA-1.
ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in keys.VERIFIABLE},
    keys.RSA: ("rsa-sha2-256", "rsa-sha2-512"),
}


class Signature(NamedTuple):
    """A signature as it states itself; only `verify` tells whether it is right.

    *key* is the public key as SSH writes it, of the kind *kind*; *hash_name* is the hash
    of the content, *algorithm* and *blob* are the signature itself.  *unsupported* says
    which kind it is where sms-docs cannot verify it; empty where it can.
    """

    key: bytes
    kind: str
    fingerprint: str
    namespace: str
    hash_name: str
    algorithm: str
    blob: bytes
    unsupported: str = ""

    @property
    def is_unverifiable(self) -> bool:
        """Whether sms-docs cannot judge the signature, which is neither right nor wrong."""
        return bool(self.unsupported)


def open_signature(armoured: str) -> Signature | str:
    """Return the signature in *armoured*, or in words why there is none."""
    try:
        return _signature(Wire(_dearmoured(armoured)))
    except Malformed as error:
        return str(error)


def verify(signature: Signature, content: bytes) -> bool:
    """Return whether the key of *signature* signed *content* for its namespace."""
    try:
        key = open_key(signature.key)
        if signature.unsupported or key.unsupported:
            return False
        proof = _proof(key, signature.algorithm, signature.blob)
    except Malformed:
        return False
    digest = hashlib.new(signature.hash_name, content).digest()
    scope = packed(signature.namespace.encode("ascii")) + packed(b"")
    return proves(
        signature.key,
        proof,
        MAGIC + scope + packed(signature.hash_name.encode("ascii")) + packed(digest),
    )


def _dearmoured(text: str) -> bytes:
    if len(text) > LARGEST:
        message = f"the signature is longer than {LARGEST:,} characters"
        raise Malformed(message)
    if not (text.startswith(BEGIN) and text.endswith(END)):
        message = (
            f"the signature does not begin with the line {BEGIN.rstrip()} and end with"
            f" the line {END.rstrip()}"
        )
        raise Malformed(message)
    lines = text[len(BEGIN) : -len(END)].split("\n")
    width = len(lines[0])
    # The text behind the last line break is empty.
    even = width <= WIDEST and all(len(line) == width for line in lines[:-2])
    if not even or lines[-1] or not 0 < len("".join(lines[-2:-1])) <= width:
        message = "the lines of the signature are not those that ssh-keygen writes"
        raise Malformed(message)
    return decoded("".join(lines), "the signature")


def _signature(wire: Wire) -> Signature:
    if wire.take(len(MAGIC), "the mark SSHSIG") != MAGIC:
        message = "the signature does not begin with the mark SSHSIG"
        raise Malformed(message)
    if (version := wire.number("the version")) != VERSION:
        message = f"the signature has the form {version}; only form {VERSION} is known"
        raise Malformed(message)
    blob = wire.string("the public key")
    key = open_key(blob)
    namespace = wire.word("the namespace")
    if reserved := wire.string("the reserved part"):
        message = f"the reserved part holds {len(reserved):,} bytes and must be empty"
        raise Malformed(message)
    hash_name = wire.word("the hash")
    if hash_name not in HASHES:
        message = f"the hash is {hash_name!r}, neither {' nor '.join(HASHES)}"
        raise Malformed(message)
    inner = Wire(wire.string("the inner signature"))
    wire.end("the signature")
    algorithm = inner.word("the algorithm")
    rest = inner.rest()
    unsupported = key.unsupported or (algorithm if algorithm == WEBAUTHN else "")
    if not unsupported:
        _proof(key, algorithm, rest)
    return Signature(
        blob, key.kind, key.fingerprint, namespace, hash_name, algorithm, rest, unsupported
    )


def _proof(key: PublicKey, algorithm: str, blob: bytes) -> Proof:
    """Return the inner signature *blob* taken apart."""
    if algorithm not in ALGORITHMS[key.kind]:
        allowed = " or ".join(ALGORITHMS[key.kind])
        message = f"the algorithm is {algorithm!r}; a key of kind {key.kind} signs by {allowed}"
        raise Malformed(message)
    wire = Wire(blob)
    if key.kind in (keys.ECDSA, keys.SK_ECDSA):
        pair = Wire(wire.string("the inner signature"))
        numbers = pair.integer("the first integer"), pair.integer("the second integer")
        pair.end("the pair of integers")
        proof = Proof(algorithm, numbers=numbers)
    else:
        proof = Proof(algorithm, wire.string("the inner signature"))
        _check_size(key, len(proof.raw))
    if key.application:
        proof = proof._replace(counted=_counted(wire))
    wire.end("the inner signature")
    return proof


def _check_size(key: PublicKey, size: int) -> None:
    if key.kind == keys.RSA:
        # ssh-keygen too accepts that zeros are missing in front; some agents leave them out.
        most = (key.modulus.bit_length() + 7) // 8
        fits = 0 < size <= most
    else:
        most = ED25519_SIGNATURE
        fits = size == most
    if not fits:
        message = f"the inner signature has {size:,} bytes; of this key it has {most}"
        raise Malformed(message)


def _counted(wire: Wire) -> bytes:
    """Return flags and counter of a security key, five bytes."""
    flags = wire.take(1, "the flags")
    if not flags[0] & TOUCHED:
        message = "the security key signed without being touched"
        raise Malformed(message)
    return flags + wire.take(4, "the counter")

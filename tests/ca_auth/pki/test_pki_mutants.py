"""T22: thousands of damaged tokens, certificates and lists. None is accepted, none raises anything but Refused."""

import base64
import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from ca_auth.demo_pki import issue
from ca_auth.pki import der
from ca_auth.pki.errors import Refused
from ca_auth.pki.revocation import parse_crl
from ca_auth.pki.token import SignedToken, parse_token

CERTIFICATE_MUTANTS, SIGNATURE_MUTANTS, BODY_MUTANTS = 2200, 300, 1000
RESIGNED_MUTANTS = 400


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to three small damages: a bit, a byte, a gap, an insertion, a swap, a cut."""
    octets = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        position = chance.randrange(len(octets) or 1)
        match chance.randrange(7):
            case 0 | 1:
                octets[position] ^= 1 << chance.randrange(8)
            case 2:
                octets[position] = chance.choice((0x00, 0x01, 0x7F, 0x80, 0xFF, 0x30, 0x31, 0x04, 0x03, 0x05))
            case 3:
                del octets[position : position + chance.randint(1, 8)]
            case 4:
                octets[position:position] = chance.randbytes(chance.randint(1, 8))
            case 5:
                other = chance.randrange(len(octets) or 1)
                octets[position], octets[other] = octets[other], octets[position]
            case 6:
                if chance.random() < 0.1:
                    del octets[position:]
                else:
                    octets[position] = (octets[position] + chance.choice((1, -1))) % 256
        if not octets:
            return b"\x00"
    return bytes(octets)


def outcome(world, make_token) -> str:
    try:
        world.verify(make_token())
    except Refused as refused:
        return refused.code
    return "accepted"


def test_t22_no_mutant_is_accepted_and_none_escapes(world):
    chance = random.Random(20260302)
    token = world.token()
    body = json.dumps(
        {
            "format": "ca-auth:1",
            "certificate": base64.b64encode(token.certificate).decode(),
            "algorithm": token.algorithm,
            "signature": base64.b64encode(token.signature).decode(),
        }
    ).encode()
    essence = (token.certificate, token.algorithm, token.signature)
    seen = Counter()

    def count(make_token):
        result = outcome(world, make_token)
        if result == "accepted":
            # Damage outside the three fields (blanks in the JSON, an ignored key) leaves the same token.
            made: SignedToken = make_token()
            assert (made.certificate, made.algorithm, made.signature) == essence
            result = "unchanged"
        seen[result] += 1

    for _ in range(CERTIFICATE_MUTANTS):
        damaged = mutate(token.certificate, chance)
        count(lambda damaged=damaged: replace(token, certificate=damaged))
    for _ in range(SIGNATURE_MUTANTS):
        damaged = mutate(token.signature, chance)
        count(lambda damaged=damaged: replace(token, signature=damaged))
    for _ in range(BODY_MUTANTS):
        damaged = mutate(body, chance)
        count(lambda damaged=damaged: parse_token(damaged))
    assert sum(seen.values()) - seen["unchanged"] >= 3000, seen
    assert {"cert_parse", "bad_signature", "unknown_ca", "bad_token"} <= set(seen)


@pytest.mark.parametrize("kind", ["ec", "sm2"])
def test_t22_damaged_certificates_that_are_rightly_signed_raise_nothing_else(worlds, kind):
    world, chance = worlds[kind], random.Random(7)
    tbs = der.read_one(world.certificate.der, der.SEQUENCE).children()[0].raw
    seen = Counter()
    for _ in range(RESIGNED_MUTANTS):
        leaf = issue.signed(mutate(tbs, chance), world.issuing.key)
        seen[outcome(world, lambda leaf=leaf: world.token(leaf))] += 1
    assert sum(seen.values()) == RESIGNED_MUTANTS
    assert seen["cert_parse"] > RESIGNED_MUTANTS // 4


def test_t22_damaged_revocation_lists(worlds):
    world, chance = worlds["ec"], random.Random(11)
    sound = world.crl(revoked=[(world.certificate.serial, world.now)])
    tbs = der.read_one(sound, der.SEQUENCE).children()[0].raw
    for _ in range(1500):
        damaged = mutate(sound, chance)
        if damaged != sound:
            with pytest.raises(Refused):
                parse_crl(damaged, issuer=world.issuing.certificate, now=world.now)
    codes = Counter(_crl_outcome(world, issue.signed(mutate(tbs, chance), world.issuing.key)) for _ in range(1500))
    assert set(codes) == {"read", "revocation_unknown"}


def _crl_outcome(world, data: bytes) -> str:
    try:
        parse_crl(data, issuer=world.issuing.certificate, now=world.now)
    except Refused as refused:
        return refused.code
    return "read"

"""Checks of what was submitted: the hash over the content, the signature over the hash, the files under it."""

from collections.abc import Iterator

from cryptography.exceptions import UnsupportedAlgorithm

from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import verify_signature
from ca_auth.pki.token import submit_purpose
from ca_auth.privacy import Tampered
from portal.filing.models import Event, Filing, Snapshot
from portal.filing.snapshots import digest_of


def faults() -> Iterator[str]:
    """Every submission that is not what was sent, in the reader's language."""
    recorded = {
        (filing_id, facts.get("submission")): facts.get("sha256")
        for filing_id, facts in Event.objects.filter(action="submit").values_list("filing_id", "facts")
    }
    for snapshot in Snapshot.objects.select_related("filing").iterator(200):
        expected = recorded.pop((snapshot.filing_id, snapshot.number), None)
        yield from (f"{snapshot.filing.online_application_no} 第 {snapshot.number} 次上报：{fault}"
                    for fault in faults_of(snapshot, expected))  # fmt: skip
    yield from (f"办件 {filing} 第 {number} 次上报的内容缺失" for filing, number in recorded)
    counts = dict(Filing.objects.filter(submission_count__gt=0).values_list("pk", "submission_count"))
    stored = {pk for pk, _ in Snapshot.objects.values_list("filing_id", "number")}
    yield from (f"办件 {pk} 已上报但没有内容" for pk in counts if pk not in stored)


def faults_of(snapshot: Snapshot, expected: str | None) -> Iterator[str]:
    try:
        digest = digest_of(snapshot.content)
    except (Tampered, ValueError):
        yield "内容无法解密或已损坏"
        return
    if digest != snapshot.sha256:
        yield "内容与摘要不符"
    if expected != snapshot.sha256:
        yield "摘要与办理记录不符"
    if snapshot.certificate_serial or snapshot.signature:
        yield from _signature_faults(snapshot)


def _signature_faults(snapshot: Snapshot) -> Iterator[str]:
    try:
        certificate = Certificate.parse(bytes(snapshot.certificate))
        named = snapshot.signed_text.split("|")[1] == submit_purpose(snapshot.sha256)
        verify_signature(
            certificate.key, snapshot.signature_algorithm, bytes(snapshot.signature), snapshot.signed_text.encode()
        )
    except (Refused, ValueError, IndexError, UnsupportedAlgorithm):
        yield "数字签名无效"
        return
    if not named:
        yield "数字签名不是对该内容的签名"
    if f"{certificate.serial:x}" != snapshot.certificate_serial:
        yield "签名证书与记录不符"

from ca_auth.models.account import Account, AccountKind, AccountManager
from ca_auth.models.base import AppendOnly, WrittenOnce
from ca_auth.models.certificate import Certificate, CertificateStatus, Crl, RevokedSerial, TrustedCA
from ca_auth.models.challenge import LoginChallenge
from ca_auth.models.enterprise import Enterprise, EnterpriseKind
from ca_auth.models.identity import Identity
from ca_auth.models.log import LoginAttempt, LoginMethod, SecurityEvent, SecurityEventKind
from ca_auth.models.person import Person
from ca_auth.models.qualification import Qualification, QualificationKind, QualificationStatus
from ca_auth.models.session import EndReason, LoginSession, Site
from ca_auth.models.throttle import ThrottleBucket

__all__ = [
    "Account",
    "AccountKind",
    "AccountManager",
    "AppendOnly",
    "Certificate",
    "CertificateStatus",
    "Crl",
    "EndReason",
    "Enterprise",
    "EnterpriseKind",
    "Identity",
    "LoginAttempt",
    "LoginChallenge",
    "LoginMethod",
    "LoginSession",
    "Person",
    "Qualification",
    "QualificationKind",
    "QualificationStatus",
    "RevokedSerial",
    "SecurityEvent",
    "SecurityEventKind",
    "Site",
    "ThrottleBucket",
    "TrustedCA",
    "WrittenOnce",
]

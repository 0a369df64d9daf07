"""The registers of enterprises, people and certificates, filled from files that other offices send.

A file is taken whole or not at all, and the same file a second time changes nothing. docs/registers.md says what the
files look like.
"""

from ca_auth.services.registers.load import KINDS, Outcome, RegisterFaults, import_file

__all__ = ["KINDS", "Outcome", "RegisterFaults", "import_file"]

from ca_auth.models.account import Account, AccountManager
from ca_auth.models.enterprise import Enterprise
from ca_auth.models.identity import Identity

__all__ = ["Account", "AccountManager", "Enterprise", "Identity"]

"""The operations room over HTTP: one mission's record and pictures, to whoever may see them.

``app`` is the ASGI application of a mission's directory, ``serve`` runs it in a server process. A write that was
answered is in the record; pictures are drawn again as entries arrive, and viewers are told. What each role may do and
see is in ``rights``, and nowhere else.
"""

from .accounts import ROLES, Account, AccountError, Accounts
from .application import app
from .factors import Factors
from .serving import accounts_of, serve, setup_key

__all__ = ["ROLES", "Account", "AccountError", "Accounts", "Factors", "accounts_of", "app", "serve", "setup_key"]

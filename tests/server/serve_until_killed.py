"""Serves a mission with an account "poster" whose token it prints, until it is killed."""

import sys
from pathlib import Path

from trucewatch.server import Account, accounts_of, serve

home, port = Path(sys.argv[1]), int(sys.argv[2])
with accounts_of(home) as accounts:
    if not accounts.all():
        accounts.add(Account(name="poster", role="duty_officer"), "correct horse battery staple")
    print(accounts.issue("poster", "test"), flush=True)
serve(home, port=port)

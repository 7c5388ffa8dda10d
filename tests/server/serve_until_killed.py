"""Serves a mission again and again, each time in a fresh process until that is killed.

Prints the token of its account "poster"; then, for each port that it reads, the process id of the server on that port.
Everything is imported once, before the first process is forked: a thousand of them do not take an hour to start.
"""

import os
import sys
from pathlib import Path

from trucewatch.server import Account, accounts_of, serve

home = Path(sys.argv[1])
with accounts_of(home) as accounts:
    accounts.add(Account(name="poster", role="duty_officer"), "correct horse battery staple")
    print(accounts.issue("poster", "test"), flush=True)
for port in sys.stdin:
    if (child := os.fork()) == 0:
        serve(home, port=int(port))
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)

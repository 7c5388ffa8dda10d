"""Takes in entries with evidence from several threads until it is killed; says what was acknowledged, line by line."""

import os
import sys
import threading
from itertools import count
from pathlib import Path

from record_drafts import observation

from trucewatch.domain import Evidence
from trucewatch.record import Draft, Record


def ingest(record: Record, thread: str) -> None:
    for number in count():
        data = f"{thread} {number} ".encode() * 2000
        digest = record.keep(data)
        draft = Draft(observation(number), key=f"{thread}-{number}", evidence=(Evidence(digest, "photo.jpg"),))
        [receipt] = record.append([draft], author=thread)
        os.write(1, f"{receipt.seq} {receipt.id} {draft.key} {digest}\n".encode())


with Record.open(Path(sys.argv[1])) as record:
    threads = [threading.Thread(target=ingest, args=(record, f"{os.getpid()}-{name}")) for name in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

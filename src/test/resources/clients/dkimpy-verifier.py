"""Verifies the two topmost DKIM signatures of each message in a folder; the TXT records come as JSON from standard input."""
import json
import os
import sys

import dkim

records = json.load(sys.stdin)


def txt(name, timeout=5):
    name = name.decode() if isinstance(name, bytes) else name
    record = records.get(name.rstrip("."))
    return record.encode() if record else None


def verdict(message, index):
    try:
        return dkim.DKIM(message).verify(index, dnsfunc=txt)
    except dkim.DKIMException:
        return False


verdicts = {}
for name in os.listdir(sys.argv[1]):
    with open(os.path.join(sys.argv[1], name), "rb") as file:
        message = file.read()
    verdicts[name] = [verdict(message, index) for index in (0, 1)]
json.dump(verdicts, sys.stdout)

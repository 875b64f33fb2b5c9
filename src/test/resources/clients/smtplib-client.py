"""Submits the message from standard input with Python's smtplib; the password comes from the environment."""
import os
import smtplib
import ssl
import sys

security, mechanism, host, port, authority, user, sender, recipients = sys.argv[1:]
context = ssl.create_default_context(cafile=authority)
if security == "IMPLICIT_TLS":
    client = smtplib.SMTP_SSL(host, int(port), context=context, timeout=20)
else:
    client = smtplib.SMTP(host, int(port), timeout=20)
    client.starttls(context=context)
with client:
    if mechanism == "ITS_OWN":
        client.login(user, os.environ["PASSWORD"])
    else:
        client.ehlo()
        client.user, client.password = user, os.environ["PASSWORD"]
        client.auth(mechanism, getattr(client, "auth_" + mechanism.lower().replace("-", "_")))
    client.sendmail(sender, recipients.split(","), sys.stdin.buffer.read())

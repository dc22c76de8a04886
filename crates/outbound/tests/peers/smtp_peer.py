"""A real SMTP server (aiosmtpd) for the tests: one port with required STARTTLS, one with TLS from the
first byte, both asking for a login. Speaks JSON lines on stdout; ends when stdin does.

Usage: smtp_peer.py CERTIFICATE.pem KEY.pem USERNAME PASSWORD
"""

import asyncio
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


# Refused handshakes are what the tests want; their tracebacks are not.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)


def say(thing):
    print(json.dumps(thing), flush=True)


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
                "login": session.authenticated,
                "content": envelope.original_content.decode("utf-8"),
            }
        )
        return "250 kept"


async def main(certificate, key, username, password):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    def check(server, session, envelope, mechanism, data):
        good = data.login == username.encode() and data.password == password.encode()
        return AuthResult(success=good, handled=good)

    def starttls():
        return SMTP(Keeper(), tls_context=tls, require_starttls=True, authenticator=check, auth_required=True)

    def implicit():
        return SMTP(Keeper(), authenticator=check, auth_required=True, auth_require_tls=False)

    loop = asyncio.get_running_loop()
    first = await loop.create_server(starttls, "127.0.0.1", 0)
    second = await loop.create_server(implicit, "127.0.0.1", 0, ssl=tls)
    ports = [server.sockets[0].getsockname()[1] for server in (first, second)]
    say({"starttls": ports[0], "implicit": ports[1]})
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))

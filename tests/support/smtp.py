"""A peer that speaks SMTP as a mail server does, over TLS where asked, for what leaves the house.

`mood`: "well", "busy" (not now), "refuses" (never), "hangs up". `mails` holds what it took.
"""

import email
from email.policy import default

from tests.support.peers import Peer

ANSWERS = {"well": b"250 OK", "busy": b"451 Try again later", "refuses": b"550 No such person here"}


class MailServer(Peer):
    def __init__(self, mood="well"):
        super().__init__()
        self.mood, self.mails = mood, []

    def answer(self, peer):
        peer.sendall(b"220 post.example\r\n")
        with peer.makefile("rb") as heard:
            for line in heard:
                said = line.strip().upper()
                if said.startswith(b"QUIT"):
                    peer.sendall(b"221 Bye\r\n")
                    return
                if said.startswith(b"RCPT"):
                    if self.mood == "hangs up":
                        return
                    peer.sendall(ANSWERS[self.mood] + b"\r\n")
                elif said == b"DATA":
                    peer.sendall(b"354 Go on\r\n")
                    self.mails.append(self._mail(heard))
                    peer.sendall(b"250 Taken\r\n")
                else:
                    peer.sendall(b"250 OK\r\n")

    def _mail(self, heard):
        lines = iter(heard.readline, b".\r\n")
        return email.message_from_bytes(b"".join(lines), policy=default)

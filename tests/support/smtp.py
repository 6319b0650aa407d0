"""A peer that speaks SMTP as a mail server does, over TLS where asked, for what leaves the house.

`mood`: "well", "busy" (not now), "refuses" (never), "hangs up". `mails` holds what it took.
"""

import contextlib
import email
import socket
import threading
from email.policy import default

ANSWERS = {"well": b"250 OK", "busy": b"451 Try again later", "refuses": b"550 No such person here"}


class MailServer:
    def __init__(self, mood="well"):
        self.mood, self.mails = mood, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *failure):
        self.over.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=5)

    def _serve(self):
        while not self.over.is_set():
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer, contextlib.suppress(OSError):
                self._talk(peer)

    def _talk(self, peer):
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

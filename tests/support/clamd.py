"""A peer that speaks clamd's INSTREAM as clamd does: sized chunks up to a chunk of nothing, then its answer.

It says FOUND of anything with the EICAR test string in it. `mood`: as scanners are on a bad day.
"""

import struct

from tests.support.peers import Peer

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT_WORDS = b"INSTREAM size limit exceeded. ERROR\n"


class Clamd(Peer):
    """`seen` holds what was streamed to it, each as one."""

    def __init__(self, mood="well", limit=25 * 1024 * 1024):
        super().__init__()
        self.mood, self.limit, self.seen = mood, limit, []
        self.address = f"127.0.0.1:{self.port}"

    def answer(self, peer):
        with peer.makefile("rb") as heard:
            if heard.readline() != b"nINSTREAM\n":
                peer.sendall(b"UNKNOWN COMMAND\n")
                return
            if self.mood == "hangs up":
                return
            content = self._streamed(heard)
            if content is None:
                peer.sendall(LIMIT_WORDS)
                return
            self.seen.append(content)
            if self.mood == "silent":
                self.over.wait(5)
                return
            peer.sendall(self._words(content))

    def _streamed(self, heard):
        content = b""
        while size := struct.unpack("!L", heard.read(4))[0]:
            content += heard.read(size)
            if len(content) > self.limit:
                return None
        return content

    def _words(self, content):
        if self.mood == "rambles":
            return b"a scanner of another kind\n"
        if self.mood == "fails":
            return b"stream: Can't allocate memory ERROR\n"
        return b"stream: Eicar-Signature FOUND\n" if EICAR in content else b"stream: OK\n"

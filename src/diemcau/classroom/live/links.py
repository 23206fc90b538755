"""Frames between the processes of a node: 4 bytes with the length, lowest first, then msgpack."""

from struct import Struct

from msgspec import msgpack

LONGEST = 256 * 1024 * 1024  # bytes of msgpack in one frame
LENGTH = Struct("<I")
encode = msgpack.Encoder().encode


def frame(message: object) -> bytes:
    """A message as it goes over a socket. Raises ValueError when it is longer than LONGEST."""
    payload = encode(message)
    _check(len(payload))
    return LENGTH.pack(len(payload)) + payload


class Frames:
    """Takes frames out of the bytes of one socket, however they were cut on the way."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads that are whole now, in order. Raises ValueError when one says that it is longer than LONGEST."""
        # Mostly nothing is left from before: then the bytes need not be gathered first.
        if self._rest:
            self._rest += data
        with memoryview(self._rest or data) as seen:
            payloads, start, size = [], 0, len(seen)
            while start + 4 <= size:
                (length,) = LENGTH.unpack_from(seen, start)
                _check(length)
                end = start + 4 + length
                if end > size:
                    break
                payloads.append(bytes(seen[start + 4 : end]))
                start = end
        if self._rest:
            del self._rest[:start]
        else:
            self._rest += data[start:]
        return payloads


def _check(length: int) -> None:
    if length > LONGEST:
        raise ValueError(f"a frame of {length} bytes")

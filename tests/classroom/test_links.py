"""Frames between processes: what was sent comes out, however the bytes were cut on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

from diemcau.classroom.live.links import LENGTH, LONGEST, Frames, frame

MESSAGES = st.lists(st.recursive(st.integers(-(2**63), 2**63) | st.binary(max_size=300) | st.text(), st.lists))


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in pieces, some of them empty."""
    ends = sorted(min(place, len(data)) for place in places)
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(MESSAGES, st.lists(st.integers(0, 2000)))
def test_what_was_sent_comes_out_once_and_in_order_however_it_was_cut(sent: list[object], places: list[int]) -> None:
    frames, came = Frames(), []
    for piece in cut(b"".join(map(frame, sent)), places):
        came += [msgpack.decode(payload) for payload in frames.feed(piece)]
    assert came == sent


@given(st.lists(st.binary(max_size=50), min_size=1))
def test_every_frame_comes_out_as_soon_as_its_last_byte_is_there(sent: list[bytes]) -> None:
    frames, came = Frames(), []
    for message in sent:
        data = frame(message)
        came += [frames.feed(data[at : at + 1]) for at in range(len(data))][-1]
    assert [msgpack.decode(payload) for payload in came] == sent


def test_what_came_in_is_not_kept() -> None:
    frames = Frames()
    data = frame(b"x" * 3_000_000)
    assert [frames.feed(data[at : at + 65536]) for at in range(0, len(data), 65536)][-1] == [data[4:]]
    assert frames._rest == b""


def test_a_frame_that_says_it_is_too_long_is_refused_before_it_has_come() -> None:
    assert Frames().feed(LENGTH.pack(LONGEST)) == []
    for length in (LONGEST + 1, 2**32 - 1):
        with pytest.raises(ValueError, match=f"a frame of {length} bytes"):
            Frames().feed(LENGTH.pack(length))


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(ValueError, match="a frame of"):
        frame(memoryview(bytes(LONGEST)))

"""What moves where, and what comes of it: the words between a rewriter process and its owner."""

import struct
from typing import BinaryIO

import msgspec

LENGTH = struct.Struct(">I")
#: A request holds a file, an answer a statement.
MOST_FRAME_BYTES = 4 * 1024 * 1024


class Move(msgspec.Struct, frozen=True, array_like=True):
    """What a deprecated module offered lives in the canonical one now."""

    deprecated: str
    canonical: str
    names: tuple[str, ...] = ()  # those that the canonical module is known to have
    all_names: bool = False  # it has whatever the deprecated one had
    handed_on: tuple[
        str, ...
    ] = ()  # "module.name" of a module in between, where the statement names one of these and not the deprecated one

    def knows(self, name: str) -> bool:
        """Does the canonical module have this name?"""
        return self.all_names or name in self.names


class Request(msgspec.Struct, frozen=True, array_like=True):
    """One finding: the statement (or, with a text, the string) on a line of a file."""

    source: bytes
    path: str
    line: int
    move: Move
    text: str = ""
    names: tuple[str, ...] = ()  # as the finding has them: which of two statements on the line


class Replacement(msgspec.Struct, frozen=True, array_like=True, tag="new"):
    """New text for a stretch of a file; its line ends are "\\n" whatever the file's are."""

    start: int  # in letters from the beginning of the text
    line: int
    end_line: int
    old: str
    new: str

    def applied(self, text: str) -> str:
        """The text of the file with the new in place of the old."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]


class Refusal(msgspec.Struct, frozen=True, array_like=True, tag="none"):
    """Nothing that would be right; the reason is a sentence without its full stop."""

    reason: str


Answer = Replacement | Refusal


class NotReplaced(Exception):
    """There is no right replacement; the message says why."""


_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


class AnswerDamaged(ValueError):
    """Bytes that are no answer: the process that wrote them can't be believed any more."""


def framed(content: bytes) -> bytes:
    """Bytes behind their length."""
    return LENGTH.pack(len(content)) + content


def read_frame(source: BinaryIO) -> bytes:
    """The next frame of a stream, nothing at its end."""
    length = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(length)[0]) if len(length) == LENGTH.size else b""


def encode_request(request: Request) -> bytes:
    """A request as bytes."""
    return _encoder.encode(request)


def decode_request(content: bytes) -> Request:
    """A request again."""
    return _requests.decode(content)


def encode_answer(answer: Answer) -> bytes:
    """An answer as bytes."""
    return _encoder.encode(answer)


def decode_answer(content: bytes) -> Answer:
    """An answer again. Raises AnswerDamaged."""
    try:
        return _answers.decode(content)
    except msgspec.MsgspecError as error:
        raise AnswerDamaged(str(error)) from error

"""A rewriter process: requests on its standard input, replacements on its standard output, nothing else within reach.

Run by its file's path with `python -I` and its owner's process id.
"""

import os
import resource
import sys
import warnings
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # -I leaves it out

from scanner import moves
from scanner.child import MOST_CPU_SECONDS, confine
from scanner.moves import Answer, Refusal, Request
from scanner.replacement import replace


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers requests until the owner closes the pipe. The first frame says that everything is loaded."""
    _write(sink, b"")
    while request := moves.read_frame(source):
        _rearm_cpu_limit()
        _write(sink, moves.encode_answer(_answer(moves.decode_request(request))))


def _answer(asked: Request) -> Answer:
    try:
        return replace(asked)
    except MemoryError:
        return Refusal("It needs more memory than a rewriter may use")
    except RecursionError:
        return Refusal("The statement is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a fault of ours or of LibCST's: name it, and go on
        return Refusal(f"The rewriter failed with {type(error).__name__}")


def _write(sink: BinaryIO, frame: bytes) -> None:
    sink.write(moves.framed(frame))
    sink.flush()


def _rearm_cpu_limit() -> None:
    """The kernel ends a rewriter whose owner was stopped."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + MOST_CPU_SECONDS, resource.RLIM_INFINITY))


def main() -> None:
    """Serves until the input ends."""
    confine(int(sys.argv[1]))
    warnings.simplefilter("ignore")
    serve(os.fdopen(0, "rb"), os.fdopen(1, "wb"))


if __name__ == "__main__":
    main()

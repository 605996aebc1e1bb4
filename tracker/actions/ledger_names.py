"""What a repository's history ever called a class or a function: found once for a publication, kept with it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from scanner.claims.known import Known
from scanner.facts import ANALYZER, unpack
from scanner.graph import Graph
from tracker.models import BlobFacts, KnownNames, Publication

ROWS = 2_000  # read together


class _Named(msgspec.Struct, array_like=True, gc=False):
    """The beginning of scanner.facts.Definition."""

    kind: str
    name: str


class _Defines(msgspec.Struct, array_like=True, gc=False):
    """The beginning of scanner.facts.FileFacts: the rest is not made into objects."""

    verdict: str
    reason: str
    imports: msgspec.Raw
    definitions: tuple[_Named, ...] = ()


_decoder = msgspec.msgpack.Decoder(_Defines)


@dataclass(frozen=True, slots=True)
class Names:
    """Names without their modules."""

    classes: frozenset[str]
    functions: frozenset[str]

    def known(self, graph: Graph) -> Known:
        """To be asked, with every path of the history."""
        return Known(graph.paths, self.classes, self.functions)


def keep(publication: Publication, graph: Graph) -> Names:
    """Find the names in the stored facts and keep them with a publication."""
    found = _read(graph)
    packed = {"classes": _packed(found.classes), "functions": _packed(found.functions)}
    KnownNames.objects.update_or_create(publication=publication, defaults=packed)
    return found


def of(publication: Publication, graph: Graph) -> Names:
    """The names of a publication; one that has none yet gets them."""
    row = KnownNames.objects.filter(publication=publication).first()
    return keep(publication, graph) if row is None else Names(_unpacked(row.classes), _unpacked(row.functions))


def _read(graph: Graph) -> Names:
    classes: set[str] = set()
    functions: set[str] = set()
    rows = BlobFacts.objects.filter(analyzer=ANALYZER).values_list("oid", "data")
    for oid, data in rows.iterator(chunk_size=ROWS):
        if graph.blob_number(oid) is not None:
            for one in _decoder.decode(unpack(bytes(data))).definitions:
                (classes if one.kind == "class" else functions).add(one.name.rpartition(".")[2])
    return Names(frozenset(classes), frozenset(functions))


def _packed(names: Iterable[str]) -> bytes:
    return zlib.compress("\n".join(sorted(names)).encode(), 3)


def _unpacked(packed: bytes | memoryview) -> frozenset[str]:
    return frozenset(zlib.decompress(bytes(packed)).decode().split("\n")) - {""}

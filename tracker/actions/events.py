"""What happened in a scan, one sentence each."""

from tracker.models import Scan, ScanEvent


def tell(scan: Scan, sentence: str, *, kind: str = ScanEvent.Kind.OTHER, important: bool = False) -> None:
    """Add a line to the scan's "What happened"; pages know the ends of its steps by their kind."""
    ScanEvent.objects.create(scan=scan, kind=kind, stage=scan.stage, sentence=sentence[:300], important=important)

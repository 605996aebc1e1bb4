"""What happened in a scan, one sentence each."""

from tracker.models import Scan, ScanEvent


def tell(scan: Scan, sentence: str, *, important: bool = False) -> None:
    """Add a line to the scan's "What happened"."""
    ScanEvent.objects.create(scan=scan, sentence=sentence[:300], important=important)

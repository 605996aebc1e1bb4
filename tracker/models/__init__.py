"""Tables by noun."""

from tracker.models.access import Role, ShareLink, SignInLink
from tracker.models.blobs import BlobFacts, Term, TermSegment
from tracker.models.copies import CopyDismissal, CopyProposal
from tracker.models.discovery import CandidateDismissal, CandidateReport
from tracker.models.documents import ChecklistItem, Phase, TrackerDocument
from tracker.models.entered import EnteredChange, EnteredItem, EnteredOrder, EnteredPhase
from tracker.models.hooks import Delivery
from tracker.models.issues import Issue, TrackedRule
from tracker.models.ledgers import ClaimCorrection, DocumentLedger, KnownNames
from tracker.models.patterns import PatternHits, PatternSearch, SearchedBlobs
from tracker.models.repositories import Commit, HistorySegment, Publication, Repository
from tracker.models.results import Answer, Finding, Implementation, Measurement, UnreadableFile
from tracker.models.saved_views import SavedView
from tracker.models.scans import Batch, Scan, ScanEvent
from tracker.models.subjects import DocumentSubject
from tracker.models.tests import TestList, TestResults, TestWaiver, UploadToken
from tracker.models.touching import TouchingFile
from tracker.models.waivers import Assignment, PlaceNote, Waiver

__all__ = [
    "Answer",
    "Assignment",
    "Batch",
    "BlobFacts",
    "CandidateDismissal",
    "CandidateReport",
    "ChecklistItem",
    "ClaimCorrection",
    "Commit",
    "CopyDismissal",
    "CopyProposal",
    "Delivery",
    "DocumentLedger",
    "DocumentSubject",
    "EnteredChange",
    "EnteredItem",
    "EnteredOrder",
    "EnteredPhase",
    "Finding",
    "HistorySegment",
    "Implementation",
    "Issue",
    "KnownNames",
    "Measurement",
    "PatternHits",
    "PatternSearch",
    "Phase",
    "PlaceNote",
    "Publication",
    "Repository",
    "Role",
    "SavedView",
    "Scan",
    "ScanEvent",
    "SearchedBlobs",
    "ShareLink",
    "SignInLink",
    "Term",
    "TermSegment",
    "TestList",
    "TestResults",
    "TestWaiver",
    "TouchingFile",
    "TrackedRule",
    "TrackerDocument",
    "UnreadableFile",
    "UploadToken",
    "Waiver",
]

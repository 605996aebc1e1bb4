"""Results of test runs by commit, who may send them, and which failing tests are waived."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.documents import TrackerDocument
from tracker.models.repositories import Repository


class TestList(models.Model):
    """The names of the tests of some runs; a repository's runs mostly have the same."""

    __test__ = False
    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="test_lists")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is packed in data")
    data = models.BinaryField(help_text="names in order, packed by tracker.actions.test_results")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repository", "digest"], name="test_list_once")]


class TestResults(models.Model):
    """What all uploads for one commit say together."""

    __test__ = False
    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="test_results")
    oid = models.CharField(max_length=64, help_text="the commit")
    tests = models.ForeignKey(TestList, on_delete=models.CASCADE, related_name="results")
    outcomes = models.BinaryField(help_text="one byte a test, zlib")
    passed = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(help_text="the last upload")
    uploaded_by = models.CharField(max_length=200, help_text="a token's name, or the terminal")

    class Meta:
        verbose_name_plural = "test results"
        constraints = [models.UniqueConstraint(fields=["repository", "oid"], name="test_results_once")]


class UploadToken(models.Model):
    """Lets a machine send test results for one repository; only the token's SHA-256 is kept."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="upload_tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repository", "name"], condition=Q(revoked_at=None), name="upload_token_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TestWaiver(models.Model):
    """One failing test that a person lets pass for one claim, until a day."""

    __test__ = False
    document = models.ForeignKey(TrackerDocument, on_delete=models.CASCADE, related_name="waivers")
    key = models.CharField(max_length=32, help_text="of the item, as in the ledger")
    test = models.CharField(max_length=1000, help_text="as its results call it")
    test_sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    expires_on = models.DateField(help_text="the last day on which it counts")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()
    since_oid = models.CharField(max_length=64, help_text="the newest commit then: what was before is not waived")
    is_counted = models.BooleanField(default=True, help_text="the ledger was judged with it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "key", "test_sha256"], name="test_waived_once")]

    def __str__(self) -> str:
        return self.test

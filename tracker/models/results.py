"""What a publication says of an issue: change points and intervals, so that storage grows with changes only."""

from django.db import models

from tracker.models.issues import Issue
from tracker.models.repositories import Publication

#: What is longer is cut, in the tables and in the exports alike.
LONGEST_MODULE = 500
LONGEST_NAME = 10_000
LONGEST_REASON = 500
LONGEST_OWNERS = 500


class Answer(models.Model):
    """That an issue, as its rules were at a revision, is counted under a publication. What pages show stands in the issue itself."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="answers")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="answers")
    revision = models.PositiveIntegerField()
    problem = models.CharField(max_length=500, blank=True, default="", help_text="what could not be counted, in one sentence")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "issue"], name="answer_once_per_publication")]


class Measurement(models.Model):
    """A count that differs from the one at the commit's first parent (or from 0 at a root).

    `rule` is a rule's id, `unreadable`, or `intended:<rule>` for what is counted apart.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(
        Issue,
        null=True,
        on_delete=models.CASCADE,
        related_name="measurements",
        help_text="none: unreadable files, the same for every issue",
    )
    commit_number = models.PositiveIntegerField()
    rule = models.CharField(max_length=60)
    category = models.CharField(max_length=20)
    count = models.PositiveIntegerField(help_text="places")
    files = models.PositiveIntegerField(help_text="files with at least one place")

    class Meta:
        indexes = [models.Index(fields=["issue", "publication", "commit_number"], name="measurement_of_issue")]


class Finding(models.Model):
    """One place that a rule counts, and the commits of the line between which it is there."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="findings")
    identity = models.CharField(max_length=32, help_text="the same place keeps it while lines move")
    rule = models.CharField(max_length=40)
    path = models.CharField(max_length=4096)
    line = models.PositiveIntegerField(help_text="at the newest commit that has it")
    category = models.CharField(max_length=20)
    owners = models.CharField(
        max_length=LONGEST_OWNERS, blank=True, default="", help_text="of its path by CODEOWNERS, a blank between; none: nobody"
    )
    form = models.CharField(max_length=20)
    scope = models.CharField(max_length=10)
    within = models.CharField(max_length=500, blank=True, default="")
    guard = models.CharField(max_length=15)
    reason = models.CharField(max_length=500, blank=True, default="", help_text="the chain of a re-export")
    module = models.CharField(max_length=LONGEST_MODULE)
    name = models.CharField(max_length=LONGEST_NAME, help_text="imported names, comma between")
    statement = models.CharField(max_length=1000, help_text="normalised, for the eye")
    intended = models.BooleanField(default=False)
    introduced = models.PositiveIntegerField(help_text="line_index of the first commit that has it at this path")
    removed = models.PositiveIntegerField(null=True, help_text="line_index of the first commit without it at this path")
    born = models.PositiveIntegerField(help_text="line_index of the commit that brought it, under an earlier name of the file perhaps")
    died = models.PositiveIntegerField(null=True, help_text="line_index of the commit that removed it under every name")

    class Meta:
        indexes = [
            models.Index(fields=["issue", "publication", "removed", "category"], name="finding_of_issue"),
            models.Index(fields=["issue", "publication", "identity"], name="finding_by_identity"),
        ]


class Implementation(models.Model):
    """A definition of an issue's symbol in one class, over an interval of the line."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="implementations")
    path = models.CharField(max_length=4096)
    line = models.PositiveIntegerField()
    qualified_name = models.CharField(max_length=LONGEST_NAME)
    class_name = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, default="", help_text="none: counted by an earlier version")
    guard = models.CharField(max_length=15, default="")
    module = models.CharField(max_length=LONGEST_MODULE, default="")
    intended = models.BooleanField(default=False)
    reason = models.CharField(max_length=LONGEST_REASON)
    identity = models.CharField(max_length=32, help_text="the same implementation keeps it while lines move")
    introduced = models.PositiveIntegerField(help_text="line_index, as for a finding")
    removed = models.PositiveIntegerField(null=True, help_text="line_index, as for a finding")
    born = models.PositiveIntegerField(help_text="line_index, as for a finding")
    died = models.PositiveIntegerField(null=True, help_text="line_index, as for a finding")

    class Meta:
        indexes = [models.Index(fields=["issue", "publication", "removed"], name="implementation_of_issue")]


class UnreadableFile(models.Model):
    """A file that could not be read in some of its versions, along the line."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="unreadable_files")
    path = models.CharField(max_length=4096)
    category = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    versions = models.PositiveIntegerField()
    first = models.PositiveIntegerField(help_text="line_index")
    last = models.PositiveIntegerField(help_text="line_index of the last commit that has it unreadable")
    at_tip = models.BooleanField()

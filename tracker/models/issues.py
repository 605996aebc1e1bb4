"""SSOT issues: one thing each that should have one implementation, and the rules that count it."""

from django.db import models

from tracker.models.repositories import Repository


class Issue(models.Model):
    """One SSOT issue."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="issues")
    slug = models.SlugField(max_length=200, unique=True)
    title = models.CharField(max_length=300)
    symbol = models.CharField(max_length=200, blank=True, default="")
    canonical_module = models.CharField(max_length=500, blank=True, default="")
    intended_paths = models.TextField(blank=True, default="", help_text="globs of files whose references are intended, one a line")
    github_url = models.URLField(max_length=500, blank=True, default="")
    opened_on = models.DateField(null=True)
    target_date = models.DateField(null=True, help_text="the day on which nothing shall be left")
    owner = models.CharField(max_length=100, blank=True, default="", help_text="a person or team, as people write it")
    status_text = models.CharField(max_length=300, blank=True, default="", help_text="the tracker's own words")
    priority_text = models.CharField(max_length=300, blank=True, default="", help_text="the tracker's own words")
    revision = models.PositiveIntegerField(default=1, help_text="grows with every change of what is counted")
    counted_revision = models.PositiveIntegerField(default=0, help_text="the revision whose numbers are published")
    problem = models.CharField(max_length=500, blank=True, default="", help_text="what could not be counted, in one sentence")
    counted_in = models.BigIntegerField(null=True, help_text="id of the publication that counted_revision stands in")
    in_toml = models.BooleanField(default=False, help_text="follows the repository's .ssot.toml")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class TrackedRule(models.Model):
    """The use of a rule of scanner/rules in an issue, with its options."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="rules")
    rule = models.CharField(max_length=40)
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "rule"], name="rule_once_per_issue")]

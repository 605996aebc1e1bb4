"""Repositories, their commits, and what is published of them."""

from django.db import models


class Depth(models.TextChoices):
    """How much of the history a publication covers."""

    NONE = "none", "nothing yet"
    TIP = "tip", "the newest commit"
    LINE = "line", "the first-parent line"
    GRAPH = "graph", "every commit"


class Repository(models.Model):
    """A Git repository that is mirrored and scanned."""

    slug = models.SlugField(max_length=100, unique=True)
    source = models.CharField(max_length=2000, unique=True, help_text="Address or local path")
    is_local = models.BooleanField()
    from_page = models.BooleanField(default=False, help_text="added by a page: a path is held to LOCAL_REPO_ROOTS at every scan")
    ref = models.CharField(max_length=500, default="HEAD", help_text="Branch, tag or any revision to follow")
    interval_minutes = models.PositiveIntegerField(default=60, help_text="Minutes between scans; 0 turns the schedule off")
    path_rules = models.TextField(help_text="category glob, one a line; first match wins")
    toml_problem = models.CharField(max_length=500, blank=True, default="", help_text="what is wrong with its .ssot.toml")
    excluded_categories = models.CharField(max_length=300, default="backup vendored generated")
    pushed_at = models.DateTimeField(null=True, help_text="when the webhook last told of a push")
    pinged_at = models.DateTimeField(null=True, help_text="when the webhook last told that it is set up")
    push_waits = models.BooleanField(default=False, help_text="a push came after the open scan had looked: another one follows")
    created_at = models.DateTimeField(auto_now_add=True)
    published = models.ForeignKey("Publication", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "repositories"

    def __str__(self) -> str:
        return self.slug


class Commit(models.Model):
    """A commit of the graph. `number` is its place in a topological order, parents first."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="commits")
    number = models.PositiveIntegerField()
    oid = models.CharField(max_length=64)
    first_parent = models.IntegerField(help_text="number of the first parent, -1 for a root")
    parents = models.PositiveSmallIntegerField(help_text="how many parents")
    author_name = models.CharField(max_length=200)
    author_email = models.CharField(max_length=254)
    authored_at = models.DateTimeField()
    committed_at = models.DateTimeField()
    subject = models.CharField(max_length=300)
    line_index = models.PositiveIntegerField(null=True, help_text="place on the published line, 0 the oldest")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repository", "number"], name="commit_number_once"),
            models.UniqueConstraint(fields=["repository", "oid"], name="commit_oid_once"),
        ]
        indexes = [models.Index(fields=["repository", "line_index"], name="commit_by_line")]

    def __str__(self) -> str:
        return self.oid[:9]


class HistorySegment(models.Model):
    """The commits and changes that one update of the mirror brought, packed by scanner.graph."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="segments")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repository", "number"], name="segment_number_once")]


class Publication(models.Model):
    """One complete set of numbers. Readers follow Repository.published, flipped in one transaction."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="publications")
    scan = models.ForeignKey("Scan", null=True, on_delete=models.SET_NULL, related_name="publications")
    depth = models.CharField(max_length=8, choices=Depth.choices)
    ref = models.CharField(max_length=500)
    tip_oid = models.CharField(max_length=64)
    analyzer = models.CharField(max_length=24)
    commits = models.PositiveIntegerField(default=0, help_text="commits of the graph")
    line_commits = models.PositiveIntegerField(default=0, help_text="commits of the first-parent line")
    rules_digest = models.CharField(max_length=16, default="", help_text="of the categories and exclusions that it was counted by")
    owners_file = models.CharField(
        max_length=30, null=True, help_text="the CODEOWNERS of its newest commit; empty: there is none, none: not read"
    )
    owners_problem = models.CharField(max_length=500, blank=True, default="", help_text="what of it could not be read, in one sentence")
    excluded_files = models.JSONField(default=dict, help_text="category -> files at the tip that are not counted")
    created_at = models.DateTimeField(auto_now_add=True)

"""What an operator may look at; people change things on the pages, where the rules of the actions hold."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from tracker.models import Batch, Issue, Publication, Repository, Scan, ScanEvent, TrackedRule, TrackerDocument
from tracker.queries.repositories import shown_source

admin.site.site_header = admin.site.site_title = "SSOT Tracker"
admin.site.index_title = "What is stored"
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]  # the one sign-in page, which counts tries

admin.site.unregister([User, Group])  # /accounts/


class _Shown:
    """Rows that are neither added nor deleted here: pages and workers do that, with everything that belongs to it."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class _ReadOnly(_Shown):
    """Rows that are not changed either."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(Repository)
class RepositoryAdmin(_Shown, admin.ModelAdmin):  # type: ignore[type-arg]
    """Only the interval is changed here: it changes no number."""

    list_display = ["slug", "address", "ref", "interval_minutes", "created_at"]
    list_editable = ["interval_minutes"]
    search_fields = ["slug", "source"]
    fields = ["slug", "address", "ref", "interval_minutes", "excluded_categories", "path_rules", "published", "created_at"]
    readonly_fields = ["slug", "address", "ref", "excluded_categories", "path_rules", "published", "created_at"]
    ordering = ["slug"]

    @admin.display(description="source")
    def address(self, row: Repository) -> str:
        """Without what stands before an @."""
        return shown_source(row.source)


class RuleInline(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """The rules of an issue."""

    model = TrackedRule


@admin.register(Issue)
class IssueAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Issues with their rules."""

    fields = ["slug", "title", "repository", "symbol", "canonical_module", "intended_paths", "github_url", "opened_on"]
    fields += ["status_text", "priority_text", "revision", "counted_revision", "counted_in", "created_at"]
    list_display = ["slug", "title", "repository", "revision", "counted_revision", "created_at"]
    list_select_related = ["repository"]
    list_filter = ["repository"]
    search_fields = ["slug", "title", "symbol"]
    inlines = [RuleInline]
    ordering = ["slug"]


class EventInline(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """What happened in a scan."""

    model = ScanEvent
    fields = ["at", "sentence", "important"]
    readonly_fields = ["at", "sentence", "important"]
    ordering = ["pk"]


@admin.register(Scan)
class ScanAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Scans with what happened in them."""

    list_display = ["id", "repository", "reason", "state", "step", "stage", "worker", "lease_until", "created_at", "finished_at"]
    list_select_related = ["repository"]
    list_filter = ["state", "reason", "repository"]
    exclude = ["lease_token"]
    inlines = [EventInline]
    ordering = ["-pk"]


@admin.register(Batch)
class BatchAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Batches without their lists of blobs."""

    list_display = ["id", "scan", "stage", "number", "state", "done", "total", "stopped", "attempts", "worker", "lease_until"]
    list_select_related = ["scan"]
    list_filter = ["state", "stage"]
    search_fields = ["=scan__id"]
    exclude = ["oids", "lease_token"]
    raw_id_fields = ["scan"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        """Never the ids of the blobs."""
        return super().get_queryset(request).defer("oids")


@admin.register(Publication)
class PublicationAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What is published, and what is being counted."""

    list_display = ["id", "repository", "depth", "ref", "tip_oid", "analyzer", "commits", "line_commits", "created_at"]
    list_select_related = ["repository"]
    list_filter = ["depth", "repository"]
    raw_id_fields = ["repository", "scan"]
    ordering = ["-pk"]


@admin.register(TrackerDocument)
class TrackerDocumentAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Tracker documents as they were last read."""

    list_display = ["path", "issue", "in_repository", "imported_at"]
    list_select_related = ["issue"]
    search_fields = ["path", "issue__slug"]
    ordering = ["path"]

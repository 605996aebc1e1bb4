"""What a service manager or a proxy asks."""

from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return _line("It lives.")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """It can serve: the database answers, and its tables are those of this program."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InconsistentMigrationHistory) as error:
        return _line(f"The database does not answer as it should ({type(error).__name__}).", status=503)
    if waiting:
        return _line("The database is not up to date with this program. Run: manage.py migrate", status=503)
    return _line("It is ready.")


def _line(sentence: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")

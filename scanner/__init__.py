"""Git objects in, facts and numbers out. Knows nothing of Django, Celery or HTTP."""

"""The web application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = get_wsgi_application()
list(get_resolver().url_patterns)  # else the first request of each process imports all views

from tracker.queries import ahead  # noqa: E402 - tables are known from here on

ahead.start()

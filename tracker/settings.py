"""All settings, from the environment; .env.example lists every variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tracker.embedded import port, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default="") or str(BASE_DIR / "data")).expanduser().resolve()
PORT = port(env.str("PORT", default="").strip() or "8000")
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}")
IS_EMBEDDED = not env.str("DATABASE_URL", default="")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not IS_EMBEDDED:
        raise ImproperlyConfigured("SECRET_KEY is not set. With DATABASE_URL it has to be: 50 random characters or more, see .env.example.")
    SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# What may be read, and how.
LOCAL_REPO_ROOTS = env.list("LOCAL_REPO_ROOTS", default=[])
ALLOWED_GIT_HOSTS = env.list("ALLOWED_GIT_HOSTS", default=[])
SCAN_CONCURRENCY = env.int("SCAN_CONCURRENCY", default=os.cpu_count() or 1)
PARSER_TIMEOUT = env.float("PARSER_TIMEOUT", default=5.0)  # seconds for one file
PUBLIC_REPORTS = env.bool("PUBLIC_REPORTS", default=False)  # reports, badges and charts are for everybody, whatever else is closed
# What signs deliveries of the webhook; two while one follows the other.
GITHUB_WEBHOOK_SECRETS = [one.strip() for one in env.list("GITHUB_WEBHOOK_SECRET", default=[]) if one.strip()]
if any(len(one) < 16 for one in GITHUB_WEBHOOK_SECRETS):
    raise ImproperlyConfigured("GITHUB_WEBHOOK_SECRET is too short: 16 random characters or more, see .env.example.")
SECONDS_OF_READING = 60.0  # one task reads batches so long: other scans, and a worker's end, wait no longer

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "tracker",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.views.read_only.Sessions",
    "django.middleware.common.CommonMiddleware",
    "tracker.views.charsets.Charsets",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.views.gate.Gate",
    "tracker.views.read_only.ReadOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.contrib.humanize.templatetags.humanize", "tracker.templatetags.paths"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.views.context.shell",
            ],
        },
    }
]

# The database is the truth. While the operator works on it, it may be read only: then it holds itself to that, too.
READ_ONLY = env.bool("READ_ONLY", default=False)
DATABASES: dict[str, dict[str, Any]]
if IS_EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "tracker.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
                    "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
if READ_ONLY:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        _options["init_command"] = _options.get("init_command", "") + "PRAGMA query_only=ON;"
    else:
        _options["options"] = f"{_options.get('options', '')} -c default_transaction_read_only=on".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker is a doorbell: what it loses, tracker.tasks.reconcile rings for again.
BELLS = DATA_DIR / "bells"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="embedded://localhost")  # tracker/embedded_broker.py
if CELERY_BROKER_URL.startswith("embedded"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BELLS),
        "data_folder_out": str(BELLS),
        "polling_interval": 0.1,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 7200, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}
# What takes long waits in a line of its own: one worker, which hears the other line only, is always soon free.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "reading": {}}
CELERY_TASK_ROUTES = {"tracker.tasks.read_batches": {"queue": "reading"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Workers that `up` starts have no pool (--pool solo): no child can die with a lock that all of them share. Such a worker hears no
# time limit (who hangs loses the lease, and what takes long renews it) and restarts itself: tracker/celery.py.
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: a file could be damaged, and would remember nothing of use
CELERY_BEAT_SCHEDULE = {
    "reconcile": {"task": "tracker.tasks.reconcile", "schedule": 5.0, "options": {"expires": 5}},
    "end-test-waivers": {"task": "tracker.tasks.end_test_waivers", "schedule": 60.0, "options": {"expires": 60}},
    "schedule-scans": {"task": "tracker.tasks.schedule_scans", "schedule": 60.0, "options": {"expires": 60}},
    "forget-old": {"task": "tracker.tasks.forget_old", "schedule": 600.0, "options": {"expires": 600}},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
REQUIRE_SIGN_IN = env.bool("REQUIRE_SIGN_IN", default=False)  # for reading, too
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "tracker.views.errors.stale_form"
# Counts wrong passwords, for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What the facts of a commit say to an issue: it never changes, and takes seconds to find out.
    "reports": {
        "BACKEND": "tracker.report_cache.ReportCache",
        "LOCATION": DATA_DIR / "reports",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "tracker.finders.NodeModulesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUSTED_PROXY", default=False) else None
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if IS_HTTPS else []
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tracker.embedded.WithoutTokens", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

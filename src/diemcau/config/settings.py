"""Settings of the office and of the tools, read from the environment once.

Every variable: DIEMCAU_DATA (folder of databases, keys and papers), DATABASE_URL (PostgreSQL; absent
means the two SQLite files in the data folder), DIEMCAU_SECRET_KEY (or DIEMCAU_SECRET_KEY_FILE),
DIEMCAU_HOSTS (names the office answers to), DIEMCAU_TLS (1 behind TLS), DIEMCAU_DEBUG.
"""

from pathlib import Path
from typing import Any

import environ

from diemcau.base.keys import read_or_make

env = environ.Env()

DATA = Path(env.str("DIEMCAU_DATA", default="var")).absolute()
SECRET_KEY = read_or_make(env, DATA)
DEBUG = env.bool("DIEMCAU_DEBUG", default=False)
TLS = env.bool("DIEMCAU_TLS", default=False)
ALLOWED_HOSTS = env.list("DIEMCAU_HOSTS", default=["*"])
DEMO = env.bool("DIEMCAU_DEMO", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "diemcau.base",
    "diemcau.journal",
    "diemcau.units",
    "diemcau.people",
    "diemcau.record",
    "diemcau.programme",
    "diemcau.planning",
    "diemcau.classroom",
    "diemcau.assessment",
    "diemcau.knowledge",
    "diemcau.reports",
    "diemcau.rehearsal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "diemcau.base.http.Frame",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "diemcau.people.middleware.ScopeOfRequest",
    "diemcau.people.middleware.Permits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "diemcau.base.http.Refusals",
]
ROOT_URLCONF = "diemcau.config.urls"
WSGI_APPLICATION = "diemcau.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "diemcau.base.http.page_frame",
            ],
        },
    }
]


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "diemcau.base.sqlite_backend",
        "NAME": str(DATA / name),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


# SQLite: office.db is Django's; journal.db is written by the live process alone. PostgreSQL: one
# database, two schemas, so that the journal's role can be a different one.
if env.str("DATABASE_URL", default=""):
    _office = env.db_url("DATABASE_URL")
    DATABASES = {
        alias: {**_office, "OPTIONS": {**_office.get("OPTIONS", {}), "options": f"-c search_path={schema}"}}
        for alias, schema in (("default", "office"), ("journal", "journal"))
    }
else:
    DATABASES = {"default": _sqlite("office.db"), "journal": _sqlite("journal.db")}
DATABASE_ROUTERS = ["diemcau.journal.router.JournalRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
PERMITS = "diemcau.config.permits.PERMITS"
LOGIN_URL = "people:enter"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
STATIC_URL = "/static/"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("DIEMCAU_ORIGINS", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # Django's check of forms needs the referrer on TLS
X_FRAME_OPTIONS = "SAMEORIGIN"

LIVE_URL = env.str("DIEMCAU_LIVE_URL", default="http://127.0.0.1:8000")

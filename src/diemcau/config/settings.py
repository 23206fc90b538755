"""Settings of the office and of the tools, read from the environment once.

Every variable: DIEMCAU_DATA (folder of databases, keys and papers), DATABASE_URL (PostgreSQL; absent
means the two SQLite files in the data folder), DIEMCAU_SECRET_KEY (or DIEMCAU_SECRET_KEY_FILE),
DIEMCAU_HOSTS (names the office answers to), DIEMCAU_TLS (1 behind TLS), DIEMCAU_DEBUG, DIEMCAU_MAIL_URL
(where mail goes; absent means into files of the data folder), DIEMCAU_MAIL_FROM, DIEMCAU_OIDC_URL, _ID,
_SECRET and _NAME (a ministry's login; absent means none).
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
PRACTICE_SITES = env.int("DIEMCAU_PRACTICE_SITES", default=200)  # rooms of the practice site a day, 0 for none

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
    # after our own: pages of the same name are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
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
    "diemcau.record.middleware.Asked",
    "diemcau.people.middleware.Permits",
    "diemcau.people.middleware.InUse",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
# A page of 2,000 people, each with two fields (planning.views.roster_files), or of 2,000 sites to tick.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Limits on tries are counted here, by all office processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "diemcau.people.validators.PasswordRule"}]
LOGIN_REDIRECT_URL = "planning:courses"
LOGOUT_REDIRECT_URL = "people:enter"
ACCOUNT_ADAPTER = "diemcau.people.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # nobody signs up: what allauth takes an account to have
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a name
PASSWORD_RESET_TIMEOUT = 60 * 60
# A whole office may share one address; an account does not.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/15m/key"}
ACCOUNT_FORMS = {
    "login": "diemcau.people.forms.SignIn",
    "change_password": "diemcau.people.forms.ChangePassword",
    "set_password": "diemcau.people.forms.SetPassword",
    "reset_password": "diemcau.people.forms.Forgotten",
    "reset_password_from_key": "diemcau.people.forms.NewPasswordByMail",
    "reauthenticate": "diemcau.people.forms.PasswordAgain",
}
MFA_ADAPTER = "diemcau.people.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever invited an account vouches for its address
MFA_TOTP_ISSUER = "Điểm Cầu"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are up to half a minute wrong
MFA_FORMS = {
    "authenticate": "diemcau.people.forms.CodeAtDoor",
    "reauthenticate": "diemcau.people.forms.CodeAgain",
    "activate_totp": "diemcau.people.forms.FirstCode",
    "deactivate_totp": "diemcau.people.forms.DropApp",
    "generate_recovery_codes": "diemcau.people.forms.NewCodes",
}
SOCIALACCOUNT_ADAPTER = "diemcau.people.adapters.Ministry"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form's answer may not lead to another host (Content-Security-Policy)
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if env.str("DIEMCAU_OIDC_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "bo",
            "name": env.str("DIEMCAU_OIDC_NAME", default="OpenID Connect"),
            "client_id": env.str("DIEMCAU_OIDC_ID"),
            "secret": env.str("DIEMCAU_OIDC_SECRET", default=""),
            "settings": {"server_url": env.str("DIEMCAU_OIDC_URL")},
        }
    )

# Mail: without a server nothing is sent to anybody, and what would have been lies in files.
MAIL = bool(env.str("DIEMCAU_MAIL_URL", default=""))
EMAIL_FILE_PATH = str(DATA / "mail")
if MAIL:
    globals().update(env.email("DIEMCAU_MAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds: somebody may be waiting for the page
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DIEMCAU_MAIL_FROM", default="diemcau@localhost")

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds without use
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("DIEMCAU_ORIGINS", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # Django's check of forms needs the referrer on TLS
X_FRAME_OPTIONS = "SAMEORIGIN"

LIVE_URL = env.str("DIEMCAU_LIVE_URL", default="http://127.0.0.1:8000")

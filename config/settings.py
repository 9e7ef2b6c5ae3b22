"""Settings of every installation; what differs between machines comes from the environment."""

import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env, files
from core.clock import shift

# where lxml is installed, openpyxl reads with it and lets entities pass that defusedxml refuses
os.environ["OPENPYXL_LXML"] = "False"
# one thread of arithmetic: the same digits whatever the number of cores, none taken from pages
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

django_stubs_ext.monkeypatch()

BASE_DIR = env.BASE_DIR
# several installations on one machine share the program, not its .env: theirs name /dev/null
env.load_file(Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
if not DEBUG and len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 40 characters; make a longer one.")
if not DEBUG and "change-me" in SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is the one of .env.example, which everybody knows.")
BASE_URL = env.text("BASE_URL", "http://localhost:8000" if DEBUG else None).rstrip("/")
OWN_NAME = urlsplit(BASE_URL).hostname or ""
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1" if DEBUG else OWN_NAME)
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS=* lets visitors choose our name; list the names.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # letters, answers, attachments
# How far our clock is from the true one: nothing, except in a demonstration, which is a play of
# another day. A real installation refuses to start with it (demo.clock).
CLOCK_SHIFT = shift.read(DATA_DIR)
# How many proxies of ours stand before the server. Only so many entries of X-Forwarded-For are
# believed, from the right; what a visitor writes into it himself stands further left.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)

# Empty: pages name no province, and the Association by its kind, until somebody has saved them.
PROVINCE_NAME = env.text("PROVINCE_NAME", "")
ASSOCIATION_NAME = env.text("ASSOCIATION_NAME", "")
ASSOCIATION_CONTACT = env.text("ASSOCIATION_CONTACT", "")
DATA_PROCESSORS = env.text(
    "DATA_PROCESSORS", ""
)  # who hosts and carries letters; the privacy notice names them

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
    "core",  # before django_q: its worker is started by a command of ours
    "django_q",
    "pci",
    "directory",
    "accounts",
    "plan",
    "surveys",
    "dialogues",
    "analysis",
    "demo",
]

MIDDLEWARE = [
    "core.http.middleware.RequestLog",
    "core.http.middleware.StrictHeaders",
    "core.http.middleware.RequestGuard",
    "django.middleware.security.SecurityMiddleware",
    "core.http.middleware.RespondentMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # adds noise to the length, against BREACH
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.public_pages.PublicPages",
    "core.remembered.requests.Remember",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.http.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.http.middleware.LeadBack",
    "core.http.middleware.AskToSignIn",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signing_in.idle.IdleDesk",
    "accounts.signing_in.middleware.SecondFactor",
    "accounts.signing_in.middleware.PasskeyGuard",
    "core.http.middleware.DiskFullMiddleware",
    "core.http.sent_twice.AskOnceMore",
    "core.http.kept_texts.ConfirmArrival",  # inside: none of the above has led it elsewhere
    "core.http.sent_twice.TakeOnce",
]

ROOT_URLCONF = "config.urls"
RESPONDENT_PAGES = ("/s/", "surveys.answering.urls")
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.http.context_processors.site",
                "dashboard.navigation.site_navigation",
            ],
            "builtins": ["core.templatetags.components", "core.templatetags.formats"],
        },
    }
]

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'thuocdo.sqlite3'}")
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "core.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
            "PRAGMA secure_delete=ON"  # drafts of a blind wave must not survive in free pages
        ),
    }
else:  # statements of surveys.prepared_statements keep their plan in the connection
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in the cache, so it must be one for all server processes.
# A full cache forgets counters, so it must be too large to be filled on purpose.
CACHES = {
    "default": {
        "BACKEND": "core.http.signed_cache.SignedDatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# how much worker and backups give way to pages: with 5 they have a third of a processor both want
WORKER_NICE = env.number("WORKER_NICE", 5)
Q_CLUSTER: dict[str, Any] = {
    "name": "thuocdo",
    "orm": "default",
    "workers": env.number("WORKER_PROCESSES", 2),
    "timeout": 900,
    "retry": 960,
    "max_attempts": 5,
    "ack_failures": True,
    "poll": 1,
    "catch_up": False,
    "label": _("Background work"),
}

# all letters, app by app: who gets them, and who lets them leave
LETTER_KINDS = [
    "accounts.letter_kinds.KINDS",
    "surveys.letter_kinds.KINDS",
    "dialogues.letter_kinds.KINDS",
    "plan.reminders.letter_kinds.KINDS",
    "analysis.subscriptions.letter_kinds.KINDS",
]
JOB_KINDS = "config.job_kinds.KINDS"

GATEWAYS = {
    "email": "core.messaging.gateways.EmailGateway",
    "sms": env.dotted_path("SMS_GATEWAY", "core.messaging.gateways.FileGateway"),
    "zalo": env.dotted_path("ZALO_GATEWAY", "core.messaging.gateways.FileGateway"),
}

CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.signing_in.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.signing_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without it, nobody could sign in by password
ACCOUNT_FORMS = {
    "signup": "accounts.forms.EnterpriseSignUpForm",
    "request_login_code": "accounts.signing_in.forms.RequestLoginCodeForm",
    "reset_password": "accounts.signing_in.forms.ResetPasswordForm",
}
ACCOUNT_CHANGE_EMAIL = True
# an account's own limits: signing_in.throttle; those of allauth would let strangers use them up
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip",
    "request_login_code": "20/m/ip",
    "reset_password": "20/m/ip",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an unattended desk does not give away the account
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# of people invited; a password somebody has is reset within the hour
PASSWORD_RESET_TIMEOUT = 7 * 86400
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.signing_in.password_links.PasswordLinks"  # noqa: S105 -- a class, no secret
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Thước Đo] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BASE_URL.startswith("https") else "http"
MFA_FORMS = {
    "authenticate": "accounts.signing_in.forms.AuthenticateForm",
    "reauthenticate": "accounts.signing_in.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.signing_in.adapter.MFAAdapter"
MFA_TOTP_TOLERANCE = 1
# working days before a deadline on which an agency is reminded; and after it, on which the agency,
# the Association and the planners are told
DIALOGUE_REMINDERS = env.numbers("DIALOGUE_REMINDERS", "3,1")
DIALOGUE_REPORTS = env.numbers("DIALOGUE_REPORTS", "1,3,5", count=3)
DESK_IDLE_MINUTES = env.number("DESK_IDLE_MINUTES", 120)
REQUIRE_MFA = env.flag("REQUIRE_MFA", default=not DEBUG)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Thước Đo"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Attachments, reports, letters, exports: where every web server and worker finds them. They are
# never served by address; views check who asks.
STORAGES = {
    "default": files.storage(env.text("FILES", str(DATA_DIR.resolve() / "media"))),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # root collects them, the account of the web server reads them
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# Workbooks and forms that people send are read by a process of its own, which can be ended.
READ_APART = True
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured(
        "EMAIL_USE_TLS (port 587) and EMAIL_USE_SSL (port 465) exclude each other; choose one."
    )
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20)  # seconds for each answer of the mail server
MAIL_PER_MINUTE = env.number("MAIL_PER_MINUTE", 0)  # 0: as fast as the server takes them
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Thước Đo <khaosat@thuocdo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where replies come in, read by the worker; without a host letters say that nobody reads them.
IMAP_HOST = env.text("IMAP_HOST", "")
IMAP_PORT = env.number("IMAP_PORT", 993)
IMAP_USE_SSL = env.flag("IMAP_USE_SSL", default=True)
IMAP_USER = env.text("IMAP_USER", "")
IMAP_PASSWORD = env.text("IMAP_PASSWORD", "")
IMAP_FOLDER = env.text("IMAP_FOLDER", "INBOX")
REPLY_ADDRESS = env.text("REPLY_ADDRESS", IMAP_USER if "@" in IMAP_USER else "")

SECURE = BASE_URL.startswith("https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
LARGEST_BODY = 32 * 1024 * 1024  # files are at most 10 MB each, and no form takes more than three

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.http.request_log.OneLine"},
        "refusal": {"()": "core.http.request_log.Refusal"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "refused": {"class": "logging.StreamHandler", "formatter": "refusal"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "django.security": {"handlers": ["refused"], "level": "WARNING", "propagate": False},
        # refused and missing pages already have their line from core.http.middleware.RequestLog
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django-q": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
logging.captureWarnings(capture=True)
# what no line of ours tells need not be found out for each: caller, thread, process
logging._srcfile = None  # as Python's documentation has it
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

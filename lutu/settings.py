"""One settings file; the environment decides.

Every variable an operator may set is listed in docs/operations.md.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("LUTU_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, or one made once and kept in the var folder."""
    if given := os.environ.get("LUTU_SECRET_KEY"):
        return given
    file = VAR / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _origin(address: str) -> list[str]:
    """The scheme and host of an address, for the content security policy; nothing where there is no address."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("LUTU_DEBUG", "0") == "1"
ALLOWED_HOSTS = os.environ.get("LUTU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LUTU_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("LUTU_HTTPS", "0") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "lutu.kernel.journal",
    "lutu.kernel.jobs",
    "lutu.kernel.intake",
    "lutu.kernel.territory",
    "lutu.kernel.parties",
    "lutu.kernel.access",
    "lutu.kernel.facts",
    "lutu.kernel.registers",
    "lutu.kernel.search",
    "lutu.kernel.calendars",
    "lutu.kernel.documents",
    "lutu.kernel.rules",
    "lutu.kernel.notices",
    "lutu.kernel.casework",
    "lutu.kernel.indicators",
    "lutu.web",
    "lutu.domains.projects",
    "lutu.domains.reform",
    "lutu.fronts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lutu.web.middleware.language_from_cookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lutu.web.middleware.request_clock",
    "lutu.web.middleware.easy_view",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "lutu.urls"
WSGI_APPLICATION = "lutu.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "lutu" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lutu.web.templatetags.lutu"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lutu.web.context.page",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'lutu.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE and WAL: without them concurrent writers lose transactions to "database is locked".
    # synchronous=FULL: money and crisis writes must survive a power loss. recursive_triggers: REPLACE deletes too, and
    # tables that may only grow must notice.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA recursive_triggers=ON;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "lutu" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
(VAR / "assets").mkdir(exist_ok=True)
STATICFILES_DIRS = [VAR / "assets"]
CSRF_FAILURE_VIEW = "lutu.web.errors.csrf_failure"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
IMPORT_MAX_BYTES = 20 * 1024 * 1024

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["lutu.web.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workbench/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "lutu.web.accounts.StaffAccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# A reset asked for an unknown address sends nothing; the page reads the same either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{os.environ.get('LUTU_SITE_NAME', '路图')}] "
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "lutu.web.accounts.KnownPeopleAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lutu"
SOCIALACCOUNT_PROVIDERS = {}
if os.environ.get("LUTU_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "district",
                "name": os.environ.get("LUTU_OIDC_NAME", "统一身份认证"),
                "client_id": os.environ["LUTU_OIDC_CLIENT"],
                "secret": os.environ["LUTU_OIDC_SECRET"],
                "settings": {"server_url": os.environ["LUTU_OIDC_SERVER"]},
            }
        ]
    }
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
EMAIL_BACKEND = os.environ.get("LUTU_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("LUTU_EMAIL_FROM", "lutu@localhost")
EMAIL_HOST = os.environ.get("LUTU_EMAIL_HOST", "localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing in through the identity provider starts with a form that leads there.
        "form-action": [SELF, *_origin(os.environ.get("LUTU_OIDC_SERVER", ""))],
        "frame-ancestors": [NONE],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# gm: SM3 and SM4 (国密); intl: SHA-256 and AES-GCM.
CRYPTO_PROFILE = os.environ.get("LUTU_CRYPTO", "gm")
CRYPTO_KEYS = {
    "field-1": os.environ.get("LUTU_FIELD_KEY", SECRET_KEY),
    "index-1": os.environ.get("LUTU_INDEX_KEY", SECRET_KEY),
}

LUTU_SITE = {
    "name": os.environ.get("LUTU_SITE_NAME", "路图"),
    "host_unit": os.environ.get("LUTU_HOST_UNIT", ""),
    "running_unit": os.environ.get("LUTU_RUNNING_UNIT", ""),
    "site_code": os.environ.get("LUTU_SITE_CODE", ""),
    "icp": os.environ.get("LUTU_ICP", ""),
    "police": os.environ.get("LUTU_POLICE", ""),
    "contact": os.environ.get("LUTU_CONTACT", ""),
}
# Dotted path of the adapter that sends text messages; without one they stay in the outbox.
LUTU_SMS_GATEWAY = os.environ.get("LUTU_SMS_GATEWAY", "")
FILE_MAX_BYTES = int(os.environ.get("LUTU_FILE_MAX_MB", "20")) * 1024 * 1024
FILE_QUOTA_BYTES = int(os.environ.get("LUTU_FILE_QUOTA_MB", "200")) * 1024 * 1024
LETTER_FONTS = os.environ.get("LUTU_LETTER_FONTS", "")
LUTU_ROOT_AREA = os.environ.get("LUTU_ROOT_AREA", "370214")
LUTU_SHARED_DATA = Path(os.environ.get("LUTU_SHARED_DATA", ROOT.parent / "shared" / "data"))

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LUTU_LOG", "WARNING")},
}

"""Everything from the environment, each name in .env.example, and safe when unset."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from tessera.website import connections, keys, logs

SOURCE = Path(__file__).resolve().parents[1]


def _is_on(name: str, default: str = "") -> bool:
    return os.environ.get(name, default).strip().lower() in ("1", "on", "true", "yes")


def _listed(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


PRODUCTION = _is_on("TESSERA_PRODUCTION")
DEBUG = False
DATA_FOLDER = connections.data_folder()
LOCAL_FOLDER = os.environ.get("TESSERA_LOCAL", "")
AUTHORITY = os.environ.get("TESSERA_AUTHORITY", "")
COUNCIL_NAME = os.environ.get("TESSERA_COUNCIL_NAME", "" if PRODUCTION else "Eskmoor Council")
# Two colours, "#113f4b #0b6571": the header, then links and the main button; both 4.5:1 on white.
COUNCIL_COLOURS = os.environ.get("TESSERA_COUNCIL_COLOURS", "")
RATE_LIMITS = PRODUCTION or _is_on("TESSERA_RATE_LIMITS", default="on")

# Where it is reached

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = _listed("TESSERA_HOSTS") or LOOPBACK
# Only a machine that nobody else can reach may do without TLS.
OVER_TLS = PRODUCTION or not set(ALLOWED_HOSTS) <= set(LOOPBACK)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if OVER_TLS else []
ROOT_URLCONF = "tessera.website.urls"
WSGI_APPLICATION = "tessera.website.wsgi.application"

# What it is made of

_ROOMS = [
    "tessera.website",
    "tessera.demo",
    "tessera.data_migration.cin_census",
    "tessera.insight.cin_census",
    "tessera.practice.children_in_need",
    "tessera.practice.cp_is",
    "tessera.practice.child_protection",
    "tessera.practice.proceedings",
    "tessera.practice.transfers",
    "tessera.practice.letters",
    "tessera.practice.assessments",
    "tessera.practice.meetings",
    "tessera.practice.plans",
    "tessera.practice.recording",
    "tessera.practice.front_door",
    "tessera.practice.early_help",
    "tessera.engine.feeds",
    "tessera.engine.workflow",
    "tessera.engine.forms",
    "tessera.engine.documents",
    "tessera.people",
    "tessera.ui",
    "tessera.foundations.records",
    "tessera.foundations.access",
    "tessera.foundations.audit",
]

INSTALLED_APPS = [
    *_ROOMS,
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
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
if not PRODUCTION:
    try:
        import django_linear_migrations  # noqa: F401 - there only where the tools are installed

        INSTALLED_APPS.append("django_linear_migrations")
    except ImportError:
        pass

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tessera.website.headers.PrivateResponses",
    "csp.middleware.CSPMiddleware",
    "tessera.website.posted.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "tessera.website.sessions.SafeSessions",
]

TEMPLATES = [
    {
        "BACKEND": "tessera.ui.jinja.HouseTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "tessera.ui.jinja.environment",
            "context_processors": [
                "tessera.website.frame.around",
                "tessera.ui.given_back.whose_form",
            ],
        },
    },
    {  # for the pages of django-allauth, which come in Django's own template language
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "website" / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# The database

AS_OWNER = os.environ.get("TESSERA_DATABASE_AS") == "owner"
SERVING = _is_on("TESSERA_SERVING")
_POOL = (
    SERVING
    and _is_on("TESSERA_POOL", default="on")
    and {"min_size": 1, "max_size": 8, "timeout": 10}
)
DATABASES = {
    "default": connections.for_django(as_owner=AS_OWNER, pool=_POOL),
    # The log of looks is written on a connection of its own: a look that is rolled back still happened.
    "audit": connections.for_django(as_owner=AS_OWNER, pool=_POOL),
}
# A connection that is kept may keep what it has planned; a pooler in front hands out others' connections.
KEEPS_PLANS = bool(_POOL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# Time and language

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# Signing in

SECRET_KEY = os.environ.get("TESSERA_SECRET_KEY") or keys.kept("secret_key", folder=DATA_FOLDER)
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tessera.website.sign_in.LocalAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_DISPLAY = "tessera.website.sign_in.name_of"
# Failures of one account are counted by axes; here it is one address that tries many.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": None} if RATE_LIMITS else False

AXES_ENABLED = RATE_LIMITS
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "tessera.website.sign_in.account_tried"
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "tessera.website.sign_in.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006"
]  # addresses are counted by django-allauth: a council shares one

# Single sign-on is there as soon as its three names are set
OIDC_SERVER = os.environ.get("TESSERA_OIDC_SERVER", "")
SOCIALACCOUNT_ADAPTER = "tessera.website.sign_in.CouncilAccounts"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "council",
                "name": os.environ.get("TESSERA_OIDC_NAME", "your council account"),
                "client_id": os.environ.get("TESSERA_OIDC_CLIENT", ""),
                "secret": os.environ.get("TESSERA_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
SECOND_FACTOR = (
    PRODUCTION  # needed by everyone where real children are; not by the invented people of a demo
)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Tessera"
MFA_ADAPTER = "tessera.website.sign_in.Keys"

# Sessions and cookies

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-tessera" if OVER_TLS else "tessera"
CSRF_COOKIE_NAME = "__Host-tessera-form" if OVER_TLS else "tessera-form"
CSRF_FAILURE_VIEW = "tessera.website.sent_again.without_token"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What browsers are told

SECURE_SSL_REDIRECT = OVER_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` makes browsers post `Origin: null`, which Django refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if _is_on("TESSERA_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "tessera.website.proxied.CallersAddress")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Browsers apply this to the redirect after a form too, so the council's sign-in page is named.
        "form-action": [SELF, *([OIDC_SERVER] if OIDC_SERVER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Files that are added to forms: kept sealed; another storage here moves them to a bucket

FILE_KEY = os.environ.get("TESSERA_FILE_KEY") or keys.kept("file_key", folder=DATA_FOLDER)
# clamd, by its socket or as host:port. Without it, whatever is added to a form stays shut.
VIRUS_SCANNER = os.environ.get("TESSERA_VIRUS_SCANNER", "")
FILE_LIMIT = int(os.environ.get("TESSERA_FILE_LIMIT_MB") or 20) * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "files": {
        "BACKEND": "tessera.engine.documents.storage.Folder",
        "OPTIONS": {"location": DATA_FOLDER / "files"},
    },
}
FILE_UPLOAD_HANDLERS = [
    "tessera.engine.documents.uploads.Limits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Static files

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# E-mail waits in the database until a council names its server; it goes to that over TLS only

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("TESSERA_EMAIL_HOST", "")
EMAIL_LEAVES = bool(EMAIL_HOST)
EMAIL_PORT = int(os.environ.get("TESSERA_EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("TESSERA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TESSERA_EMAIL_PASSWORD", "")
# Letters are e-mailed to these domains only, which the council's own server must reach by TLS alone.
SECURE_EMAIL_DOMAINS = [
    name.lower().lstrip("@.") for name in _listed("TESSERA_SECURE_EMAIL_DOMAINS")
]
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TESSERA_EMAIL_FROM", "no-reply@eskmoor.example")

# Logs: JSON on standard error, with nothing personal in them

LOGGING_CONFIG = None
logs.configure()

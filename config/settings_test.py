"""Settings of the tests: the same house, quick hashing, nothing that leaves the process."""

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ["SECRET_KEY"] = "tests-only-not-a-secret-tests-only-not-a-secret"
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="thuocdo-test-")
os.environ.setdefault("BASE_URL", "http://testserver")
os.environ["PROVINCE_NAME"] = "Tỉnh Đắk Nông"
os.environ["ASSOCIATION_NAME"] = "Hiệp hội Doanh nghiệp tỉnh Đắk Nông"
os.environ["ASSOCIATION_CONTACT"] = "khaosat@thuocdo.example"
os.environ["WORKER_NICE"] = "0"  # of workers that tests start: nobody waits for their pages

from config.settings import *  # noqa: F403 -- the environment above must be set first
from config.settings import DATA_DIR, DATABASES, Q_CLUSTER

DEBUG = False
ALLOWED_HOSTS = ["*"]
READ_APART = False  # a process each costs a second; its own tests read apart
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
Q_CLUSTER = {**Q_CLUSTER, "sync": True}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "core.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # pytest-django knows Django's engine alone
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is missing

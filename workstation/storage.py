"""Where attachments are kept: `STORAGE_URL` names a folder or a bucket of an S3-compatible server (DESIGN §4)."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = "core.storage.WholeFiles"
S3 = "storages.backends.s3.S3Storage"
KNOWN = {"region", "prefix", "tls", "style"}


def storage(url):
    """The entry of STORAGES for attachments.

    "" is MEDIA_ROOT; `file:///srv/media` another folder; `s3://key:secret@host[:port]/bucket` a bucket, with `region=`,
    `prefix=`, `tls=0` for a server without TLS, and `style=virtual` where the bucket is part of the host name (Aliyun OSS).
    Raises ImproperlyConfigured with a sentence about what is wrong; secrets are not repeated in it.
    """
    if not url:
        return {"BACKEND": LOCAL}
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return {"BACKEND": LOCAL, "OPTIONS": {"location": str(Path(unquote(parts.path)))}}
    if parts.scheme != "s3":
        raise ImproperlyConfigured("STORAGE_URL begins with file:/// or s3://")
    bucket, more = parts.path.strip("/"), parse_qs(parts.query)
    if not (bucket and parts.hostname and parts.username and parts.password) or "/" in bucket:
        raise ImproperlyConfigured(
            "STORAGE_URL is s3://key:secret@host/bucket, optionally with ?region=…&prefix=…"
        )
    if unknown := sorted(set(more) - KNOWN):
        raise ImproperlyConfigured(
            f"STORAGE_URL does not know {', '.join(unknown)}; it knows {', '.join(sorted(KNOWN))}"
        )
    said = {name: values[-1] for name, values in more.items()}
    scheme = "http" if said.get("tls") == "0" else "https"
    host = parts.hostname + (f":{parts.port}" if parts.port else "")
    return {
        "BACKEND": S3,
        "OPTIONS": {
            "bucket_name": bucket,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "endpoint_url": f"{scheme}://{host}",
            "region_name": said.get("region"),
            "location": said.get("prefix", "").strip("/"),
            "addressing_style": "virtual" if said.get("style") == "virtual" else "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
        },
    }

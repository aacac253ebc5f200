"""STORAGE_URL: where attachments are kept."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage.handler import StorageHandler

from workstation.storage import storage


def made(url):
    """The storage Django makes of it."""
    return StorageHandler({"default": storage(url)})["default"]


def test_without_it_attachments_stand_in_var(settings):
    assert made("").location == str(settings.MEDIA_ROOT)


def test_a_folder_may_have_spaces_and_chinese():
    assert made("file:///srv/%E9%99%84%E4%BB%B6%20a").location == "/srv/附件 a"


def test_a_bucket_is_reached_with_its_key_and_secret():
    s3 = made("s3://key:s%2Fecret@objects.example.cn:9000/attachments?region=cn-east-1&prefix=park/&tls=0")
    assert (s3.bucket_name, s3.access_key, s3.secret_key) == ("attachments", "key", "s/ecret")
    assert (s3.endpoint_url, s3.region_name, s3.location) == (
        "http://objects.example.cn:9000",
        "cn-east-1",
        "park",
    )
    assert not s3.file_overwrite
    assert s3.connection.meta.client.generate_presigned_url(
        "get_object", Params={"Bucket": s3.bucket_name, "Key": "a"}
    ).startswith("http://objects.example.cn:9000/attachments/a?")


@pytest.mark.parametrize(
    "url",
    ["ftp://key:secret@host/b", "file://host/folder", "s3://host/bucket", "s3://key:secret@host/", "s3://key:secret@h/a/b",
     "s3://key:secret@host/bucket?zone=1"],
)  # fmt: skip
def test_a_wrong_address_is_said_without_its_secret(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL") as said:
        storage(url)
    assert "secret@" not in str(said.value).replace("key:secret@host/bucket", "")

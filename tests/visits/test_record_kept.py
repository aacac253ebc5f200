"""`/visits/new/`: what is kept of a form that was not saved: drafts, lost sessions, photos."""

import json
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.attachments import attachments_of
from core.models import Attachment, Draft
from tests.visits.making import NOW, line, posted
from visits.models import Visit

pytestmark = pytest.mark.django_db
URL = "/visits/new/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def photo(name="现场.jpg"):
    """A small real photo."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def html(response):
    """The page as text."""
    return response.content.decode()


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_a_draft_brings_everything_back_lines_included(cast, sign_in):
    client = sign_in("chen")
    payload = posted(
        cast.yunlu_co,
        [line("诉求甲", cast.liu), line("", cast.chen), line("诉求乙", cast.chen, promised_on="2026-12-09")],
        met="没写完",
        companions=str(cast.liu.pk),
        finding_METROLOGY="IMPROVE",
    )
    client.post(
        reverse("core:draft", args=["visit", cast.yunlu_co.pk]),
        json.dumps({"payload": {name: [value] for name, value in payload.items()}}),
        content_type="application/json",
    )
    response = client.get(URL, {"enterprise": cast.yunlu_co.pk})
    lines = [(form["text"].value(), form["owner"].value()) for form in response.context["formset"]]
    assert lines[:2] == [("诉求甲", str(cast.liu.pk)), ("诉求乙", str(cast.chen.pk))]
    form = response.context["form"]
    assert (form["met"].value(), form["companions"].value()) == ("没写完", [str(cast.liu.pk)])
    assert form["finding_METROLOGY"].value() == "IMPROVE"
    assert cast.yunlu_co.name in html(client.get("/visits/"))  # 继续上次没写完的


def test_saving_throws_the_draft_away(cast, sign_in):
    client = sign_in("chen")
    url = f"{URL}?enterprise={cast.yunlu_co.pk}"
    client.post(url, posted(cast.yunlu_co, save_draft="1"))
    assert Draft.objects.get().key == str(cast.yunlu_co.pk)
    client.post(url, posted(cast.yunlu_co))
    assert not Draft.objects.exists()


def test_an_ended_session_brings_the_lines_back_after_signing_in(cast, sign_in, client):
    url = f"{URL}?enterprise={cast.yunlu_co.pk}"
    response = client.post(url, posted(cast.yunlu_co, [line("断线前写的", cast.liu)], met="程芳"))
    assert response.status_code == 401
    kept = dict(response.context["kept"])
    assert kept["need-0-text"] == "断线前写的"
    from core.views import keep_post

    signed_in = sign_in("chen")
    session = signed_in.session
    keep_post(session, url, response.context["kept"])
    session.save()
    again = signed_in.get(url)
    assert again.context["formset"][0]["text"].value() == "断线前写的"
    assert again.context["form"]["met"].value() == "程芳"


def kept(response):
    """The photos that a form offers again."""
    return [each["row"] for each in response.context["form"].fields["photos"].widget.kept]


def test_photos_of_a_form_with_errors_are_kept_and_saved_with_it(cast, sign_in):
    client = sign_in("chen")
    url = f"{URL}?enterprise={cast.yunlu_co.pk}"
    bad = posted(
        cast.yunlu_co,
        visited_on="2027-01-01",
        photos=[photo("甲.jpg"), photo("乙.jpg")],
        photos_caption=["灌装线", ""],
    )
    response = client.post(url, bad)
    assert response.status_code == 422
    first, second = kept(response)
    good = posted(
        cast.yunlu_co,
        kept_files_shown="1",
        kept_file=[str(first.pk)],
        **{f"kept_file_caption_{first.pk}": "改过的说明"},
    )
    client.post(url, good)
    rows = list(attachments_of(Visit.objects.get()).values_list("name", "caption"))
    assert rows == [("甲.jpg", "改过的说明")]
    assert not Attachment.objects.filter(pk=second.pk).exists()  # nobody wanted it


def test_kept_photos_of_somebody_else_are_out_of_reach(cast, sign_in):
    url = f"{URL}?enterprise={cast.yunlu_co.pk}"
    other = sign_in("zhou").post(url, posted(cast.yunlu_co, visited_on="2027-01-01", photos=[photo()]))
    (theirs,) = kept(other)
    sign_in("chen").post(url, posted(cast.yunlu_co, kept_files_shown="1", kept_file=[str(theirs.pk)]))
    assert not attachments_of(Visit.objects.get()).exists()


def test_a_file_that_is_no_photo_is_said_and_the_rest_is_kept(cast, sign_in):
    fake = SimpleUploadedFile("照片.jpg", b"MZ" + b"\0" * 200)
    response = sign_in("chen").post(URL, posted(cast.yunlu_co, summary="留着", photos=[fake, photo()]))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"photos"}
    assert "留着" in html(response)
    assert [row.name for row in kept(response)] == ["现场.jpg"]

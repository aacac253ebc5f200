"""Two people enter the same file at the same moment: each row comes into being once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.exchange import work
from core.models import Transfer
from enterprises.models import Enterprise
from tests.enterprises import books
from tests.races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_comes_second_waits_and_finds_the_rows_there(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content, transfers = books.simple_book([books.good_row(1), books.good_row(2)]), []
    for person in (cast.chen, cast.zhou):
        client = Client()
        client.force_login(person, backend="accounts.backends.NameOrMobileBackend")
        file = SimpleUploadedFile("台账.xlsx", content)
        url = client.post("/enterprises/import/", {"file": file}).url
        transfers.append((client, f"{url}apply/", Transfer.objects.latest("pk")))
    work.run_owed()
    for client, url, _transfer in transfers:
        client.post(url)
    first, second = (transfer for _client, _url, transfer in transfers)
    states = meanwhile(lambda: work.run(first.pk), lambda: work.run(second.pk))
    assert states == ["DONE", "DONE"]
    second.refresh_from_db()
    assert second.result["entered"] == {"NEW": 0, "CHANGED": 0, "SAME": 2}
    assert Enterprise.objects.filter(name__contains="杂乱").count() == 2

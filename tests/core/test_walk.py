"""上一条 and 下一条: a record opened from a list has the neighbours it had there."""

from urllib.parse import quote

import pytest

from servicedesk import actions
from servicedesk.models import Channel, ServiceRequest
from tests.factories import make_enterprises


@pytest.fixture
def three(cast):
    """Three open requests in the hands of chen, and one of zhou."""

    def asked(title, by=cast.chen):
        return actions.log_request(by, cast.yunlu_co, title=title, channel=Channel.PHONE, holder=by)

    rows = [asked("甲"), asked("乙", cast.zhou), asked("丙"), asked("丁")]
    return [rows[0], rows[2], rows[3]]


def walked(client, url):
    """(where [ leads, where ] leads, the page)."""
    page = client.get(url)
    assert page.status_code == 200
    walk = page.context["walk"]
    return (walk.previous, walk.next) if walk else None


def opened(row, source, at):
    return f"{row.get_absolute_url()}?list={quote(source, safe='')}&at={at}"


def test_the_first_column_leads_to_the_record_with_its_place(cast, sign_in, three):
    client, source = sign_in("chen"), "/requests/?tab=mine"
    page = client.get(source).content.decode().replace("&amp;", "&")
    assert opened(three[1], source, 2) in page
    before, after = walked(client, opened(three[1], source, 2))
    assert (before, after) == (opened(three[0], source, 1), opened(three[2], source, 3))
    assert walked(client, before) == ("", opened(three[1], source, 2))
    assert walked(client, after) == (opened(three[1], source, 2), "")
    shown = client.get(before).content.decode()
    assert 'rel="next"' in shown
    assert 'rel="prev"' not in shown


def test_what_left_the_list_has_the_neighbours_it_had(cast, sign_in, three):
    client, source = sign_in("chen"), "/requests/?tab=mine"
    actions.answer_request(three[1].pk, cast.chen, text="办好了")
    actions.close_request(three[1].pk, cast.chen)
    assert walked(client, opened(three[1], source, 2)) == (
        opened(three[0], source, 1),
        opened(three[2], source, 2),
    )


def test_the_way_back_is_the_list_as_it_was(cast, sign_in):
    made = make_enterprises(cast.park, 30)
    client, source = sign_in("chen"), "/enterprises/?tab=all"
    rows = [row.pk for row in client.get(f"{source}&page=2").context["page_rows"]]
    row = next(row for row in made if row.pk == rows[0])
    page = client.get(opened(row, source, 26))
    assert page.context["walk"].list_url == "/enterprises/?tab=all&page=2"
    assert page.context["walk"].previous
    tab = page.context["tabs"][1]["url"]
    assert client.get(tab).context["walk"].previous == page.context["walk"].previous


@pytest.mark.parametrize(
    "source",
    [
        "",
        "/nowhere/",
        "/visits/",
        "/people/",
        "//evil.example/",
        "/requests/?status=nonsense",
        "/requests/new/",
    ],
)
def test_any_other_address_gives_no_neighbours(sign_in, three, source):
    assert walked(sign_in("chen"), opened(three[0], source, 1)) in (None, ("", ""))


@pytest.mark.parametrize("at", ["", "0", "-1", "x", "99999999", "1e3"])
def test_nor_does_any_other_place(sign_in, three, at):
    assert walked(sign_in("chen"), opened(three[0], "/requests/", at)) is None


def test_nobody_walks_into_what_he_may_not_see(cast, sign_in, three):
    client = sign_in("yunlu")
    before, after = walked(client, opened(three[0], "/requests/?tab=all", 1))
    seen = {row.get_absolute_url() for row in ServiceRequest.objects.visible_to(cast.yunlu)}
    assert {url.partition("?")[0] for url in (before, after) if url} <= seen


def test_walking_costs_one_query_more_whatever_the_list(cast, sign_in, three, django_assert_max_num_queries):
    client = sign_in("chen")
    make_enterprises(cast.park, 60)
    with django_assert_max_num_queries(25) as plain:
        client.get(three[0].get_absolute_url())
    with django_assert_max_num_queries(len(plain) + 4):
        client.get(opened(three[0], "/requests/?tab=mine", 1))

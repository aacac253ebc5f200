"""The oracles find what they are there for, and the asker gets in: a fuzz that cannot fail proves nothing."""

import pytest

from tests.fuzz.asker import Answer, Ask, multipart
from tests.fuzz.filling import Filled
from tests.fuzz.hostile import EVIL, IMAGE, LINK, SCRIPT
from tests.fuzz.marked import ELSEWHERE, SECRETS, YUNLU
from tests.fuzz.oracles import problems
from tests.fuzz.typed import lost

SHARE = 0
HTML = {"content-type": "text/html"}


def answer(body="", status=200, who="dinghe", **headers):
    """An answer with this body."""
    return Answer(Ask(who, "/"), status, {**HTML, **headers}, body.encode())


@pytest.mark.parametrize(
    "bad",
    [
        answer(status=500),
        answer("Traceback (most recent call last):"),
        answer(f"<p>{YUNLU}九江云麓食品有限公司</p>"),
        answer(f"<p>{ELSEWHERE.upper()}</p>"),
        answer(f"<p>{SCRIPT}</p>"),
        answer(f'<input value="{IMAGE}">'),
        answer(f'<a href="{LINK}">x</a>'),
        answer(f'<a href="/\\{EVIL}">x</a>'),
        answer(status=302, location=f"//{EVIL}/"),
        answer(status=302, location=f"/\\{EVIL}/"),
        answer(status=302, location=f"\thttps:{EVIL}"),
    ],
    ids=range(11),
)
def test_what_is_wrong_is_found(bad):
    assert problems(bad)


@pytest.mark.parametrize(
    "good",
    [
        answer(f"<p>{YUNLU}</p>", who="chen"),
        answer("<p>&lt;script&gt;alert(7301)&lt;/script&gt;</p>"),
        answer(status=302, location=f"/login/?next=//{EVIL}/"),
        answer(status=302, location="http://testserver/requests/"),
    ],
    ids=range(4),
)
def test_what_is_right_is_let_pass(good):
    assert problems(good) == []


@pytest.mark.parametrize(
    ("page", "gone"),
    [
        ('<form><input name="met" value="程芳"></form>', False),
        ('<form><textarea name="met" class="is-invalid">\n程芳</textarea></form>', False),
        ("<p>您写的内容：程芳</p>", False),
        ('<form><input name="met" class="is-invalid" value=""></form>', True),
        ('<form><input name="met" value=""></form>', True),
        ("<p>出错了</p>", True),
    ],
)
def test_a_lost_text_is_noticed(page, gone):
    filled = Filled([], {"met": "程芳"}, forged=False, action="")
    assert bool(lost(answer(page, status=422), filled)) == gone


def test_everybody_gets_in_and_sees_what_is_his(asker, world):
    pages = {who: asker.send(Ask(who, "/enterprises/")) for who in ("chen", "yunlu", "stranger", "city")}
    assert ELSEWHERE.encode() in pages["stranger"].body
    assert ELSEWHERE.encode() in pages["city"].body
    assert all(ELSEWHERE.encode() not in pages[who].body for who in ("chen", "yunlu"))
    assert YUNLU.encode() in asker.send(Ask("yunlu", f"/enterprises/{world.yunlu_co.pk}/")).body
    assert ELSEWHERE in SECRETS["chen"]


def test_a_megabyte_comes_back(asker):
    text = "质" * 350_000
    with asker.trial():
        page = asker.send(Ask("chen", "/visits/new/", "POST", (), *multipart([("summary", text)])))
    assert page.status == 422
    assert text in page.text

"""What declared addresses and forms name of a database: people, rows, words, days; and the sessions of its people."""

import time
import uuid
from datetime import timedelta
from itertools import count
from urllib.parse import quote, urlencode

from benchmarks.pages import CITY, LEAD, MANAGER, MEMBER, STAFF, Page

CSRF = "b" * 32  # a secret of a browser: cookie and form agree
OF_ENTERPRISE = 2  # of the first park, with a member
ROUND_OF = 40  # enterprises of the first park that new visits and requests go to
_turn = count()


def people() -> dict[str, int]:
    """{who: id of a user}: of the first park, and the one who sees all."""
    from benchmarks.data.base import CITY as CITY_ID
    from benchmarks.data.base import MANAGER as MANAGER_PLACE
    from benchmarks.data.sizes import FIRST_MEMBER, PEOPLE_OF_PARK

    return {
        STAFF: PEOPLE_OF_PARK + 1,
        LEAD: PEOPLE_OF_PARK,
        MANAGER: PEOPLE_OF_PARK + MANAGER_PLACE,
        CITY: CITY_ID,
        MEMBER: FIRST_MEMBER + OF_ENTERPRISE,
    }


def places() -> dict[str, str]:
    """What {place} stands for in this database."""
    from benchmarks.data.words import COMMON_WORD, RARE_WORD
    from core.clock import today
    from enterprises.models import Enterprise, Instrument
    from licensing.models import LicenceCase
    from servicedesk.models import ServiceRequest
    from visits.models import Visit

    day = today()
    request = ServiceRequest.objects.filter(park_id=1, status="IN_PROGRESS").order_by("pk").first()
    here = Enterprise.objects.filter(park_id=1, pk__gt=OF_ENTERPRISE).in_park().order_by("pk")
    return {
        "today": f"{day:%Y-%m-%d}",
        "soon": f"{day + timedelta(days=14):%Y-%m-%d}",
        "year_ago": f"{day - timedelta(days=365):%Y-%m-%d}",
        "of_enterprise": str(OF_ENTERPRISE),
        "own": str(OF_ENTERPRISE),
        "staff": str(people()[STAFF]),
        "visit": str(Visit.objects.filter(park_id=1, need_count=1).order_by("-pk")[0].pk),
        "request": str(request.pk),
        "number": request.number,
        "case": str(LicenceCase.objects.filter(park_id=1, stage="TESTING").open().order_by("pk")[0].pk),
        "round_of": " ".join(map(str, here.values_list("pk", flat=True)[:ROUND_OF])),
        "instrument": Instrument.objects.filter(park_id=1).order_by("-pk")[0].asset_no,
        "digits": request.contact_mobile[-4:],
        "common": COMMON_WORD,
        "common_name": "有限公司",
        "rare": RARE_WORD,
        "gauge": "压力表",
    }


def sessions() -> dict[str, str]:
    """{who: key of a session}: the people of the product, and the same two for the floor and the stock admin."""
    from accounts.models import User
    from benchmarks.data.base import SYSADMIN

    product = "accounts.backends.NameOrMobileBackend"
    stock = "django.contrib.auth.backends.ModelBackend"
    found = {who: _signed_in(User.objects.get(pk=pk), product) for who, pk in people().items()}
    found["floor"] = _signed_in(User.objects.get(pk=people()[STAFF]), stock)
    found["admin"] = _signed_in(User.objects.get(pk=SYSADMIN), stock)
    return found


def _signed_in(user, backend: str) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.middleware import OWN_PHONE, SEEN

    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            OWN_PHONE: True,  # eight hours: a run may take longer than a desk may be idle
            SEEN: int(time.time()),
        }
    )
    session.create()
    return session.session_key


def url_of(page: Page, known: dict[str, str]) -> str:
    """The address."""
    return page.url.format(**{name: quote(value) for name, value in known.items()})


def body_of(page: Page, known: dict[str, str]) -> str:
    """What is posted: a fresh key and the next enterprise each time."""
    round_of = known["round_of"].split()
    fresh = {"key": str(uuid.uuid4()), "enterprise": round_of[next(_turn) % len(round_of)]}
    data = {name: value.format(**known, **fresh) for name, value in page.data.items()}
    return urlencode({**data, "csrfmiddlewaretoken": CSRF})


def address() -> str:
    """An address nobody has come from before: the public look-up counts them."""
    number = next(_turn)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

"""What does not swing: SQL statements, buffers and bytes of every declared page in one database.

`python -m benchmarks.probe out.json [codes …]` with the environment of that database. Each page is opened twice; the
first time warms what a process keeps. Each SELECT of the second time is explained with its buffers.
"""

import gzip
import json
import re
import sys
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

from benchmarks import environment

READS = re.compile(r"\s*(SELECT|WITH|\()", re.IGNORECASE)
WRITES = re.compile(r"INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET", re.IGNORECASE)  # an act, done once
IDLE_CLOCK = 'UPDATE "django_session"'  # at most once a minute
ROW = re.compile(rb'<tr\b|class="l1"')
SHOWN = 300  # characters of a statement in the details


def probe(wanted) -> dict:
    """{"pages": {code@who: numbers}, "places": …, "sessions": …}"""
    from benchmarks import places
    from benchmarks.pages import PAGES

    known, keys = places.places(), places.sessions()
    pages = {
        f"{page.code}@{who}": look_at(page, who, known, keys)
        for page in PAGES
        if not wanted or page.code in wanted
        for who in page.who
    }
    return {"pages": pages, "places": known, "sessions": keys}


def look_at(page, who, known, keys) -> dict:
    """The numbers of one page."""
    ask(page, who, known, keys)
    statements, response = recorded(page, who, known, keys)
    if response.status_code != page.expected:
        raise SystemExit(
            f"{page.code} as {who or 'nobody'}: {response.status_code} instead of {page.expected}"
        )
    found = [(sql, buffers_of(sql, params) if is_read(sql) else 0) for sql, params in statements]
    content = response.content
    heaviest = max(found, key=lambda item: item[1], default=("", 0))
    return {
        "sql": len(found),
        "buffers": heaviest[1],
        "buffers_sum": sum(buffers for _sql, buffers in found),
        "heaviest": heaviest[0][:SHOWN],
        "statements": [[buffers, sql] for sql, buffers in found],
        "rows": len(ROW.findall(content)),
        "bytes": len(content),
        "compressed": len(gzip.compress(content, 6)),
    }


def is_read(sql) -> bool:
    """Whether a statement changes nothing, so that it can be explained by doing it again."""
    return bool(READS.match(sql)) and not WRITES.search(sql)


def recorded(page, who, known, keys):
    """(statements with their parameters, response)."""
    from django.db import connection

    statements = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(IDLE_CLOCK):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = ask(page, who, known, keys)
    return statements, response


def ask(page, who, known, keys):
    """One request, as a browser would send it."""
    from django.conf import settings

    from benchmarks import places

    client = browser()
    client.cookies = SimpleCookie({settings.CSRF_COOKIE_NAME: places.CSRF})
    if who:
        client.cookies[settings.SESSION_COOKIE_NAME] = keys[who]
    headers = {"x-forwarded-for": places.address()}
    if page.is_post:
        body = places.body_of(page, known)
        return client.post(page.url, body, content_type="application/x-www-form-urlencoded", headers=headers)
    return client.get(places.url_of(page, known), headers=headers)


@cache
def browser():
    """One client for all: each would look through the static files again."""
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def buffers_of(sql, params) -> int:
    """Buffers that a statement reads, wherever they are found."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


if __name__ == "__main__":
    environment.set_up()
    Path(sys.argv[1]).write_text(
        json.dumps(probe(sys.argv[2:]), ensure_ascii=False, indent=1), encoding="utf-8"
    )

"""Every register can be exported as it stands."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from enterprises.registers import REGISTERS
from enterprises.registers.acts import add_row
from tests.enterprises.registers.making import make_dated


def sheet(client, source):
    """Headers and rows of the exported list."""
    response = client.post("/export/", {"list": source, "all": "1"})
    assert response.status_code == 200, source
    rows = list(
        load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        .worksheets[0]
        .iter_rows(values_only=True)
    )
    return rows[0], rows[1:]


@pytest.mark.parametrize("code", REGISTERS)
def test_a_register_is_exported_with_every_field_and_exactly_its_rows(code, sign_in, cast):
    make_dated(cast)
    register = REGISTERS[code]
    client = sign_in("chen")
    shown = client.get(register.list_url).context["page_rows"]
    headers, rows = sheet(client, register.list_url)
    assert len(rows) == len(shown)
    assert len(headers) >= len(register.fields)


def test_dates_are_dates_and_mobile_numbers_stay_masked(sign_in, cast):
    add_row(
        "people",
        cast.yunlu_co.pk,
        cast.chen,
        role="QUALITY_HEAD",
        name="万立新",
        phone="13800001102",
        since=date(2015, 3, 1),
    )
    headers, rows = sheet(sign_in("chen"), "/registers/people/")
    found = dict(zip(headers, rows[0], strict=True))
    assert found["任职日期"].date() == date(2015, 3, 1)
    assert found["手机号"] == "138****1102"

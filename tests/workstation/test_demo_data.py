"""The demo park's master data say what the article says, and nothing about its five firms beyond it."""

import csv
import re
from collections import Counter
from decimal import Decimal

import chinese_calendar
from stdnum.cn import uscc

from tests.workstation.demo_files import (
    ARCHIVE,
    BY_KEY,
    CONSULTATIONS,
    ENTERPRISES,
    EVERY_ENTERPRISE,
    FICTIONAL,
    FIRST_DAY,
    LAST_DAY,
    LIVE,
    MONTHS,
    NAMED,
    PEOPLE,
    REAL,
    REAL_KEYS,
    REQUESTS,
    ROOT,
    SECOND,
    STAFF,
    VISITS,
    applicable,
    day,
    read,
    size_class,
)

# --- enterprises


def test_the_park_has_56_enterprises_of_which_51_are_fictional():
    assert len(ENTERPRISES) == 56
    assert len(FICTIONAL) == 51
    assert {row["name"] for row in REAL} == NAMED


def test_the_fictional_enterprises_spread_over_the_divisions_as_planned():
    spread = Counter(row["industry_code"][1:3] for row in FICTIONAL)
    assert spread == {
        "13": 6,
        "14": 8,
        "15": 3,
        "17": 2,
        "18": 5,
        "20": 3,
        "21": 3,
        "22": 2,
        "26": 3,
        "29": 4,
        "30": 4,
        "33": 4,
        "34": 2,
        "38": 2,
    }


def test_every_industry_code_is_a_class_of_the_national_table():
    table = ROOT / "core" / "data" / "gbt4754_2017.csv"
    with table.open(encoding="utf-8") as lines:
        level = {row["code"]: row["level"] for row in csv.DictReader(lines)}
    assert {level[row["industry_code"]] for row in EVERY_ENTERPRISE if row["fictional"]} == {"4"}
    assert {level[row["industry_code"]] for row in REAL if row["industry_code"]} == {"2"}


def test_the_credit_codes_are_valid_and_cannot_be_mistaken_for_real_ones():
    codes = [row["uscc"] for row in EVERY_ENTERPRISE if row["fictional"]]
    assert all(uscc.is_valid(code) for code in codes)
    assert all("DEM000" in code for code in codes)
    assert len(set(codes)) == len(codes) == 57
    assert codes[:3] == ["91360402DEM0000142", "91360402DEM000022W", "91360402DEM000030P"]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for code in codes:
        body, check = code[8:16], code[16]
        rest = 11 - sum(w * int(c, 36) for w, c in zip(weights, body, strict=True)) % 11
        assert check == {10: "X", 11: "0"}.get(rest, str(rest))


def test_individual_businesses_have_codes_of_individual_businesses():
    for row in EVERY_ENTERPRISE:
        if row["fictional"]:
            assert row["uscc"][:2] == ("92" if row["entity_type"] == "SOLE_TRADER" else "91")


def test_the_size_classes_come_from_the_figures_and_mix_as_planned():
    for row in FICTIONAL:
        assert row["size_class"] == size_class(row), row["key"]
    assert Counter(row["size_class"] for row in FICTIONAL) == {"M": 6, "S": 35, "XS": 10}


def test_the_yearly_figures_are_plausible_and_stay_inside_the_published_statement():
    output = tax = Decimal(0)
    for row in FICTIONAL:
        for year in row["yearly"]:
            revenue = Decimal(year["revenue_10k"])
            assert 0 < revenue <= Decimal("1.5") * Decimal(year["output_10k"])
            assert Decimal(year["tax_10k"]) < revenue
            if year["year"] == 2010:
                output += Decimal(year["output_10k"])
                tax += Decimal(year["tax_10k"])
    assert Decimal(200_000) < output <= Decimal(350_000)
    assert tax <= Decimal("5330")


def test_the_growth_of_employees_stays_below_the_published_new_jobs():
    total = Counter()
    for row in FICTIONAL:
        for year in row["yearly"]:
            total[year["year"]] += year["employees"]
    assert 0 < total[2010] - total[2009] <= 1200


def test_names_and_mobiles_are_unique_and_numbers_look_reserved():
    names = [row["name"] for row in EVERY_ENTERPRISE]
    assert len(names) == len(set(names))
    mobiles = [c["mobile"] for row in EVERY_ENTERPRISE for c in row["contacts"] if c["mobile"]]
    assert len(mobiles) == len(set(mobiles))
    assert all(re.fullmatch(r"1(38|39)0000\d{4}", number) for number in mobiles)


def test_there_is_one_very_long_name_and_names_with_rare_characters():
    assert max(len(row["name"]) for row in FICTIONAL) >= 40
    assert any(ord(char) > 0xFFFF for row in FICTIONAL for char in row["name"])
    assert any("喆" in row["name"] for row in FICTIONAL)


def test_every_fictional_enterprise_has_its_master_data_and_a_liaison():
    for row in FICTIONAL:
        for field in (
            "name",
            "short_name",
            "legal_representative",
            "general_manager",
            "plant_address",
            "business_scope",
        ):
            assert row[field].strip(), (row["key"], field)
        assert row["main_products"]
        assert row["established_on"] <= row["production_started_on"]
        assert row["established_on"] <= row["admitted_on"]
        assert [c for c in row["contacts"] if c["role"] == "LIAISON"]
        assert row["liaison"] in {"chen", "zhou"}
    assert any(not c["mobile"] for row in FICTIONAL for c in row["contacts"])


def test_most_enterprises_were_in_the_park_when_the_station_opened():
    later = [row["admitted_on"] for row in FICTIONAL if row["admitted_on"] >= "2010-03-01"]
    assert len(later) == 5
    assert max(later) <= "2011-02-28"


# --- nothing invented about the five firms of the article


def test_nothing_is_recorded_about_the_named_firms_beyond_the_article():
    empty = (
        "uscc",
        "entity_type",
        "legal_representative",
        "registered_capital",
        "established_on",
        "admitted_on",
        "production_started_on",
        "registered_address",
        "plant_address",
        "plot_no",
        "building",
        "business_scope",
        "land_area_mu",
        "floor_area_m2",
        "contacts",
        "former_names",
        "size_class",
    )
    for row in REAL:
        assert not [field for field in empty if row[field]], row["key"]
        assert row["uscc_missing_reason"]
    assert {row["key"]: row["general_manager"] for row in REAL if row["general_manager"]} == {
        "sanjia": "冯德华",
        "jinying": "卢汪洋",
    }
    assert {row["key"]: row["industry_code"] for row in REAL} == {
        "sanjia": None,
        "jinying": "C14",
        "liangyilong": "C14",
        "meilu": "C14",
        "zhuomuniao": "C18",
    }
    assert {row["key"]: row["main_products"] for row in REAL if row["main_products"]} == {
        "sanjia": ["许可产品（未载明）"],
        "liangyilong": ["糕点"],
    }


def test_the_only_figure_of_a_named_firm_is_the_shop_s_yearly_sales():
    rows = [(row["key"], year) for row in REAL for year in row["yearly"]]
    assert [key for key, _ in rows] == ["liangyilong"]
    figures = {field: value for field, value in rows[0][1].items() if value is not None}
    assert set(figures) == {"year", "revenue_10k", "source"}
    assert figures["revenue_10k"] == "120.00"


def test_nothing_was_found_at_the_named_firms_and_only_the_quoted_managers_were_met():
    visits = [row for row in VISITS if row["enterprise"] in REAL_KEYS]
    assert {row["enterprise"] for row in visits} == REAL_KEYS
    for row in visits:
        assert {f["level"] for f in row["findings"]} == {"NOT_SEEN"}
        assert not [f for f in row["findings"] if f["text"]]
        assert row["risk"] == ""
        assert {(p["name"], p["post"]) for p in row["met"]} <= {("冯德华", "总经理"), ("卢汪洋", "总经理")}
    neutral = {row["summary"] for row in visits if row["enterprise"] in {"meilu", "zhuomuniao"}}
    assert neutral == {"例行走访，了解生产情况，未记录新问题。"}


def test_the_only_request_of_a_named_firm_is_the_licence_of_april_2010():
    rows = [row for row in REQUESTS if row["enterprise"] in REAL_KEYS]
    assert len(rows) == 1
    request = rows[0]
    assert (request["enterprise"], request["category"], request["urgency"]) == (
        "sanjia",
        "LICENCE",
        "COMPLEX",
    )
    assert request["submitted_at"].startswith("2010-04")
    assert (day(request["answered_at"]) - day(request["submitted_at"])).days <= 30
    assert not request["contact_mobile"]


def test_the_live_layer_and_the_consultations_concern_fictional_enterprises_only():
    named = [row for row in CONSULTATIONS if row["enterprise"] in REAL_KEYS]
    named += [
        row
        for part in ("requests", "visits", "next_visits")
        for row in LIVE[part]
        if row["enterprise"] in REAL_KEYS
    ]
    assert not named


# --- archive


def test_53_of_56_archives_are_built():
    assert set(ARCHIVE) == set(BY_KEY)
    assert Counter(row["state"] for row in ARCHIVE.values()) == {"BUILT": 53, "EMPTY": 2, "PARTIAL": 1}


def test_a_built_archive_has_every_section_that_applies_and_was_confirmed_last():
    for key, row in ARCHIVE.items():
        names = [section["section"] for section in row["sections"]]
        assert len(names) == len(set(names))
        if row["state"] == "BUILT":
            assert set(names) == applicable(BY_KEY[key]), key
            assert row["archive_confirmed_on"] >= max(s["confirmed_on"] for s in row["sections"])
            assert row["archive_confirmed_by"] in STAFF
        elif row["state"] == "PARTIAL":
            assert set(names) < applicable(BY_KEY[key])
            assert row["archive_confirmed_on"] is None
        else:
            assert not names
            assert row["archive_confirmed_on"] is None


def test_archives_grow_over_the_year():
    built = Counter(row["archive_confirmed_on"][:7] for row in ARCHIVE.values() if row["state"] == "BUILT")
    totals = [sum(built[m] for m in MONTHS[: i + 1]) for i in range(12)]
    assert totals == sorted(totals)
    assert totals[-1] == 53
    assert 0 < totals[0] < totals[5] < 53


def test_confirmations_lie_on_working_days_and_a_named_archive_is_kept_on_paper():
    for key, row in ARCHIVE.items():
        for section in row["sections"]:
            assert chinese_calendar.is_workday(day(section["confirmed_on"]))
            assert FIRST_DAY <= day(section["confirmed_on"]) <= LAST_DAY
            assert section["kind"] in {"PAPER", None}
            assert section["kind"] == "PAPER" or (section["section"] == "BASIC" and key not in REAL_KEYS)
            assert section["confirmed_on"] > (BY_KEY[key]["admitted_on"] or "")


# --- the rest


def test_the_economy_is_the_published_statement():
    economy = read("economy")
    values = {row["code"]: (row["value"], row["growth_published"]) for row in economy["indicators"]}
    assert values == {
        "GROSS_OUTPUT": ("350000.00", None),
        "MAIN_REVENUE": ("322000.00", None),
        "VALUE_ADDED": ("100000.00", "40.00"),
        "PROFIT_TAX": ("28000.00", "19.59"),
        "TAX_PAID": ("5330.00", None),
        "NEW_JOBS": ("1200", None),
    }
    assert "携手闯市场" in economy["source"]
    assert all(row["quote"] in economy["quote"] for row in economy["indicators"])


def test_the_cast_is_complete_and_everybody_stands_where_he_belongs():
    users = {row["username"]: row for row in PEOPLE["users"]}
    assert set(users) == {
        "chen",
        "zhou",
        "lead",
        "liu",
        "wu",
        "manager",
        "city",
        "yunlu",
        "dinghe",
        "investor",
        "stranger",
        "sysadmin",
        "secadmin",
        "auditor",
    }
    assert users["stranger"]["park"] == "hubin"
    assert (users["liu"]["department"], users["wu"]["department"]) == ("MARKET", "ECOLOGY")
    assert [name for name, row in users.items() if row["sees_all_parks"]] == ["city"]
    mobiles = [row["mobile"] for row in PEOPLE["users"]]
    assert len(mobiles) == len(set(mobiles))
    assert {row["code"] for row in PEOPLE["departments"]} == {
        "PARK",
        "MARKET",
        "INDUSTRY",
        "CONSTRUCTION",
        "ECOLOGY",
    }


def test_the_second_park_is_small_and_belongs_to_the_stranger():
    assert [row["key"] for row in read("parks")] == ["lushan", "hubin"]
    assert (len(SECOND["enterprises"]), len(SECOND["visits"])) == (6, 10)
    assert len(SECOND["requests"]) + len(SECOND["live"]["requests"]) == 5
    own = {row["key"] for row in SECOND["enterprises"]}
    rows = SECOND["visits"] + SECOND["requests"] + SECOND["live"]["requests"] + SECOND["live"]["visits"]
    assert {row["enterprise"] for row in rows} <= own
    assert not own & set(BY_KEY)
    assert {row.get("author") or row["holder"] for row in rows} <= {"stranger", None}

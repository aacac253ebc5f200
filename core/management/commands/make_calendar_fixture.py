"""Write core/data/calendar.json from the chinesecalendar package; run once a year when it has a new release."""

import json
from collections import defaultdict
from datetime import date

from django.core.management.base import BaseCommand

from core.reference import DATA
from core.workdays import REACHES_BACK_TO

FIRST_YEAR = 2010


class Command(BaseCommand):
    help = "Write the calendar that ships with the program from the chinesecalendar package."

    def handle(self, *args, **options):
        from chinese_calendar.constants import Holiday, holidays, workdays

        years = defaultdict(list)
        for days, off in ((holidays, True), (workdays, False)):
            for day, name in days.items():
                year = notice_year(day, name, Holiday.new_years_day.value)
                if year >= FIRST_YEAR:
                    years[year].append(
                        {"name": Holiday(name).chinese, "date": day.isoformat(), "isOffDay": off}
                    )
        target = DATA / "calendar.json"
        target.write_text(render(years), encoding="utf-8")
        self.stdout.write(f"{target}: {min(years)}-{max(years)}")


def notice_year(day: date, festival: str, new_year: str) -> int:
    """Return the year whose notice speaks of this day: New Year's Day may begin in December."""
    back = festival == new_year and (day.month, day.day) >= REACHES_BACK_TO
    return day.year + 1 if back else day.year


def render(years: dict[int, list[dict]]) -> str:
    """Return the years in the holiday-cn shape, one day a line, so that a correction reads well."""
    blocks = []
    for year in sorted(years):
        days = sorted(years[year], key=lambda day: day["date"])
        lines = ",\n".join(f"  {json.dumps(day, ensure_ascii=False)}" for day in days)
        blocks.append(f'{{"year": {year}, "papers": [], "days": [\n{lines}\n]}}')
    return "[\n" + ",\n".join(blocks) + "\n]\n"

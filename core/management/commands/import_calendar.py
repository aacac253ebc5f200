"""Import the State Council's calendar of a year (holiday-cn JSON) and recompute what depended on it."""

import json
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.calendars import publish_years
from core.models import CalendarDay


class Command(BaseCommand):
    help = "Import one or more years of the calendar from a JSON file in the holiday-cn shape ('-' reads the input)."

    def add_arguments(self, parser):
        parser.add_argument("file", help="{year, papers, days: [{name, date, isOffDay}]}, or a list of these")

    def handle(self, *args, **options):
        data = self.read(options["file"])
        try:
            years = publish_years(data if isinstance(data, list) else [data])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for year in years:
            off = year.days.filter(kind=CalendarDay.Kind.RESTDAY).count()
            made_up = year.days.filter(kind=CalendarDay.Kind.WORKDAY).count()
            self.stdout.write(
                _("%(year)s published: %(off)s days off, %(work)s worked to make up for them.")
                % {"year": year, "off": off, "work": made_up}
            )

    def read(self, name):
        """Return what the file holds, or say in one sentence why it cannot be read."""
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
            return json.loads(text)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s.") % {"file": name, "why": error.strerror}
            ) from error
        except ValueError as error:
            raise CommandError(_("%(file)s is not a JSON file in UTF-8.") % {"file": name}) from error

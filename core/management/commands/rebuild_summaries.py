"""Count the kept summaries again, or check them against a recount (core.summaries)."""

from django.core.management.base import BaseCommand, CommandError

from core import summaries


class Command(BaseCommand):
    """`manage.py rebuild_summaries [--if-changed | --check]`"""

    help = __doc__

    def add_arguments(self, parser):
        """Options."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--if-changed", action="store_true", help="only when what is counted was changed")
        only.add_argument("--check", action="store_true", help="count, compare, change nothing")

    def handle(self, *args, **options):
        """Rebuild, or compare and fail on a difference."""
        if options["check"]:
            found = summaries.differences()
            for scope, code, grain, first, detail, kept, counted in found:
                self.stdout.write(f"{scope} {code} {detail} {grain} {first}: kept {kept}, counted {counted}")
            if found:
                raise CommandError("the kept summaries differ from a recount")
            self.stdout.write("the kept summaries equal a recount")
        elif not (options["if_changed"] and summaries.is_current()):
            summaries.rebuild()
            self.stdout.write("summaries counted")

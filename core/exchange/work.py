"""What the worker does with an export or import (core.exchange.jobs keeps it from being done twice)."""

import logging

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from core.exchange import outgoing
from core.exchange.applying import apply
from core.exchange.checking import check
from core.exchange.jobs import Lost, Refused, fail, finish, owed, progress_of, take
from core.history import acting
from core.list_at import list_at
from core.models import Transfer
from core.outage import chain_of, database_is_away, outage_of

logger = logging.getLogger("station.exchange")


def run(pk):
    """Do a transfer, if nobody else does; returns its state, or None."""
    transfer = take(pk)
    if transfer is None:
        return None
    user = get_user_model().objects.filter(pk=transfer.user_id, is_active=True).first()
    with translation.override(transfer.options.get("language")), acting(user, transfer=pk):
        try:
            if user is None:
                raise Refused(_("The account is closed."))
            with progress_of(transfer) as progress:
                STEPS[transfer.step](transfer, user, progress)
        except Lost:
            return None
        except Refused as error:
            fail(transfer, str(error))
        except (Http404, PermissionDenied):
            fail(transfer, _("You may not do this any more."))
        except Exception as error:
            if any(map(database_is_away, chain_of(error))):
                raise  # the sweep takes it up again
            logger.exception("transfer %s failed", pk)
            fail(transfer, outage_of(error) or _("A mistake of the program. Nothing was changed."))
    return transfer.state


def run_owed():
    """Do everything nobody works on; returns how many."""
    return len([pk for pk in owed().values_list("pk", flat=True)[:100] if run(pk)])


def request_of(user):
    """A request by which a list page is made again for somebody who is not there."""
    request = HttpRequest()
    request.method, request.user, request.htmx, request.session = "GET", user, False, {}
    return request


def export(transfer, user, progress):
    """Write the rows of a list into a file."""
    view = list_at(request_of(user), transfer.options["list"])
    total = outgoing.count_of(view)
    if total > outgoing.MOST:
        raise Refused(_("More than %(n)s rows: narrow the filter.") % {"n": outgoing.MOST})
    progress(0, total)
    file, count = outgoing.file_of(view, transfer.options["columns"], progress)
    with file:
        finish(
            transfer,
            Transfer.State.DONE,
            result={"rows": count},
            answer=file,
            answer_name=outgoing.name_of(view),
        )


STEPS = {Transfer.Step.EXPORT: export, Transfer.Step.CHECK: check, Transfer.Step.APPLY: apply}

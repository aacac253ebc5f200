"""Two views."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from benchmarks.floor.models import Note, Visit


def visits(request):
    """25 rows, newest first; `?park=` those of one park."""
    rows = Visit.objects.filter(status="DONE").select_related("enterprise").order_by("-visited_on", "-id")
    if park := request.GET.get("park"):
        rows = rows.filter(park_id=int(park))
    return render(request, "floor/list.html", {"who": request.user.name, "rows": rows[:25]})


@csrf_protect
def create(request):
    """One row."""
    Note.objects.create(
        enterprise_id=int(request.POST["enterprise"]), author=request.user, title=request.POST["title"]
    )
    return HttpResponseRedirect("/")

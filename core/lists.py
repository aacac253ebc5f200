"""List pages: a scoped queryset + a filter set + a table (DESIGN §3 "Lists").

A constant number of SQL queries whatever the rows; counting stops at 10,000; sorting only by the columns a table
declares as sortable, which are indexed.
"""

from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from core import kept_lists, saved
from core.counting import CAP, FOUND_CAP, sets_asked
from core.together import read_together
from core.views import Page
from core.walk import places_of, source_of

PER_PAGE = 25


class CappedPaginator(Paginator):
    """Counts at most `cap` rows; beyond that only next and previous are offered ("10 000+")."""

    def __init__(self, rows, per_page, cap=CAP):
        super().__init__(rows, per_page)
        self.cap = cap

    @cached_property
    def count(self):
        """Number of rows, at most one more than the cap."""
        return self.to_count.count()

    @property
    def to_count(self):
        """The rows as far as they are counted."""
        return self.object_list.order_by().values("pk")[: self.cap + 1]

    @property
    def capped(self):
        """Whether there are more rows than were counted."""
        return self.count > self.cap

    def validate_number(self, number):
        """Any page may be asked for when the end is not known."""
        try:
            number = int(number)
        except (TypeError, ValueError):
            return 1
        if number < 1:
            return 1
        return number if self.capped else min(number, self.num_pages)


class ListPage(Page):
    """A page with a list.

    Subclasses set `filterset_class`, `table_class`, `template_name` (default generic/list.html), `title`, and
    `get_queryset()`, which starts from `Model.objects.visible_to(self.request.user)`. `tabs()` gives ways of looking at
    the list with counts; `empty` the three empty states. The query string is the saved filter.
    """

    filterset_class = None
    table_class = None
    template_name = "generic/list.html"
    per_page = PER_PAGE
    unit = ""  # measure word: 件 家 次
    tab_param = "tab"
    is_list = True  # found by its address (core.list_at): it can be saved as a filter and exported
    keeps_statements = False  # its rows depend on user, day and address alone (core.kept_lists)
    walks = False  # its rows lead to records with 上一条 and 下一条 (core.walk)

    @property
    def cap(self):
        """How far rows are counted. What is found by words is read row by row, hence less far ("75+")."""
        return FOUND_CAP if self.request.GET.get("q") else CAP

    def get_queryset(self):
        """The rows in the user's scope."""
        raise NotImplementedError

    def tabs(self):
        """[{code, label, query, count}]: saved views; `query` is the query string that opens one."""
        return []

    def acts(self):
        """Buttons at the upper right: [{label, url, icon, primary}]."""
        return []

    def empty(self):
        """{icon, title, text, acts} of the list when nothing was ever entered."""
        return {"icon": "list", "title": _("Nothing here yet"), "text": "", "acts": []}

    def exports(self):
        """Columns of an export beside those of the table (core.exchange.outgoing.Out)."""
        return []

    def for_export(self, rows):
        """Hook: the filtered rows with whatever `exports` reads besides."""
        return rows

    def chips(self, filterset):
        """[{label, url}] of the conditions that are set, each with the address without it."""
        chips = []
        query = self.request.GET
        for name in filterset.form.changed_data if filterset.form.is_bound else []:
            field = filterset.form.fields[name]
            value = filterset.form.cleaned_data.get(name) if filterset.form.is_valid() else None
            if value in (None, "", [], False):
                continue
            if getattr(field, "choices", None) is not None and not hasattr(value, "pk"):
                shown = str(dict(field.choices).get(value, value))
            else:
                shown = str(value)
            rest = query.copy()
            for key in [key for key in rest if key == name or key.startswith(f"{name}_") or key == "page"]:
                del rest[key]
            chips.append({"name": name, "label": f"{field.label}：{shown}", "url": f"?{rest.urlencode()}"})
        return chips

    def sorted_rows(self, kept=None):
        """(filter set, all rows that fit it in the order asked for)."""
        rows = kept.rows if kept else self.get_queryset()
        filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        if kept:
            return filterset, rows
        filtered = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        table = self.table_class(filtered)  # a table that is given the request counts and pages by itself
        RequestConfig(self.request, paginate=False).configure(table)
        return filterset, table.data.data

    def get(self, request, *args, **kwargs):
        """Answer the list, or only its section to an htmx swap."""
        saved.ask(request, request.path)
        key = kept_lists.key_of(self)
        kept = kept_lists.kept(key)
        filterset, rows = self.sorted_rows(kept)
        if kept and not filterset.is_valid():
            key, kept = None, None
            filterset, rows = self.sorted_rows()
        paginator = self.paginator = CappedPaginator(rows, self.per_page, self.cap)
        numbers = kept.ahead(request.user) if kept else kept_lists.counted(self, paginator)
        if numbers:
            paginator.count, request.saved_filters_read = read_together(numbers, saved.part(request))
        try:
            page = paginator.page(request.GET.get("page", 1))
        except InvalidPage:
            page = paginator.page(1)
        if key and filterset.is_valid() and not (kept and kept.number == page.number):
            kept = kept_lists.keep(key, paginator, page.number)
        page_rows = page.object_list = kept.read() if kept else list(page.object_list)
        table = self.table_class(page_rows, order_by=())
        table.request = request
        table.order_by_shown = request.GET.get("sort", "")
        if self.walks:
            places = enumerate(page_rows, start=(page.number - 1) * self.per_page + 1)
            table.walks = places_of(source_of(request), places)
        chips = self.chips(filterset)
        query = request.GET.copy()
        query.pop("page", None)
        context = {
            "title": self.title,
            "filterset": filterset,
            "table": self.prepare_table(table, page_rows),
            "page": page,
            "paginator": paginator,
            "page_rows": page_rows,
            "chips": chips,
            "clear_url": "?" + urlencode([(self.tab_param, request.GET[self.tab_param])])
            if self.tab_param in request.GET
            else "?",
            "tabs": self.tabs(),
            "acts": self.acts(),
            "empty": self.empty(),
            "unit": self.unit,
            "query": query.urlencode(),
            "source": source_of(request),
            "filter_name": "、".join(chip["label"].rpartition("：")[2] for chip in chips)[
                : saved.LONGEST_NAME
            ],
            **self.extra_context(page_rows),
        }
        template = (
            "generic/list_section.html" if request.htmx and not request.htmx.boosted else self.template_name
        )
        response = self.render(template, context)
        if kept:
            kept.sets = sets_asked(request.user)
        kept_lists.remember(self)
        return response

    def prepare_table(self, table, rows):
        """Hook: give the table what its columns need, after the rows of this page are known."""
        return table

    def extra_context(self, rows):
        """Hook: more for the template."""
        return {}

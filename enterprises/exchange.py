"""Enterprises in and out as Excel (FEATURES 15.1): recognised by their credit code, else by their name."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.roles import STATION
from core.codes import uscc_warnings, validate_uscc
from core.exchange.declaration import Column, Exchange, exchanges
from core.exchange.kinds import Choice, Code, Day, Lines, Number, Text, YesNo, quoted
from core.models import Industry, Region
from core.normalise import clean_line, normal
from enterprises.actions import MAX_PRODUCTS, change_enterprise, change_liaison
from enterprises.lookalikes import ALIKE, core_of, likeness, places, sound_of
from enterprises.models import Enterprise
from enterprises.models.enterprise import FLOW
from enterprises.registering import register_many
from enterprises.registers.exchange import register_all

FLAGS = (
    ("is_food", gettext_lazy("Produces food"), ("食品生产", "是否食品企业")),
    ("uses_special_equipment", gettext_lazy("Uses special equipment"), ("特种设备",)),
    ("needs_production_licence", gettext_lazy("Needs a production licence"), ()),
    ("key_energy_user", gettext_lazy("Key energy user"), ()),
    ("is_two_high", gettext_lazy("High energy, high emission"), ("两高",)),
    ("in_abnormal_list", gettext_lazy("On the list of abnormal operation"), ()),
    ("serious_dishonest", gettext_lazy("Seriously dishonest"), ()),
)
STATUS_ALONE = gettext_lazy(
    "The status of a registered enterprise is changed on its page, with a reason; leave this cell as it is."
)
ALIKE_SHOWN = 2


def industries(context):
    """[(code, `C1411 糕点、面包制造`)]."""
    if "industries" not in context:
        rows = Industry.objects.filter(level__gte=Industry.Level.DIVISION).order_by("code")
        context["industries"] = list(rows.values_list("code", "name"))
    return [(code, f"{code} {name}") for code, name in context["industries"]]


class IndustryChoice(Choice):
    """A class of GB/T 4754: by code (with or without its letter), by name, or by both."""

    def tables(self, context):
        """The names alone are understood too, where only one class has them."""
        if self not in context.setdefault("tables", {}):
            words, labels = super().tables(context)
            named = defaultdict(list)
            for code, name in context["industries"]:
                named[normal(name)].append(code)
                words.setdefault(normal(code[1:]), code)
            for name, codes in named.items():
                words.setdefault(name, max(codes, key=len))
        return context["tables"][self]


def liaisons(context):
    """[(id, name)] of the station's people."""
    if "people" not in context:
        rows = User.objects.active().filter(park_id=context["user"].park_id, role__in=STATION)
        context["people"] = {person.pk: person for person in rows.order_by("name", "pk")}
    return [(pk, person.name) for pk, person in context["people"].items()]


class EnterpriseExchange(Exchange):
    """The register of a park."""

    code = "enterprises"
    label = gettext_lazy("Enterprises")
    unit = pgettext_lazy("unit", "enterprises")
    icon = "building-factory-2"
    file_name = gettext_lazy("Enterprises (template)")
    key_words = gettext_lazy(
        "An enterprise is recognised by its unified social credit code, one without a code by its name: it is changed "
        "instead of being entered twice."
    )
    columns = (
        Column("name", gettext_lazy("Enterprise name"), Text(200), required=True, example="九江示例食品有限公司",
               note=gettext_lazy("As in the business licence."), aliases=("企业", "单位名称", "公司名称", "名称")),
        Column("uscc", gettext_lazy("Unified social credit code"), Code(18, checks=(validate_uscc,)),
               note=gettext_lazy("18 characters. Without one, say why in the next column."),
               example="91360402MA35XXXX00", aliases=("信用代码", "社会信用代码", "统一信用代码")),
        Column("uscc_missing_reason", gettext_lazy("Why there is no code"), Text(100)),
        Column("short_name", gettext_lazy("Short name"), Text(40), aliases=("企业简称",)),
        Column("status", gettext_lazy("Status"), Choice(options=Enterprise.Status.OFFERED), fixed=STATUS_ALONE,
               example="在产", aliases=("企业状态", "经营状态")),
        Column("admitted_on", gettext_lazy("Admitted on"), Day(past=True), example="2026-01-05",
               note=gettext_lazy("Needed for everybody but applicants."), aliases=("入园时间",)),
        Column("entity_type", gettext_lazy("Legal form"), Choice(options=Enterprise.EntityType.choices),
               aliases=("企业类型",)),
        Column("legal_representative", gettext_lazy("Legal representative"), Text(40), aliases=("法人", "法人代表")),
        Column("general_manager", gettext_lazy("General manager"), Text(40)),
        Column("established_on", gettext_lazy("Established on"), Day(past=True), aliases=("成立时间",)),
        Column("production_started_on", gettext_lazy("Production started on"), Day(past=True),
               aliases=("投产时间",)),
        Column("registered_capital", gettext_lazy("Registered capital (10,000 yuan)"), Number(places=2),
               aliases=("注册资本", "注册资金")),
        Column("industry", gettext_lazy("Industry (GB/T 4754)"), IndustryChoice(options=industries),
               note=gettext_lazy("A code like C1411, or its name."), example="C1411",
               aliases=("行业", "所属行业", "行业代码")),
        Column("products", gettext_lazy("Main products"), Lines(100, most=MAX_PRODUCTS), example="糕点、面包",
               aliases=("主要产品", "产品")),
        Column("business_scope", gettext_lazy("Business scope"), Text(5000, lines=True)),
        Column("plant_address", gettext_lazy("Plant address"), Text(200), aliases=("地址", "厂址")),
        Column("registered_address", gettext_lazy("Registered address"), Text(200), aliases=("住所",)),
        Column("plot_no", gettext_lazy("Plot"), Text(30), aliases=("地块",)),
        Column("building", gettext_lazy("Building"), Text(60), aliases=("楼栋",)),
        Column("region_code", gettext_lazy("Region code"), Code(9)),
        Column("land_area_mu", gettext_lazy("Land (mu)"), Number(places=2, digits=10)),
        Column("floor_area_m2", gettext_lazy("Floor area (m²)"), Number(places=2, digits=12)),
        Column("former_names", gettext_lazy("Former names"), Lines(200, most=20), aliases=("曾用名",)),
        Column("legacy_reg_no", gettext_lazy("Old registration number"), Code(15)),
        Column("legacy_org_code", gettext_lazy("Old organisation code"), Code(10)),
        *(Column(code, label, YesNo(), aliases=aliases) for code, label, aliases in FLAGS),
        Column("liaison", gettext_lazy("Station liaison"), Choice(options=liaisons), aliases=("联络员", "联系人（站内）")),
        Column("notes", gettext_lazy("Notes for the station"), Text(5000, lines=True),
               note=gettext_lazy("The enterprise does not see these.")),
    )  # fmt: skip

    @classmethod
    def may(cls, user, subject=None):
        """The station's people, into their park."""
        return bool(user.is_station and user.park_id)

    def back_url(self):
        """The list."""
        return reverse("enterprises:list")

    def import_url(self):
        """Beside it."""
        return reverse("enterprises:import")

    def ignored(self):
        """What the list shows and derives."""
        return [_("Archive"), _("Last visit"), _("Plate code"), _("Size"), _("Park")]

    def prepare(self):
        """Industries, people and regions are read once."""
        industries(self.context)
        liaisons(self.context)
        self.context["regions"] = set(Region.objects.values_list("code", flat=True))

    def keys(self, row):
        """The code, and the name."""
        if row.values.get("uscc"):
            yield "uscc", row.values["uscc"]
        if row.values.get("name"):
            yield "name", normal(row.values["name"])

    # ---- what is there -------------------------------------------------------------------------------------------

    def rows(self):
        """Enterprises of the park, with what the columns read."""
        rows = Enterprise.objects.editable_by(self.user).select_related("industry", "liaison")
        return rows.prefetch_related("products", "former_names")

    def find(self, rows):
        """By code; else by name. The same name under another code is refused."""
        codes = [row.values["uscc"] for row in rows if row.values.get("uscc")]
        names = [row.values["name"] for row in rows if row.values.get("name")]
        by_code = {each.uscc: each for each in self.rows().filter(uscc__in=codes)} if codes else {}
        by_name = defaultdict(list)
        for each in self.rows().filter(name__in=names):
            by_name[each.name].append(each)
        elsewhere = set(
            Enterprise.objects.filter(uscc__in=[code for code in codes if code not in by_code]).values_list(
                "uscc", flat=True
            )
        )
        for row in rows:
            code, named = row.values.get("uscc"), by_name.get(row.values.get("name"), [])
            row.obj = by_code.get(code)
            if row.obj is None and code in elsewhere:
                row.unclear = True
                row.refuse("uscc", _("An enterprise of another park is registered with this code."))
            elif row.obj is None and len(named) == 1 and not (code and named[0].uscc):
                row.obj = named[0]
            elif row.obj is None and named:
                self.refuse_named(row, named)

    def refuse_named(self, row, named):
        """One of this name is there, and it is not clear that it is the same."""
        row.unclear = True
        if row.values.get("uscc"):
            row.refuse(
                "uscc",
                _("“%(name)s” is registered with the code %(code)s. Compare the two.")
                % {"name": named[0].name, "code": named[0].uscc},
            )
        else:
            row.refuse("name", _("Several enterprises have this name: give the credit code."))

    def value_of(self, obj, code):
        """As the kinds read it."""
        if code in ("products", "former_names"):
            return [each.name for each in getattr(obj, code).all()]
        if code in ("industry", "liaison"):
            return getattr(obj, f"{code}_id")
        return getattr(obj, code)

    def label_of(self, row):
        """The name."""
        return row.values.get("name") or (row.obj.name if row.obj else "") or row.values.get("uscc", "")

    # ---- what a row may say ---------------------------------------------------------------------------------------

    def check(self, rows):
        """What the form of master data asks too."""
        for row in rows:
            self.check_code(row)
            self.check_days(row)
            region = row.values.get("region_code")
            if region and region not in self.context["regions"]:
                row.refuse(
                    "region_code",
                    _("There is no region with the code %(code)s in the table of regions.")
                    % {"code": region},
                )
            status = row.values.get("status")
            if row.obj is None and status and status not in FLOW.first:
                row.refuse("status", _("Who has left the park is not entered anew."))
            if row.obj is None and not row.errors:
                self.hint_alike(row)

    def after(self, row, code):
        """The value of a column as it will be."""
        return row.values.get(code, self.value_of(row.obj, code) if row.obj else None)

    def check_code(self, row):
        """Whoever is more than an applicant has a code, or a reason why not."""
        code, reason = self.after(row, "uscc"), self.after(row, "uscc_missing_reason")
        applies = (self.after(row, "status") or Enterprise.Status.OPERATING) == Enterprise.Status.APPLICANT
        known_wrong = any(column == "uscc" for column, _sentence in row.errors)
        if not code and not reason and not applies and not known_wrong:
            row.refuse("uscc", _("Enter the unified social credit code, or say why there is none."))
        if row.values.get("uscc") and row.values.get("uscc_missing_reason"):
            row.refuse("uscc_missing_reason", _("There is a code; leave the reason empty."))
        elif row.values.get("uscc") and row.obj is not None and row.obj.uscc_missing_reason:
            row.values.setdefault("uscc_missing_reason", "")
        if "liaison" in row.values and not row.values["liaison"]:
            row.refuse("liaison", _("An enterprise keeps a liaison: name another one."))
        row.hints += uscc_warnings(row.values.get("uscc") or "")

    def check_days(self, row):
        """Their order, and the day of admission."""
        established, started = self.after(row, "established_on"), self.after(row, "production_started_on")
        if established and started and started < established:
            row.refuse(
                "production_started_on", _("Production cannot start before the enterprise was established.")
            )
        admitted, faulty = self.after(row, "admitted_on"), {code for code, _sentence in row.errors}
        applies = self.after(row, "status") == Enterprise.Status.APPLICANT
        new = row.obj is None and not row.unclear
        if new and not admitted and not applies and "admitted_on" not in faulty:
            row.refuse("admitted_on", _("Enter the day it was admitted to the park."))
        if row.obj is not None and row.obj.left_on and admitted and admitted > row.obj.left_on:
            row.refuse(
                "admitted_on",
                _("The enterprise left on %(day)s; it was admitted before.") % {"day": row.obj.left_on},
            )

    def hint_alike(self, row):
        """Names in the park that look or sound like a new one."""
        known = self.context.get("cores")
        if known is None:
            known = self.context["cores"] = defaultdict(list)
            for name in (
                self.rows().prefetch_related(None).select_related(None).values_list("name", flat=True)
            ):
                core = core_of(name, places())
                known[sound_of(core)[:2]].append((core, name))
        core = core_of(row.values["name"], places())
        alike = [
            (likeness(core, other), name)
            for other, name in known.get(sound_of(core)[:2], ())
            if name != row.values["name"]
        ]
        found = [name for ratio, name in sorted(alike, reverse=True) if ratio >= ALIKE][:ALIKE_SHOWN]
        if found:
            row.hints.append(
                _("The name is like %(names)s, which is registered: make sure it is another enterprise.")
                % {"names": "、".join(quoted(name) for name in found)}
            )

    # ---- writing --------------------------------------------------------------------------------------------------

    def create(self, rows):
        """Set-based."""
        register_many(self.user.park, self.user, [self.fields_of(row.values) for row in rows])

    def fields_of(self, values):
        """Values as the model takes them."""
        fields = {code: value for code, value in values.items() if code not in ("industry", "liaison")}
        fields["industry_id"] = values.get("industry") or None
        fields["liaison"] = self.context["people"].get(values.get("liaison"))
        fields["uscc"] = values.get("uscc") or None
        if not fields.get("status"):
            fields.pop("status", None)
        return {
            code: value
            for code, value in fields.items()
            if value is not None or code in ("uscc", "industry_id", "liaison")
        }

    def locked(self, pks):
        """In the order of their keys."""
        rows = self.rows().filter(pk__in=pks).order_by("pk")
        return {each.pk: each for each in rows.select_for_update(of=("self",), no_key=True)}

    def change(self, rows):
        """Each by the act that the page uses: former names, size and archive follow."""
        for row in rows:
            changes = dict(row.values)
            if "industry" in changes:
                changes["industry_id"] = changes.pop("industry") or None
            if "liaison" in changes:
                change_liaison(row.obj.pk, self.user, self.context["people"][changes.pop("liaison")])
            for code in ("name", "short_name"):
                if code in changes:
                    changes[code] = clean_line(changes[code])
            if changes:
                change_enterprise(row.obj.pk, self.user, **changes)


exchanges.add(EnterpriseExchange)
register_all()

"""Registers of products and standards, certificates, licences, honours."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Award, Certificate, Licence, Product, ProductStandard, Section
from enterprises.registers.register import Dated, Group, Register, declare

VALIDITY = (180, 90, 60, 30, 15, 7, 1, -7, -14, -21, -28)  # DOMAIN §9.4
BEFORE = (30, 15, 7, 1, 0, -7)

declare(
    Register(
        code="products",
        model=Product,
        sections=((Section.STANDARD, ""),),
        label=_("products"),
        one=_("product"),
        unit=pgettext_lazy("measure word", "products"),
        icon="packages",
        purpose=_("What the enterprise makes; every product has a standard."),
        groups=(
            Group(_("What it is"), "name", "model", "category", "trademark", "yearly_output"),
            Group(_("Where it stands"), "status", "no_standard", "note"),
        ),
        columns=("model", "category"),
        natural_key=("name",),
        line2=("model", "category"),
        badge="status",
        filters=("status", "no_standard"),
        begins=False,  # main products are named in the master data; a section of standards begins with a standard
        order=10,
    )
)

declare(
    Register(
        code="product-standards",
        model=ProductStandard,
        sections=((Section.STANDARD, ""),),
        label=_("standards of products"),
        one=_("standard of a product"),
        unit=pgettext_lazy("measure word", "standards"),
        icon="book",
        purpose=_("The standard each product is made to, and whether it is declared and published."),
        groups=(
            Group(_("Product and standard"), "product", "standard", "reviewed_on"),
            Group(_("Self-declaration"), "declaration", "declared_on", "platform_no"),
            Group(
                _("Adoption of an international standard"),
                "adopts_international",
                "adopted_number",
                "degree",
                "adoption_mark_no",
                "mark_issued_on",
                "mark_valid_to",
            ),
            Group(_("Note"), "note"),
        ),
        columns=("product", "declared_on"),
        natural_key=("product", "standard"),
        title="standard",
        line2=("product", "platform_no"),
        badge="declaration",
        filters=("declaration", "adopts_international"),
        dated=(Dated("adoption-mark", "due_on", _("adoption mark expires"), VALIDITY, "certificate"),),
        due_label=_("adoption mark valid to"),
        order=20,
    )
)

declare(
    Register(
        code="certificates",
        model=Certificate,
        sections=((Section.CERT, ""),),
        label=_("certificates"),
        one=_("certificate"),
        unit=pgettext_lazy("measure word", "certificates"),
        icon="certificate",
        purpose=_("Management systems and products that are certified, with scope and expiry."),
        groups=(
            Group(_("What is certified"), "kind", "cert_no", "standard", "scope"),
            Group(
                _("Issue and validity"),
                "body",
                "first_issued_on",
                "issued_on",
                "valid_to",
                "last_surveillance_on",
                "status",
                "note",
            ),
        ),
        columns=("cert_no", "body"),
        natural_key=("kind", "cert_no"),
        title="kind",
        line2=("cert_no", "standard"),
        variety="kind",
        badge="status",
        filters=("kind", "status"),
        dated=(Dated("certificate", "due_on", _("certificate expires"), VALIDITY, "certificate"),),
        due_label=_("valid to"),
        order=40,
        words={"valid_to": _("Left empty it follows from the day of issue and the term of its kind")},
    )
)

declare(
    Register(
        code="licences",
        model=Licence,
        sections=((Section.LICENCE, ""),),
        label=_("licences"),
        one=_("licence"),
        unit=pgettext_lazy("measure word", "licences"),
        icon="license",
        purpose=_("Business licence and the licences the products need, with number, scope and expiry."),
        groups=(
            Group(_("The licence"), "kind", "number", "issuer"),
            Group(_("As printed"), "holder_name", "holder_address", "plant_address", "product_scope"),
            Group(_("Validity"), "issued_on", "valid_from", "valid_to", "long_term"),
            Group(_("Where it stands"), "status", "status_on", "status_reason", "note"),
        ),
        columns=("number", "issuer"),
        natural_key=("kind", "number"),
        title="kind",
        line2=("number",),
        variety="kind",
        badge="status",
        filters=("kind", "status"),
        dated=(
            Dated("licence", "due_on", _("licence expires"), VALIDITY, "license"),
            Dated("licence-apply", "act_by", _("latest day to apply for renewal"), BEFORE, "license"),
        ),
        due_label=_("valid to"),
        order=50,
        words={
            "number": _("Checked by its kind; full-width signs and spaces are understood"),
            "product_scope": _("One category per line, e.g. 2401 and its name"),
            "valid_to": _("Left empty it follows from the day it begins and the term of its kind"),
        },
    )
)

declare(
    Register(
        code="awards",
        model=Award,
        sections=((Section.BRAND, ""),),
        label=_("brands and honours"),
        one=_("brand or honour"),
        unit=pgettext_lazy("measure word", "honours"),
        icon="award",
        purpose=_("Trademarks, quality awards and honours with their proofs; only facts are shown."),
        groups=(
            Group(_("What it is"), "kind", "name", "level", "products"),
            Group(
                _("Issue and validity"),
                "awarding_body",
                "certificate_no",
                "awarded_on",
                "valid_to",
                "legacy",
                "status",
                "note",
            ),
        ),
        columns=("level", "awarding_body"),
        natural_key=("name", "certificate_no"),
        line2=("kind", "certificate_no"),
        variety="kind",
        badge="status",
        filters=("kind", "level", "status"),
        dated=(Dated("award", "due_on", _("brand or honour expires"), (365, *VALIDITY), "award"),),
        due_label=_("valid to"),
        order=90,
    )
)

"""Addresses of enterprises."""

from django.urls import path

from core.exchange import importing
from enterprises.views import archive, details, lists, master, merge, page, plate, registers, rows, standards

app_name = "enterprises"
urlpatterns = [
    path("enterprises/", lists.EnterpriseList.as_view(), name="list"),
    path("enterprises/new/", master.NewEnterprise.as_view(), name="new"),
    path(
        "enterprises/import/",
        importing.ImportPage.as_view(code="enterprises", template_url_name="enterprises:import_template"),
        name="import",
    ),
    path(
        "enterprises/import/template/",
        importing.TemplateFile.as_view(code="enterprises"),
        name="import_template",
    ),
    path("enterprises/pick/", lists.PickEnterprise.as_view(), name="pick"),
    path("enterprises/industries/", lists.PickIndustry.as_view(), name="pick_industry"),
    path("enterprises/check/", master.CheckTyped.as_view(), name="check"),
    path("enterprises/<int:pk>/", page.EnterprisePage.as_view(), name="detail"),
    path("enterprises/<int:pk>/edit/", master.EditEnterprise.as_view(), name="edit"),
    path("enterprises/<int:pk>/status/", master.ChangeStatus.as_view(), name="status"),
    path("enterprises/<int:pk>/liaison/", master.ChangeLiaison.as_view(), name="liaison"),
    path("enterprises/<int:pk>/archive/confirm/", archive.ConfirmArchive.as_view(), name="confirm_archive"),
    path(
        "enterprises/<int:pk>/archive/<slug:section>/confirm/",
        archive.ConfirmSection.as_view(),
        name="confirm_section",
    ),
    path(
        "enterprises/<int:pk>/archive/<slug:section>/take-back/",
        archive.TakeBackSection.as_view(),
        name="take_back_section",
    ),
    path("enterprises/<int:pk>/contacts/new/", details.AddContact.as_view(), name="add_contact"),
    path(
        "enterprises/<int:pk>/contacts/<int:contact>/edit/",
        details.EditContact.as_view(),
        name="edit_contact",
    ),
    path(
        "enterprises/<int:pk>/contacts/<int:contact>/remove/",
        details.RemoveContact.as_view(),
        name="remove_contact",
    ),
    path("enterprises/<int:pk>/contacts/<int:contact>/show/", page.ShowMobile.as_view(), name="show_mobile"),
    path("enterprises/<int:pk>/years/new/", details.AddYear.as_view(), name="add_year"),
    path("enterprises/<int:pk>/years/size/", details.CheckSize.as_view(), name="check_size"),
    path("enterprises/<int:pk>/years/<int:row>/edit/", details.EditYear.as_view(), name="edit_year"),
    path("enterprises/<int:pk>/years/<int:row>/remove/", details.RemoveYear.as_view(), name="remove_year"),
    path("enterprises/<int:pk>/files/add/", details.AddFiles.as_view(), name="add_files"),
    path("enterprises/<int:pk>/invite/", details.InviteMember.as_view(), name="invite"),
    path("enterprises/<int:pk>/members/<int:member>/stop/", details.MemberAct.as_view(), name="stop_member"),
    path(
        "enterprises/<int:pk>/members/<int:member>/resume/",
        details.MemberAct.as_view(stop=False),
        name="resume_member",
    ),
    path("enterprises/<int:pk>/merge/", merge.MergePage.as_view(), name="merge"),
    path("enterprises/<int:pk>/merges/<int:merge>/undo/", merge.UndoMerge.as_view(), name="undo_merge"),
    path("enterprises/<int:pk>/plate/", plate.PlatePage.as_view(), name="plate"),
    path("enterprises/<int:pk>/plate/qr.svg", plate.PlateQr.as_view(), name="plate_qr"),
    path(
        "enterprises/<int:pk>/registers/<slug:code>/",
        registers.RegisterOfEnterprise.as_view(),
        name="register_of",
    ),
    path(
        "enterprises/<int:pk>/registers/<slug:code>/import/",
        importing.ImportPage.as_view(template_url_name="enterprises:register_template_of"),
        name="import_register_of",
    ),
    path(
        "enterprises/<int:pk>/registers/<slug:code>/import/template/",
        importing.TemplateFile.as_view(),
        name="register_template_of",
    ),
    path("enterprises/<int:pk>/registers/<slug:code>/new/", rows.AddRow.as_view(), name="add_row"),
    path("enterprises/<int:pk>/registers/<slug:code>/check/", rows.CheckRow.as_view(), name="check_row"),
    path("registers/", registers.Registers.as_view(), name="registers"),
    path(
        "registers/<slug:code>/import/",
        importing.ImportPage.as_view(template_url_name="enterprises:register_template"),
        name="import_register",
    ),
    path(
        "registers/<slug:code>/import/template/", importing.TemplateFile.as_view(), name="register_template"
    ),
    path("registers/<slug:code>/", registers.RegisterList.as_view(), name="register"),
    path("registers/<slug:code>/<int:pk>/", rows.RowPage.as_view(), name="register_row"),
    path("registers/<slug:code>/<int:pk>/edit/", rows.EditRow.as_view(), name="edit_row"),
    path("registers/<slug:code>/<int:pk>/remove/", rows.RemoveRow.as_view(), name="remove_row"),
    path("registers/<slug:code>/<int:pk>/confirm/", rows.ConfirmRow.as_view(), name="confirm_row"),
    path("registers/<slug:code>/<int:pk>/files/", rows.AddRowFiles.as_view(), name="row_files"),
    path("standards/", standards.StandardList.as_view(), name="standards"),
    path("standards/new/", standards.NewStandard.as_view(), name="new_standard"),
    path("standards/check/", standards.CheckStandard.as_view(), name="check_standard"),
    path("standards/<int:pk>/", standards.StandardPage.as_view(), name="standard"),
    path("standards/<int:pk>/edit/", standards.EditStandard.as_view(), name="edit_standard"),
    path("standards/<int:pk>/supersede/", standards.SupersedeStandard.as_view(), name="supersede_standard"),
    path("standards/<int:pk>/withdraw/", standards.WithdrawStandard.as_view(), name="withdraw_standard"),
    path("standards/<int:pk>/restore/", standards.RestoreStandard.as_view(), name="restore_standard"),
    path("standards/<int:pk>/files/", standards.AddStandardFiles.as_view(), name="standard_files"),
    path("enterprises/<int:pk>/<slug:tab>/", page.EnterprisePage.as_view(), name="tab"),
    path("e/", page.ByPlate.as_view(), name="by_plate"),
    path("e/<str:code>/", page.ByPlate.as_view(), name="plate_code"),
]

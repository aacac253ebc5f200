"""Addresses of the service desk."""

from django.urls import path

from servicedesk.views import acts, consultation, intake, lists, request, several, status

app_name = "servicedesk"
urlpatterns = [
    path("requests/", lists.RequestList.as_view(), name="requests"),
    path("requests/new/", intake.NewRequest.as_view(), name="new_request"),
    path("requests/log/", intake.QuickLog.as_view(), name="quick_log"),
    path("requests/assign/", several.AssignSeveral.as_view(), name="assign_several"),
    path("requests/<int:pk>/", request.RequestPage.as_view(), name="request"),
    path("requests/<int:pk>/assign/", acts.Assign.as_view(), name="assign"),
    path("requests/<int:pk>/transfer/", acts.Assign.as_view(), name="transfer"),
    path("requests/<int:pk>/take/", acts.Take.as_view(), name="take"),
    path("requests/<int:pk>/start/", acts.Start.as_view(), name="start"),
    path("requests/<int:pk>/ask-back/", acts.AskBack.as_view(), name="ask_back"),
    path("requests/<int:pk>/answer/", acts.Answer.as_view(), name="answer"),
    path("requests/<int:pk>/reply/", acts.Reply.as_view(), name="reply"),
    path("requests/<int:pk>/note/", acts.Note.as_view(), name="note"),
    path("requests/<int:pk>/close/", acts.Close.as_view(), name="close"),
    path("requests/<int:pk>/withdraw/", acts.Withdraw.as_view(), name="withdraw"),
    path("requests/<int:pk>/rate/", acts.Rate.as_view(), name="rate"),
    path("requests/<int:pk>/reopen/", acts.Reopen.as_view(), name="reopen"),
    path("requests/<int:pk>/amend/", acts.Amend.as_view(), name="amend"),
    path("consultations/", lists.ConsultationList.as_view(), name="consultations"),
    path("consultations/new/", consultation.NewConsultation.as_view(), name="new_consultation"),
    path("consultations/<int:pk>/", consultation.ConsultationPage.as_view(), name="consultation"),
    path("consultations/<int:pk>/edit/", consultation.EditConsultation.as_view(), name="edit_consultation"),
    path("status/", status.StatusPage.as_view(), name="status"),
]

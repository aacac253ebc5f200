"""Addresses of visits."""

from django.urls import path

from visits.views import detail, lists, plans, record

app_name = "visits"
urlpatterns = [
    path("visits/", lists.VisitList.as_view(), name="list"),
    path("visits/new/", record.RecordVisit.as_view(), name="new"),
    path("visits/plan/", plans.PlanVisits.as_view(), name="plan"),
    path("visits/enterprises/", lists.VisitedList.as_view(), name="visited"),
    path("visits/missed/", lists.MissedList.as_view(), name="missed"),
    path("visits/missed/plan/", plans.PlanSeveral.as_view(), name="plan_several"),
    path("visits/<int:pk>/", detail.VisitPage.as_view(), name="detail"),
    path("visits/<int:pk>/amend/", detail.AmendVisit.as_view(), name="amend"),
    path("visits/<int:pk>/void/", detail.VoidVisit.as_view(), name="void"),
    path("visits/<int:pk>/replan/", plans.ReplanVisit.as_view(), name="replan"),
    path("visits/<int:pk>/cancel/", plans.CancelVisit.as_view(), name="cancel"),
]

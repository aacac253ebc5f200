"""Addresses of the homes and dashboards."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", views.DashboardPage.as_view(), name="dashboard"),
    path("economy/", views.EconomyPage.as_view(), name="economy"),
    path("economy/<int:pk>/", views.StatementPage.as_view(), name="statement"),
]

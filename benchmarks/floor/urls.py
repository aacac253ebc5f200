"""Addresses of the floor."""

from django.urls import path

from benchmarks.floor import views

urlpatterns = [path("", views.visits), path("new/", views.create)]

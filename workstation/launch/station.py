"""`make run`: prepare what changed, start the services, bring the database up to date, serve, and watch."""

import contextlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator

from workstation.launch import assets, console, demo, identity, leftovers, messages, services
from workstation.launch.console import Stop, step
from workstation.launch.locks import listen, setup_lock
from workstation.launch.paths import BASE, ENV_FILE, STAMPS, VAR, VENDOR, Stamp, digest
from workstation.launch.process import MARK, Program
from workstation.launch.supervisor import Interrupted, Supervisor

WEB_PATIENCE = 60
WEB_DEATHS = 3
# Photos are large for a moment: few heaps, and large pieces given back at once, keep the memory flat (glibc).
MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
}
ADVICE = "按 Ctrl+C 停止（press Ctrl+C to stop）"


def run(host: str, port: str) -> int:
    """Run the station until somebody stops it."""
    began = time.monotonic()
    prepare_files()
    os.umask(0o077)  # logs, attachments and messages are nobody else's business
    supervisor = Supervisor()
    supervisor.take_signals()
    runtime = services.station_runtime()
    held = contextlib.ExitStack()
    try:
        leftovers.stop_marked(services.STATION)
        with_demo = demo.wanted()
        with step("启动数据库和消息代理（database, broker）"):
            urls = services.start(supervisor, runtime, data=VAR / "postgres")
        env = environment(urls, host, with_demo=with_demo)
        prepare_database(supervisor, env, with_demo=with_demo)
        with step("启动网站、后台任务和定时器（web, worker, beat）"):
            for program in programs(env, held.enter_context(listen(host, port))):
                supervisor.start(program)
            wait_for_web(supervisor, host, port)
        show_address(host, port, with_demo=with_demo, took=time.monotonic() - began)
        supervisor.watch()
    except Interrupted:
        console.say("正在停止 …（stopping）")
    finally:
        held.close()
        supervisor.shutdown()
        runtime.remove()
        ENV_FILE.unlink(missing_ok=True)
    console.say("已停止（stopped）。")
    return 0


def prepare_files() -> None:
    """Assets and translations: whatever changed."""
    with setup_lock(), step("检查前端资源和翻译（assets, messages）"):
        assets.prepare()
        messages.compile_all()


def environment(urls: dict[str, str], host: str, *, with_demo: bool) -> dict[str, str]:
    """Return the environment of everything that runs the application, and leave a copy for commands by hand."""
    found = {**urls, "DEMO": "1" if with_demo else "0"}
    if not os.environ.get("SECRET_KEY"):
        found["SECRET_KEY"] = identity.secret_key()
    if not os.environ.get("ALLOWED_HOSTS"):
        found["ALLOWED_HOSTS"] = identity.allowed_hosts(host)
    identity.write_run_env(found)
    env = {**os.environ, **found, "VAR_DIR": str(VAR), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    env.pop("DEMO_PASSWORD", None)
    return {**env, MARK: services.STATION}


def prepare_database(supervisor: Supervisor, env: dict[str, str], *, with_demo: bool) -> None:
    """Migrations, rights, reference data, static files; once the demo park; the password of its accounts."""
    prepared = Stamp(STAMPS / "prepare")
    state = digest(_cluster(env), *_sources())
    if os.environ.get("DATABASE_URL") or not prepared.matches(state):
        with step("更新数据库（migrations, reference data）"):
            supervisor.run_once(manage("prepare", env))
        prepared.set(state)
    collect_static(supervisor, env)
    if not with_demo:
        return
    secret = {**env, "DEMO_PASSWORD": demo.password()}
    loaded = Stamp(STAMPS / "demo-loaded")
    if not loaded.matches(cluster := _cluster(env)):
        with step("载入演示园区，只做一次（demo park, once）"):
            supervisor.run_once(manage("load_demo", secret))
        loaded.set(cluster)
        demo.PASSWORD.clear()
    if demo.password_is_new():
        with step("设置演示账号的密码（password of the demo accounts）"):
            supervisor.run_once(manage("demo_password", secret))
        demo.password_is_set()


def collect_static(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Collect the static files when they have changed."""
    collected = Stamp(STAMPS / "static")
    if not collected.matches(wanted := _static_digest()) or not (VAR / "static").is_dir():
        with step("收集静态文件（static files）"):
            supervisor.run_once(manage("collectstatic", env, "--no-input", "--clear", "--verbosity", "0"))
            collected.set(wanted)


def manage(command: str, env: dict[str, str], *options: str) -> Program:
    """Return a management command as a program."""
    return Program(name=command, command=[sys.executable, "manage.py", command, *options], env=env)


def programs(env: dict[str, str], listener: socket.socket) -> list[Program]:
    """Return what serves: web, worker and beat. Preloading shares the memory of the web processes."""
    env = {**MEMORY, **env}
    cores = os.cpu_count() or 2
    python = [sys.executable, "-m"]
    web = ["gunicorn", "workstation.wsgi:application", "--bind", f"fd://{listener.fileno()}", "--preload"]
    web += ["--worker-class", "gthread", "--workers", str(min(max(cores, 2), 4)), "--threads", "4"]
    web += ["--timeout", "120", "--graceful-timeout", "10", "--no-control-socket", "--name", "workstation"]
    celery = ["celery", "-A", "workstation"]
    worker = ["worker", "--concurrency", "1" if cores <= 2 else "2", "--without-gossip", "--without-mingle"]
    return [
        Program(
            name="web",
            command=[*python, *web],
            env=env,
            orphan=signal.SIGTERM,
            patience=15,
            inherits=(listener.fileno(),),
        ),
        Program(
            name="worker", command=[*python, *celery, *worker, "--loglevel", "INFO"], env=env, patience=15
        ),
        Program(name="beat", command=[*python, *celery, "beat", "--pidfile=", "--loglevel", "INFO"], env=env),
    ]


def wait_for_web(supervisor: Supervisor, host: str, port: str) -> None:
    """Return once the web server answers; give up early when it keeps dying."""
    deadline = time.monotonic() + WEB_PATIENCE
    while not _answers(host, port):
        if time.monotonic() > deadline or len(supervisor.children["web"].starts) > WEB_DEATHS:
            raise Stop("网站没有启动成功，原因见 var/log/web.log（the web server did not start）。")
        supervisor.check()
        supervisor.pause(0.1)


def show_address(host: str, port: str, *, with_demo: bool, took: float) -> None:
    """Print where the station is and who may sign in."""
    console.say()
    console.say(f"  质量兴园工作站已就绪，用时 {took:.0f} 秒（ready）")
    if host in ("0.0.0.0", "::"):
        console.say(f"  本机（here）      http://localhost:{port}/")
        for name in identity.own_addresses():
            console.say(f"  局域网（network） http://{identity.bracketed(name)}:{port}/")
    else:
        console.say(f"  地址（address）   http://{identity.bracketed(host)}:{port}/")
    if with_demo:
        demo.show_accounts()
    else:
        console.say("  空站：打开地址，建立园区、部门和站长（empty station: the first page makes the park）")
    console.say(f"  日志（logs）      {VAR / 'log'}")
    console.say(f"  {ADVICE}")
    console.say()


def _answers(host: str, port: str) -> bool:
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    line = http.client.HTTPConnection(local, int(port), timeout=2)
    try:
        line.request("GET", "/healthz", headers={"Host": "localhost"})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _static_digest() -> str:
    """Return what the collected static files depend on."""
    parts = [(BASE / "requirements.txt").read_bytes(), (BASE / "workstation" / "settings.py").read_bytes()]
    for folder in (BASE / "static", VENDOR):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            parts += [str(path.relative_to(folder)), path.read_bytes()]
    return digest(*parts)


def _sources() -> Iterator[bytes]:
    """Yield what the preparation of the database depends on: requirements, code, migrations, reference data."""
    yield (BASE / "requirements.txt").read_bytes()
    for app in sorted(path.parent for path in BASE.glob("*/__init__.py") if path.parent.name != "tests"):
        for path in sorted(app.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield str(path.relative_to(BASE)).encode()
                yield path.read_bytes()


def _cluster(env: dict[str, str]) -> str:
    """Return what tells one database from another: another one has no demo park yet."""
    version = VAR / "postgres" / "PG_VERSION"
    made = "" if os.environ.get("DATABASE_URL") else str(version.stat().st_mtime_ns)
    return digest(env["DATABASE_URL"], made)

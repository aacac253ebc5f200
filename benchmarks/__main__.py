"""`make bench`: build what is missing, start everything, probe, run the rounds, print, and judge."""

import argparse
import json
import statistics
import sys
import time

import psutil

from benchmarks import databases, goals, report, rounds, servers
from benchmarks.data.sizes import PROVINCE, SMALL
from benchmarks.pages import PAGES
from benchmarks.servers import ADMIN, FLOOR, PRODUCT
from benchmarks.tidy import Tidy
from workstation.launch import console, leftovers, services, station
from workstation.launch.console import Stop, step
from workstation.launch.locks import StationLock
from workstation.launch.paths import RUN
from workstation.launch.process import Program
from workstation.launch.supervisor import Interrupted, Supervisor

SIZES = [SMALL, PROVINCE]
ROUNDS = 9
SLOT = 0.5


def main(arguments: list[str]) -> int:
    """Return 0 when nothing grows with the data."""
    options = read(arguments)
    StationLock().take()
    supervisor = Supervisor()
    supervisor.take_signals()
    leftovers.stop_marked(services.STATION)
    runtime = services.station_runtime()
    try:
        urls = databases.start(supervisor, runtime, SIZES, keep=options.keep)
        return measure(supervisor, urls, options)
    except Interrupted:
        console.say("已中断（interrupted）。")
        return 130
    except Stop as stop:
        console.say(f"✗ {stop}")
        return 1
    finally:
        supervisor.shutdown()
        runtime.remove()


def read(arguments: list[str]) -> argparse.Namespace:
    """The words after `make bench ARGS=`."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="interleaved rounds (9)")
    parser.add_argument("--slot", type=float, default=SLOT, help="seconds per target and round (0.5)")
    parser.add_argument("--only", nargs="*", default=[], help="codes of pages")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument(
        "--keep", action="store_true", help="keep the data although the generator or a migration changed"
    )
    parser.add_argument("--probe", action="store_true", help="statements, buffers and bytes only")
    parser.add_argument("--detail", action="store_true", help="print the heaviest statement of each page")
    return parser.parse_args(arguments)


def measure(supervisor, urls, options) -> int:
    """Everything between the services and the verdict."""
    station.collect_static(supervisor, databases.environment(urls, SMALL))
    tidy = Tidy(urls, SIZES)
    tidy_and_probe = {}
    for size in SIZES:
        with step(f"{size.name}: statements, buffers, bytes"):
            tidy_and_probe[size.name] = helper(supervisor, urls, size, "benchmarks.probe", *options.only)
    probes = {name: found["pages"] for name, found in tidy_and_probe.items()}
    found, sweeps, exchanges = [], {}, {}
    if not options.probe:
        with step("product, floor, admin × small, province"):
            running = servers.start(supervisor, urls, SIZES)
        known = {name: result["places"] for name, result in tidy_and_probe.items()}
        keys = {name: result["sessions"] for name, result in tidy_and_probe.items()}
        found = rounds.targets(running, known, keys, options.only)
        began = time.monotonic()
        rounds.run(
            supervisor, found, options.rounds, options.slot,
            lambda number: console.say(f"  round {number} of {options.rounds}, {time.monotonic() - began:.0f} s"),
            database_cpu(supervisor), tidy,
        )  # fmt: skip
        if not options.only or "sweep" in options.only:
            for size in SIZES:
                with step(f"{size.name}: reminder sweep"):
                    sweeps[size.name] = helper(
                        supervisor, urls, size, "benchmarks.sweeping", str(options.rounds), owner=True
                    )
        if not options.only or "exchange" in options.only:
            for size in SIZES:
                with step(f"{size.name}: import and export"):
                    exchanges[size.name] = helper(
                        supervisor,
                        urls,
                        size,
                        "benchmarks.exchanging",
                        str(min(options.rounds, 3)),
                        owner=True,
                    )
    tidy()
    return judge(probes, found, sweeps, exchanges, options)


def helper(supervisor, urls, size, module: str, *arguments: str, owner: bool = False) -> dict:
    """Run a helper process over one database and return what it wrote."""
    path = RUN / f"{module}-{size.name}.json"
    path.unlink(missing_ok=True)
    env = (databases.owner if owner else databases.environment)(urls, size)
    command = [sys.executable, "-m", module, str(path), *arguments]
    supervisor.run_once(Program(name=f"{module}-{size.name}", command=command, env=env))
    return json.loads(path.read_text(encoding="utf-8"))


def database_cpu(supervisor):
    """A function that says how many seconds of processor time the database server has used."""
    postmaster = psutil.Process(supervisor.children["postgres"].process.pid)

    def used() -> float:
        total = 0.0
        for process in [postmaster, *postmaster.children()]:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    return used


def judge(probes, found, sweeps, exchanges, options) -> int:
    """Print the table and the goals; 1 when something grows."""
    by_key = {target.key: target for target in found}
    ratios = ratios_of(by_key)
    rows = [
        report.row(key, size, numbers, by_key.get((PRODUCT, *key.split("@"), size)), ratios)
        for key in probes[SMALL.name]
        for size, pages in probes.items()
        if (numbers := pages.get(key))
    ]
    declared = {page.code: page for page in PAGES}
    reached = goals.goals(probes, ratios, sweeps, declared)
    grown = goals.growth(probes[SMALL.name], probes[PROVINCE.name], declared)
    console.say()
    console.say(report.table(rows, markdown=False))
    console.say()
    console.say(report.table(report.goal_rows(reached), report.GOAL_HEADS, markdown=False))
    for line in (*report.sweep_lines(sweeps), *report.exchange_lines(exchanges)):
        console.say(f"  {line}")
    if options.detail:
        for key, numbers in probes[PROVINCE.name].items():
            console.say(f"\n{key}: {numbers['buffers']} buffers\n  {numbers['heaviest']}")
    for line in grown:
        console.say(f"✗ grows with the data: {line}")
    if options.write:
        console.say(f"  written: {report.write(rows, reached, sweeps, exchanges, grown, options.rounds)}")
    return 1 if grown else 0


def ratios_of(by_key) -> dict[str, dict[str, float]]:
    """All ratios of the product: to its small park, to the floor, to the admin."""
    found = {
        name: {}
        for name in ("p50", "rate", "idle", "floor-small", "floor-province", "admin-small", "admin-province")
    }

    def half(slot):
        return statistics.median(slot.latencies)

    for (kind, code, who, size), target in by_key.items():
        if kind != PRODUCT:
            continue
        key = f"{code}@{who}"
        small = by_key.get((PRODUCT, code, who, SMALL.name))
        if size == PROVINCE.name and small:
            found["p50"][key] = rounds.ratio(target, small, half)
            found["rate"][key] = rounds.ratio(target, small, lambda slot: slot.rate)
        for other in (FLOOR, ADMIN):
            if below := by_key.get((other, code, who, size)):
                found[f"{other}-{size}"][key] = rounds.ratio(target, below, lambda slot: slot.rate)
                if other == ADMIN and size == PROVINCE.name and below.connections == 1:
                    found["idle"][key] = rounds.ratio(target, below, half)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The launcher with a web server of ten lines instead of the station: real locks, databases and supervision.

Run as a script by the tests of the launcher, with VAR_DIR, PORT and the rest in the environment.
"""

import os
import sys

from workstation.launch import bootstrap, commands, station
from workstation.launch.process import Program

WEB = """
import socket, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
server = HTTPServer(("127.0.0.1", 0), Hello, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""
# Like the pool of Celery, the child of the worker ends when its pipe does, unless it is asked to be stubborn.
WITH_A_CHILD = """
import os, subprocess, sys
child = "import os, sys, time; sys.stdin.read(); time.sleep(600 if os.environ.get('STUBBORN') else 0)"
subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE).wait()
"""


def web_and_worker(env, listener):
    """A web server that answers, and a worker that has a child of its own."""
    return [
        Program(
            name="web",
            command=[sys.executable, "-c", WEB, str(listener.fileno())],
            env=env,
            inherits=(listener.fileno(),),
        ),
        Program(name="worker", command=[sys.executable, "-c", WITH_A_CHILD], env=env),
    ]


def say_it_was_run(command, env, *options):
    """A management command that only says its name."""
    return Program(name=command, command=[sys.executable, "-c", f"print('ran {command}')"], env=env)


bootstrap.ensure = lambda: None
bootstrap.inside = lambda: True
station.prepare_files = lambda: None
station._sources = lambda: [os.environ.get("SOURCES", "").encode()]
station.programs = web_and_worker
station.manage = say_it_was_run
sys.exit(commands.main(["run"]))

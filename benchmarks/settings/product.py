"""The product as it is in production, with one more kind of dated records (`benchmarks.models`)."""

from workstation.settings import *
from workstation.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]

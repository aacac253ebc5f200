"""All tests of licence assistance stand on Monday, 23 November 2026, half past ten."""

import pytest
import time_machine

from tests.licensing.making import NOW


@pytest.fixture(autouse=True)
def monday():
    """Time stands still; a test that needs another moment travels on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller

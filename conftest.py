"""Turns on pytester and sets how long hypothesis may look."""

from __future__ import annotations

from importlib.util import find_spec

pytest_plugins = ["pytester"]

if find_spec("hypothesis") is not None:  # the gate alone (--eco-only) runs without the test tools
    from hypothesis import HealthCheck, settings

    # Choose with --hypothesis-profile. No deadlines: the machine is shared, and no test is timed.
    settings.register_profile("quick", max_examples=60, deadline=None)
    settings.register_profile(
        "fuzz",
        max_examples=100,
        deadline=None,
        derandomize=False,  # hypothesis repeats itself where CI is set; .ci/run repeats this profile
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    settings.load_profile("quick")

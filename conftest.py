"""Turns on pytester and sets how long hypothesis may look."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

# Choose with --hypothesis-profile. No deadlines: the machine is shared, and no test is timed.
settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile(
    "fuzz",
    max_examples=2_000,
    deadline=None,
    derandomize=False,  # hypothesis repeats itself where CI is set; .ci/run repeats this profile for a minute
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("quick")

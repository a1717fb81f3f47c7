"""Secrets do not reach records, and nothing else is harmed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sample_records import failure, record_schema, success

from pytest_ecocontracts.core.records.redaction import TOKEN, Redactor

SECRET = "s3cr3t-value-91"


@pytest.mark.parametrize(
    "name",
    [
        "API_TOKEN",
        "DB_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "SECRET",
        "STRIPE_KEY",
        "my_api_key",
        "GH_PAT",
        "PASSPHRASE",
    ],
)
def test_value_of_a_secret_variable_is_replaced(name: str) -> None:
    redactor = Redactor.from_environment({name: SECRET})
    assert redactor.text(f"expected {SECRET} here") == f"expected {TOKEN} here"
    assert redactor.count == 1


@pytest.mark.parametrize(
    "name",
    ["PWD", "HOME", "KEYBOARD", "MONKEY", "TOKENIZERS", "SSH_AUTH_SOCK", "KEY_FILE", "SECRET_PATH", "PATH"],
)
def test_other_variables_are_left_alone(name: str) -> None:
    redactor = Redactor.from_environment({name: SECRET})
    assert redactor.text(SECRET) == SECRET
    assert redactor.count == 0


def test_short_values_are_words_not_secrets() -> None:
    assert Redactor.from_environment({"TOKEN": "passed"}).text("passed") == "passed"


def test_the_longer_of_two_secrets_goes_first() -> None:
    redactor = Redactor([SECRET, SECRET + "-and-more"])
    assert redactor.text(SECRET + "-and-more") == TOKEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:pass@git.example/x", f"https://{TOKEN}@git.example/x"),
        ("see ssh://tok@host and http://a:b@c", f"see ssh://{TOKEN}@host and http://{TOKEN}@c"),
        ("https://git.example/a@b", "https://git.example/a@b"),
        ("mail somebody@example.org", "mail somebody@example.org"),
    ],
)
def test_user_information_of_urls(text: str, expected: str) -> None:
    assert Redactor().text(text) == expected


def test_a_secret_called_like_a_verdict_harms_no_verdict() -> None:
    """Replacing text in a whole document once turned "success" into noise."""
    redactor = Redactor.from_environment({"DB_PASSWORD": "finished"})
    record = success()
    assert redactor.text("it is finished") == f"it is {TOKEN}"
    assert record_schema().is_valid(record)


@given(st.text(), st.text(min_size=8, alphabet=st.characters(codec="utf-8")))
def test_no_secret_survives(text: str, secret: str) -> None:
    redacted = Redactor([secret]).text(text + secret + text)
    assert secret not in redacted.replace(TOKEN, "") or secret in TOKEN


def test_failures_lose_secrets_in_every_field_that_quotes_data() -> None:
    from tests.sample_records import violation

    from pytest_ecocontracts.core.records.failures import FailureWriter
    from pytest_ecocontracts.core.taxonomy import load_taxonomy

    redactor = Redactor([SECRET])
    written = FailureWriter(load_taxonomy(), redactor).write(
        violation(
            message=f"found {SECRET}",
            expected=SECRET,
            found=f"'{SECRET}'",
            fix=f"remove {SECRET}",
            location={"path": "day.json", "pointer": f"/{SECRET}"},
            metadata={"property": SECRET},
        ),
        "f::day[schema]",
    )
    assert SECRET not in repr(written)
    assert redactor.count == 6
    assert written["code"] == failure()["code"]

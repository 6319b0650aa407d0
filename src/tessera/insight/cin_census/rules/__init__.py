"""Every rule of the census, in families. Loading the package fills the register."""

from tessera.insight.cin_census.rules import (  # noqa: F401
    authority,
    codes,
    dates,
    death,
    exclusive,
    identity,
    no_further_action,
    overlap,
    pre_proceedings,
    working_days,
    year_scope,
)
from tessera.insight.cin_census.rules.register import (
    ERROR,
    QUERY,
    Finding,
    Rule,
    Said,
    rules_for,
    rules_of,
)

__all__ = ["ERROR", "QUERY", "Finding", "Rule", "Said", "rules_for", "rules_of"]

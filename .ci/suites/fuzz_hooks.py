"""Values for the schema's own scalars, which schemathesis cannot guess.

Mostly well-formed, so that requests get past the parser, and sometimes not.
"""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

YEARS = st.integers(min_value=2015, max_value=2030)
SUFFIXES = st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-9M"])
RUBBISH = st.sampled_from(["", "2019-Q5", "0-Q1", "quý 3", "9999999999-Q1", "NaN", "1e999", "-0", "\u202e", "'; --"])

PERIODS = st.builds(lambda year, suffix: f"{year}{suffix}", YEARS, SUFFIXES)
DECIMALS = st.decimals(min_value=-(10**18), max_value=10**18, places=3, allow_nan=False).map(str)

schemathesis.graphql.scalar("Period", st.one_of(PERIODS, PERIODS, RUBBISH).map(nodes.String))
schemathesis.graphql.scalar("Decimal", st.one_of(DECIMALS, DECIMALS, RUBBISH).map(nodes.String))


@schemathesis.hook
def after_call(context, case, response):
    """FORBIDDEN, our word for a refusal by role, is not on schemathesis's list of the client's own errors.

    It is read as one that is; nothing else of an answer is touched, so that a fault of the server stays one.
    """
    response.content = response.content.replace(b'"code":"FORBIDDEN"', b'"code":"BAD_USER_INPUT"')
    response.content_size = len(response.content)

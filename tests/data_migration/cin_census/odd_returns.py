"""Returns with anything in them that a file can hold, true or not: for what must never break."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tessera.insight.cin_census import shape

YEAR = 2026
FIRST_DAY = date(2025, 2, 1)

days = st.integers(0, 480).map(lambda n: FIRST_DAY + timedelta(days=n))
few_days = st.sampled_from([date(2025, 3, 3), date(2025, 6, 2), date(2025, 9, 1), date(2026, 3, 2)])
maybe_days = st.none() | few_days | days
flags = st.sampled_from([True, False, False, None])

assessments = st.builds(
    shape.Assessment,
    started_on=maybe_days,
    review_on=maybe_days,
    authorised_on=maybe_days,
    factors=st.lists(st.sampled_from(["3A", "4B", "21", "18A", "XX"]), max_size=3).map(tuple),
)
cin_plans = st.builds(shape.CinPlan, started_on=maybe_days, ended_on=maybe_days)
section47s = st.builds(
    shape.Section47,
    started_on=maybe_days,
    conference_target_on=maybe_days,
    conference_on=maybe_days,
    conference_not_required=flags,
)
reviews = st.builds(shape.Review, held_on=maybe_days)
categories = st.sampled_from(["NEG", "EMO", "XXX", None])
protection_plans = st.builds(
    shape.ProtectionPlan,
    started_on=maybe_days,
    ended_on=maybe_days,
    initial_category=categories,
    latest_category=categories,
    previous_plans=st.none() | st.integers(0, 3),
    reviews=st.lists(reviews, max_size=3).map(tuple),
)
pre_proceedings = st.builds(
    shape.PreProceedings,
    started_on=maybe_days,
    letter_sent_on=maybe_days,
    family_meeting_offered=flags,
    decided_on=maybe_days,
    outcome=st.sampled_from(["A", None, "Z"]),
    applied_to_court_on=maybe_days,
    initial_letter_on=maybe_days,
)


def some(rows):
    return st.lists(rows, max_size=2).map(tuple)


episodes = st.builds(
    shape.Episode,
    referred_on=maybe_days,
    source=st.sampled_from(["1A", "5C", "ZZ", None]),
    primary_need=st.sampled_from(["N1", "N99", None]),
    closed_on=maybe_days,
    closure_reason=st.sampled_from(["RC7", "RC8", "RC99", None]),
    conference_on=maybe_days,
    assessments=some(assessments),
    cin_plans=some(cin_plans),
    section47s=some(section47s),
    no_further_action=flags,
    protection_plans=some(protection_plans),
    pre_proceedings=some(pre_proceedings),
)
children = st.builds(
    shape.Child,
    la_child_id=st.sampled_from(["A1", "A1", "B2", "C3", None]),
    upn=st.sampled_from([None, "A123456789123", "U" * 41]),
    former_upn=st.sampled_from([None, "X98765432123B"]),
    upn_unknown=st.sampled_from([None, "UN3", "UN99"]),
    born_on=st.none() | st.just(date(2016, 5, 5)) | days,
    expected_on=maybe_days,
    sex=st.sampled_from(["M", "F", "U", "1", "X", None]),
    gender=st.sampled_from([None, None, "2"]),
    died_on=st.none() | days,
    ethnicity=st.sampled_from(["WBRI", "XXXX", None]),
    disabilities=st.lists(st.sampled_from(["NONE", "LD", "LD", "QQ"]), max_size=2).map(tuple),
    episodes=st.lists(episodes, max_size=3).map(tuple),
)
many_children = st.lists(children, min_size=1, max_size=4)

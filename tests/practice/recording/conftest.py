import pytest

from tests.factories import practice


@pytest.fixture
def families(maisie, kai, ivy, hannah):
    """Maisie and Kai are brother and sister; Ivy is of another family. All three are Hannah's."""
    practice.brothers_and_sisters(maisie, kai)
    for child in (maisie, kai):
        practice.a_protection_plan(child, by=hannah)
    practice.a_child_in_need_plan(ivy, by=hannah)
    return [[maisie, kai], [ivy]]

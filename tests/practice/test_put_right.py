"""Finished work opened again and finished again: the same facts, put right, and none of them twice."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.processes import NotYet
from tessera.foundations.records.queries import versions_of
from tessera.people.models import Involvement, Line
from tessera.practice.assessments.models import Sharing
from tessera.practice.front_door.models import Referral
from tessera.practice.recording import queries as recording
from tessera.practice.recording.models import CaseSummary
from tests.factories import practice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
CLOSE, SUMMARY, SHARE = "front_door.close_case", "recording.case_summary", "assessments.share"
THEN, NOW = date(2026, 3, 2), date(2026, 3, 3)


def again(step, joseph, reason="Written wrongly"):
    workflow.reopen_step(step=step, reason=reason, at=practice.at(NOW, 8), by=joseph)
    return step


class TestAClosedCase:
    def close(self, children, hannah, joseph, step=None, on=NOW, **said):
        answers = {"closed_on": THEN, "reason": "RC7", "summary": "Nights are calm.", **said}
        return practice.complete(
            CLOSE, children, {"answers": answers}, step=step, on=on, by=hannah, authorised_by=joseph
        )

    def test_its_day_reason_and_words_are_put_right(self, maisie, kai, hannah, joseph):
        step = self.close([maisie, kai], hannah, joseph)

        again(step, joseph)
        day = date(2026, 3, 1)
        self.close(
            [maisie, kai], hannah, joseph, step, closed_on=day, reason="RC5", summary="Moved."
        )

        for referral in Referral.objects.filter(child__in=[maisie, kai]):
            closed = (referral.closed_on, referral.closure_reason, referral.closure_summary)
            assert closed == (day, "RC5", "Moved.")
            line = Line.objects.get(kind="front_door.referral_closed", source_id=referral.pk)
            assert (line.on, line.step_ref) == (day, step.public_id)
        held = Involvement.objects.filter(person=maisie, role="allocated_worker")
        assert [row.ended_on for row in held] == [day]

    def test_nothing_else_than_what_was_wrong_changes(self, maisie, hannah, joseph):
        step = self.close([maisie], hannah, joseph)
        again(step, joseph)
        self.close([maisie], hannah, joseph, step)

        assert Referral.objects.get().closed_on == THEN
        assert Line.objects.filter(kind="front_door.referral_closed").count() == 1

    def test_a_day_that_contradicts_the_record_is_refused_in_words(self, maisie, hannah, joseph):
        step = self.close([maisie], hannah, joseph)
        again(step, joseph)

        with pytest.raises(NotYet, match="before the referral"):
            self.close([maisie], hannah, joseph, step, closed_on=date(2026, 1, 5))
        assert Referral.objects.get().closed_on == THEN

    def test_a_case_put_right_on_its_page_before_is_still_the_one(self, maisie, hannah, joseph):
        from tessera.practice.front_door import actions as front_door

        step = self.close([maisie], hannah, joseph)
        front_door.correct_referral(
            referral=Referral.objects.get(), changes={"closed_on": date(2026, 2, 27)},
            reason="The day", today=NOW, by=joseph,
        )  # fmt: skip
        again(step, joseph)
        self.close([maisie], hannah, joseph, step, closed_on=date(2026, 2, 26))

        assert Referral.objects.get().closed_on == date(2026, 2, 26)


class TestACaseSummary:
    def write(self, children, hannah, words, step=None, on=NOW):
        return practice.complete(
            SUMMARY, children,
            {"answers": {"written_on": THEN}, "each": {c: {"summary": words[c]} for c in children}},
            step=step, on=on, by=hannah,
        )  # fmt: skip

    def test_it_is_the_same_summary_and_the_old_words_are_a_version(
        self, maisie, kai, hannah, joseph
    ):
        step = self.write([maisie, kai], hannah, {maisie: "Old words", kai: "His own"})
        row = CaseSummary.objects.get(person=maisie)
        again(step, joseph)
        self.write([maisie, kai], hannah, {maisie: "New words", kai: "His own"}, step)

        assert CaseSummary.objects.count() == 2
        assert recording.latest_summary(maisie).text == "New words"
        assert CaseSummary.objects.get(person=maisie).pk == row.pk
        assert "Old words" in [version.row["text"] for version in versions_of(row)]


class TestWithWhomItWasShared:
    def share(self, maisie, hannah, *names, step=None, on=THEN):
        rows = [{"who": name, "relation": "Mum", "shared_on": on.isoformat()} for name in names]
        return practice.complete(
            SHARE, [maisie], {"answers": {"shared": rows}}, step=step, on=NOW, by=hannah
        )

    def test_a_name_put_right_is_one_person_and_the_others_stay(self, maisie, hannah, joseph):
        practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 27))
        step = self.share(maisie, hannah, "Leane", "Nana")
        nana = Sharing.objects.get(shared_with="Nana")
        again(step, joseph)
        self.share(maisie, hannah, "Leanne", "Nana", "Dean", step=step)

        names = Sharing.objects.order_by("pk").values_list("shared_with", flat=True)
        assert list(names) == ["Leanne", "Nana", "Dean"]
        assert Sharing.objects.get(shared_with="Nana").pk == nana.pk

    def test_who_was_never_told_is_taken_back_and_the_clock_follows_the_day(
        self, maisie, hannah, joseph
    ):
        practice.an_assessment(maisie, by=hannah, authorised_on=date(2026, 2, 26))
        step = self.share(maisie, hannah, "Leanne", "Nana")
        again(step, joseph)
        self.share(maisie, hannah, "Leanne", step=step, on=date(2026, 2, 27))

        assert [row.shared_with for row in Sharing.objects.all()] == ["Leanne"]
        assert Timer.objects.get(rule="T043").stopped_on == date(2026, 2, 27)

"""From the forms to the facts: what is written leads where it should, in words that help when it cannot."""

from datetime import date

import pytest

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.engine.workflow.models import Timer
from tessera.engine.workflow.register import NotYet
from tessera.practice.assessments.models import Assessment, Sharing
from tessera.practice.recording.models import CaseNote, CaseSummary, ManagementDecision, Visit
from tests.factories import engine as make
from tests.factories import practice

SINGLE = "assessments.single_assessment"
START = date(2026, 1, 13)


def begin(children, by, on=START, code=SINGLE):
    return workflow.start_step(code=code, subjects=children, worker=by, at=practice.at(on), by=by)


def assess(children, step, by, manager):
    practice.complete(
        SINGLE, children, practice.assessment_answers(children), step=step,
        on=date(2026, 2, 20), by=by, authorised_by=manager,
    )  # fmt: skip


def codes(child):
    return sorted(step.code for step in work.open_steps(child))


class TestTheSingleAssessment:
    def test_its_start_makes_the_fact_the_clocks_and_the_first_visit(self, maisie, kai, hannah):
        step = begin([maisie, kai], hannah)

        assert Assessment.objects.filter(step_ref=step.public_id).count() == 2
        visit = work.open_step(kai, "recording.visit")
        assert [p.name for p in work.subjects_of(visit)] == ["Maisie Brindlow", "Kai Brindlow"]
        assert visit.work_item.due_on == date(2026, 1, 20)
        item = work.open_step(maisie, SINGLE).work_item
        assert item.due_on == date(2026, 3, 16)
        assert "45 working days" in item.why

    def test_a_child_whose_case_is_not_open_is_not_assessed(self, hannah, db):
        child = make.a_child("Tomas Velasky", worker=hannah)

        with pytest.raises(NotYet, match="case is not open"):
            begin([child], hannah)

    def test_signed_off_it_leads_to_a_plan_for_one_and_to_the_end_for_the_other(
        self, maisie, kai, hannah, joseph
    ):
        step = begin([maisie, kai], hannah)
        answers = practice.assessment_answers([maisie, kai])
        answers["each"][kai].update(outcome="close", factors=["21"])

        practice.complete(
            SINGLE, [maisie, kai], answers, step=step, on=date(2026, 2, 20), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        assert "children_in_need.first_meeting" in codes(maisie)
        assert "children_in_need.first_meeting" not in codes(kai)
        assert "front_door.close_case" in codes(kai)
        for child, outcome in ((maisie, "child_in_need_plan"), (kai, "close")):
            done = Assessment.objects.get(child=child)
            assert (done.outcome, done.authorised_on) == (outcome, date(2026, 2, 20))
            assert (done.seen_on, done.kind) == (date(2026, 1, 15), "child_and_family")
            assert done.authorised_by == joseph

    def test_sharing_is_asked_for_with_its_five_days(self, maisie, hannah, joseph):
        step = begin([maisie], hannah)
        practice.complete(
            SINGLE, [maisie], practice.assessment_answers([maisie]), step=step,
            on=date(2026, 2, 20), by=hannah, authorised_by=joseph,
        )  # fmt: skip

        share = work.open_step(maisie, "assessments.share")
        assert share.work_item.due_on == date(2026, 2, 27)
        rows = [{"who": "Leanne", "relation": "Mum", "shared_on": date(2026, 2, 23)}]
        practice.complete(
            "assessments.share", [maisie], {"answers": {"shared": rows}}, step=share,
            on=date(2026, 2, 24), by=hannah,
        )  # fmt: skip

        assert Sharing.objects.get().shared_with == "Leanne"
        assert not Timer.objects.filter(rule="T043", stopped_on=None).exists()

    def test_what_the_census_would_refuse_is_said_before_the_manager_has_it(self, maisie, hannah):
        step = begin([maisie], hannah)
        answers = practice.assessment_answers([maisie], factors=("21", "16A"))

        with pytest.raises(workflow.Unfinished, match="Keep one or the other") as refusal:
            practice.complete(SINGLE, [maisie], answers, step=step, on=date(2026, 2, 20), by=hannah)

        assert [p.field for p in refusal.value.problems] == ["factors"]

    def test_beyond_45_working_days_it_asks_why(self, maisie, hannah, joseph):
        step = begin([maisie], hannah)
        answers = practice.assessment_answers([maisie])
        late = date(2026, 3, 18)

        with pytest.raises(workflow.Unfinished, match="due on 16 March 2026"):
            practice.complete(SINGLE, [maisie], answers, step=step, on=late, by=hannah)
        answers["answers"]["longer_why"] = "Craig was away until 9 March."
        step = practice.complete(
            SINGLE, [maisie], answers, step=step, on=late, by=hannah, authorised_by=joseph
        )
        assert Assessment.objects.get().authorised_on is None

        chief = make.a_worker("Beatrice Oakhanger", role="service_manager")
        workflow.authorise_step(step=step, at=practice.at(late), by=chief)

        assert Assessment.objects.get().longer_why == "Craig was away until 9 March."
        assert Assessment.objects.get().authorised_by == chief

    def test_the_council_sets_after_how_long_the_service_manager_signs_too(
        self, maisie, hannah, joseph, tmp_path, monkeypatch
    ):
        (tmp_path / "timers.yaml").write_text("T040S: {limit: 60}")
        monkeypatch.setenv("TESSERA_LOCAL", str(tmp_path))
        step = begin([maisie], hannah)
        answers = practice.assessment_answers([maisie])
        answers["answers"]["longer_why"] = "Craig was away until 9 March."

        step = practice.complete(
            SINGLE, [maisie], answers, step=step, on=date(2026, 3, 18), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        assert step.state == "done"

    def test_handed_in_in_time_and_signed_off_late_says_so(self, maisie, hannah, joseph):
        step = begin([maisie], hannah)
        step = practice.complete(
            SINGLE, [maisie], practice.assessment_answers([maisie]), step=step,
            on=date(2026, 3, 16), by=hannah,
        )  # fmt: skip

        workflow.authorise_step(step=step, at=practice.at(date(2026, 3, 18)), by=joseph)

        assert Assessment.objects.get().longer_why.startswith("Handed in on 16 March 2026")

    def test_reopened_and_put_right_it_corrects_the_facts(self, maisie, hannah, joseph):
        step = begin([maisie], hannah)
        answers = practice.assessment_answers([maisie])
        step = practice.complete(
            SINGLE, [maisie], answers, step=step, on=date(2026, 2, 20), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip
        workflow.reopen_step(
            step=step, reason="A factor was missing.", at=practice.at(date(2026, 2, 23)), by=hannah
        )

        answers["each"][maisie]["factors"] = ["16A", "4B"]
        practice.complete(
            SINGLE, [maisie], answers, step=step, on=date(2026, 2, 24), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        done = Assessment.objects.get()
        assert sorted(f.code for f in done.factors.all()) == ["16A", "4B"]
        assert done.authorised_on == date(2026, 2, 20)
        assert done.recorded_why == "A factor was missing."

    def test_reopened_only_what_changed_about_a_child_is_put_right(
        self, maisie, kai, hannah, joseph
    ):
        step = begin([maisie, kai], hannah)
        answers = practice.assessment_answers([maisie, kai])
        shared = {"who": "Leanne Brindlow", "shared_on": date(2026, 2, 19)}
        answers["answers"]["shared"] = [shared]
        step = practice.complete(
            SINGLE, [maisie, kai], answers, step=step, on=date(2026, 2, 20), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip
        workflow.reopen_step(
            step=step, reason="Kai: another outcome.", at=practice.at(date(2026, 2, 23)), by=hannah
        )
        before = {a.child: a.recorded_at for a in Assessment.objects.all()}

        answers["each"][kai]["outcome"] = "early_help"
        answers["answers"]["shared"] = [
            shared,
            {"who": "Craig Brindlow", "shared_on": date(2026, 2, 23)},
        ]
        practice.complete(
            SINGLE, [maisie, kai], answers, step=step, on=date(2026, 2, 24), by=hannah,
            authorised_by=joseph,
        )  # fmt: skip

        after = {a.child: a for a in Assessment.objects.all()}
        assert after[kai].outcome == "early_help"
        assert after[maisie].recorded_at == before[maisie]
        assert after[kai].recorded_at > before[kai]
        assert sorted(
            Sharing.objects.filter(assessment=after[kai]).values_list("shared_with", flat=True)
        ) == [
            "Craig Brindlow",
            "Leanne Brindlow",
        ]

    def test_the_review_point_step_moves_the_review_point(self, maisie, hannah, joseph):
        begin([maisie], hannah)
        answers = {
            "reviewed_on": date(2026, 1, 27),
            "so_far": "Home seen, dad not yet.",
            "to_do": "See Craig by Friday.",
            "next_point_on": date(2026, 2, 16),
        }

        practice.complete(
            "assessments.review_point",
            [maisie],
            {"answers": answers},
            on=date(2026, 1, 27),
            by=joseph,
        )

        assert Assessment.objects.get().review_point_on == date(2026, 2, 16)
        assert Timer.objects.get(rule="T042").stopped_on == date(2026, 1, 27)

    def test_the_look_half_way_ends_with_its_assessment(self, maisie, hannah, joseph):
        step = begin([maisie], hannah)
        look = begin([maisie], joseph, code="assessments.review_point")

        assess([maisie], step, hannah, joseph)

        look.refresh_from_db()
        assert (look.state, look.reason) == ("cancelled", "The assessment is signed off")
        assert not Timer.objects.filter(rule__in=("T042", "T042B"), stopped_on=None).exists()

    def test_a_brother_who_is_still_assessed_is_still_looked_at(self, maisie, kai, hannah, joseph):
        step = begin([maisie], hannah)
        begin([kai], hannah)
        look = begin([maisie, kai], joseph, code="assessments.review_point")

        assess([maisie], step, hannah, joseph)

        assert work.open_step(kai, "assessments.review_point") == look
        assert work.open_step(maisie, "assessments.review_point") is None


class TestVisits:
    def test_one_writing_for_three_children(self, maisie, kai, ivy, hannah):
        children = [maisie, kai, ivy]
        answers = practice.visit_answers(children)
        answers["each"][ivy] = {"seen": False, "not_seen_why": "Asleep at Nana's"}

        step = practice.complete(
            "recording.visit", children, answers, on=date(2026, 3, 30), by=hannah
        )

        visits = {v.person: v for v in Visit.objects.filter(step_ref=step.public_id)}
        assert visits[maisie].childs_words == "I made the toast."
        assert visits[maisie].place == "At home"
        assert (visits[ivy].was_seen, visits[ivy].not_seen_why) == (False, "Asleep at Nana's")

    def test_a_visit_on_a_plan_makes_the_next_one_due_from_it(self, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)
        step = begin([maisie], hannah, code="recording.visit")
        assert step.work_item.due_on == date(2026, 2, 17)

        practice.complete(
            "recording.visit", [maisie], practice.visit_answers([maisie], visited_on=date(2026, 2, 10)),
            step=step, on=date(2026, 2, 10), by=hannah,
        )  # fmt: skip

        following = work.open_step(maisie, "recording.visit")
        assert following.work_item.due_on == date(2026, 3, 10)
        assert following.worker == hannah

    def test_a_child_who_was_not_seen_is_still_due_on_the_same_day(self, maisie, hannah):
        practice.a_child_in_need_plan(maisie, by=hannah)
        step = begin([maisie], hannah, code="recording.visit")

        practice.complete(
            "recording.visit", [maisie],
            practice.visit_answers([maisie], visited_on=date(2026, 2, 10), seen=False),
            step=step, on=date(2026, 2, 10), by=hannah,
        )  # fmt: skip

        following = work.open_step(maisie, "recording.visit")
        assert following.work_item.due_on == date(2026, 2, 17)

    def test_a_visit_in_an_assessment_answers_that_the_child_was_seen(self, maisie, hannah):
        begin([maisie], hannah)
        step = work.open_step(maisie, "recording.visit")

        practice.complete(
            "recording.visit", [maisie], practice.visit_answers([maisie], visited_on=date(2026, 1, 15)),
            step=step, on=date(2026, 1, 15), by=hannah,
        )  # fmt: skip

        assert not Timer.objects.filter(rule="T041", stopped_on=None).exists()
        assert work.open_step(maisie, "recording.visit") is None

    def test_a_reopened_visit_is_written_anew(self, maisie, hannah):
        answers = practice.visit_answers([maisie])
        step = practice.complete(
            "recording.visit", [maisie], answers, on=date(2026, 3, 30), by=hannah
        )
        workflow.reopen_step(
            step=step, reason="It was Friday.", at=practice.at(date(2026, 3, 31)), by=hannah
        )
        answers["answers"]["visited_on"] = date(2026, 3, 27)

        practice.complete(
            "recording.visit", [maisie], answers, step=step, on=date(2026, 3, 31), by=hannah
        )

        assert Visit.objects.get().happened_on == date(2026, 3, 27)


class TestNotesSummariesAndDecisions:
    def test_a_note_stands_on_each_childs_record(self, maisie, kai, hannah):
        answers = {
            "noted_on": date(2026, 3, 30),
            "note_kind": "school",
            "heading": "Call from Larkfield",
            "text": "On time all week.",
            "matters": "significant",
        }

        practice.complete(
            "recording.case_note", [maisie, kai],
            {"answers": answers, "each": {kai: {"words": "I scored."}}},
            on=date(2026, 3, 30), by=hannah,
        )  # fmt: skip

        notes = {n.person: n for n in CaseNote.objects.all()}
        assert notes[kai].childs_words == "I scored."
        assert notes[maisie].significance == 2

    def test_a_summary_for_each(self, maisie, kai, hannah):
        each = {maisie: {"summary": "Well."}, kai: {"summary": "Worried."}}
        answers = {"answers": {"written_on": date(2026, 3, 30)}, "each": each}

        practice.complete(
            "recording.case_summary", [maisie, kai], answers, on=date(2026, 3, 30), by=hannah
        )

        assert CaseSummary.objects.get(person=kai).text == "Worried."

    def test_a_decision_with_its_basis(self, maisie, joseph):
        answers = {"decided_on": date(2026, 3, 30), "decision": "Go on.", "basis": "Two reports."}

        practice.complete(
            "recording.management_decision", [maisie], {"answers": answers},
            on=date(2026, 3, 30), by=joseph,
        )  # fmt: skip

        assert ManagementDecision.objects.get().basis == "Two reports."

    def test_a_decision_without_its_basis_is_not_finished(self, maisie, joseph):
        answers = {"decided_on": date(2026, 3, 30), "decision": "Go on."}

        with pytest.raises(workflow.Unfinished, match="what the decision rests on"):
            practice.complete(
                "recording.management_decision", [maisie], {"answers": answers},
                on=date(2026, 3, 30), by=joseph,
            )  # fmt: skip

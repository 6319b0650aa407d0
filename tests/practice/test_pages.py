"""What a worker sees: the record's pages of these rooms, and writing in two clicks."""

from datetime import date

import pytest
from django.urls import reverse

from tessera.engine.workflow import actions as workflow
from tessera.engine.workflow import queries as work
from tessera.foundations.audit.models import Subject
from tessera.practice.assessments.models import Assessment
from tessera.practice.recording import actions as recording
from tests.factories import engine as make
from tests.factories import practice

pytestmark = [
    pytest.mark.django_db(databases=["default", "audit"]),
    pytest.mark.usefixtures("at_the_demo_date"),
]


def text(response):
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_record_shows_the_childs_words_and_when_they_were_last_seen(ask, maisie, hannah):
    practice.a_visit(maisie, hannah)

    html = text(ask(hannah, "people:record", person_id=maisie.public_id))

    assert "In Maisie’s words" in html or "In Maisie's words" in html.replace("&#39;", "'")
    assert "I made the toast." in html
    assert "Mon 16 March, alone, at home" in html


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (practice.an_assessment, "In assessment"),
        (practice.a_child_in_need_plan, "Child in need"),
        (practice.a_discussion, "Section 47 enquiry"),
        (practice.a_protection_plan, "Child protection plan: neglect"),
    ],
)
def test_the_identity_bar_says_where_the_child_stands(ask, maisie, hannah, start, words):
    start(maisie, by=hannah)

    assert words in text(ask(hannah, "people:record", person_id=maisie.public_id))


def test_the_weightier_standing_comes_first(ask, maisie, hannah):
    practice.an_assessment(maisie, by=hannah)
    practice.a_protection_plan(maisie, by=hannah)

    html = text(ask(hannah, "people:record", person_id=maisie.public_id))

    assert html.index("Child protection plan: neglect") < html.index("In assessment")


def test_the_slim_bar_counts_the_days_of_the_assessment(ask, maisie, hannah):
    practice.an_assessment(maisie, by=hannah)

    html = text(ask(hannah, "assessments:assessments", person_id=maisie.public_id))

    assert "Day 56 of 45" in html


def test_my_children_are_one_click_from_a_visit(ask, maisie, kai, hannah):
    practice.brothers_and_sisters(maisie, kai)
    html = text(ask(hannah, "workflow:my_work"))
    assert reverse("recording:write") in html

    html = text(ask(hannah, "recording:write"))
    assert html.count('value="recording.visit"') == 1

    answer = ask(
        hannah,
        "recording:write",
        {"code": "recording.visit", "people": [str(maisie.public_id), str(kai.public_id)]},
    )
    step = work.open_step(kai, "recording.visit")
    assert answer.status_code == 302
    assert answer.url == reverse("workflow:step", kwargs={"step_id": step.public_id})


def test_one_who_is_not_mine_cannot_be_written_about_here(ask, maisie, hannah, team):
    stranger = make.a_child("Zara Quist")

    html = text(
        ask(
            hannah,
            "recording:write",
            {"code": "recording.visit", "people": [str(stranger.public_id)]},
        )
    )

    assert "Choose at least one child" in html or "not one of the available choices" in html
    assert work.open_step(stranger, "recording.visit") is None


def test_brothers_and_sisters_may_be_taken_along_from_the_record(ask, maisie, kai, hannah):
    practice.brothers_and_sisters(maisie, kai)

    html = text(ask(hannah, "recording:write_for", person_id=maisie.public_id))

    assert "Kai Brindlow" in html
    assert "Management decision" not in html


def test_a_manager_is_offered_the_decision_too(ask, maisie, joseph):
    html = text(ask(joseph, "recording:write_for", person_id=maisie.public_id))

    assert "Management decision" in html


def test_nothing_chosen_is_asked_for_and_kept(ask, maisie, kai, hannah):
    practice.brothers_and_sisters(maisie, kai)

    html = text(
        ask(
            hannah,
            "recording:write_for",
            {"people": [str(maisie.public_id)]},
            person_id=maisie.public_id,
        )
    )

    assert "Say what you want to write" in html


def test_a_visit_that_waits_is_gone_on_with(ask, maisie, hannah):
    data = {"code": "recording.visit", "people": [str(maisie.public_id)]}

    first = ask(hannah, "recording:write_for", data, person_id=maisie.public_id)
    second = ask(hannah, "recording:write_for", data, person_id=maisie.public_id)

    assert first.url == second.url


def test_three_children_are_written_up_on_one_page(ask, client, maisie, kai, ivy, hannah):
    practice.brothers_and_sisters(maisie, kai, ivy)
    people = [str(child.public_id) for child in (maisie, kai, ivy)]
    started = ask(hannah, "recording:write", {"code": "recording.visit", "people": people})

    html = client.get(started.url).content.decode()

    for name in ("Maisie", "Kai", "Ivy"):
        assert f"Was {name} seen?" in html
        assert f"In {name}&#39;s words" in html or f"In {name}'s words" in html


def test_visits_and_notes_are_listed_with_the_words(ask, maisie, hannah, joseph):
    practice.a_visit(maisie, hannah)
    recording.record_management_decision(
        people_about=[maisie],
        decided_on=date(2026, 3, 17),
        decision="Go on.",
        basis="Why",
        by=joseph,
    )

    html = text(ask(hannah, "recording:entries", person_id=maisie.public_id))
    only = text(
        ask(hannah, "recording:entries", query={"kind": "visit"}, person_id=maisie.public_id)
    )

    assert "Management decision" in html
    assert "Seen alone" in html
    assert "Go on." not in only


def test_a_long_record_is_paged(ask, client, maisie, hannah):
    for number in range(26):
        practice.a_visit(maisie, hannah, on=date(2026, 2, 1 + number), words=f"Day {number}")

    html = text(ask(hannah, "recording:entries", person_id=maisie.public_id))
    older = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = client.get(older).content.decode()

    assert "Day 25" in html
    assert "Day 0" not in html
    assert "Day 0" in rest


@pytest.mark.parametrize("place", ["nonsense", "2026-03-01_Visit", "2026-13-01_Visit_1"])
def test_a_page_that_is_not_there_is_not_found(ask, maisie, hannah, place):
    answer = ask(hannah, "recording:entries", query={"after": place}, person_id=maisie.public_id)

    assert answer.status_code == 404


def test_a_whole_visit_is_read_and_the_look_is_logged(ask, maisie, kai, hannah):
    visit = practice.a_visit(maisie, hannah)

    html = text(
        ask(
            hannah,
            "recording:entry",
            person_id=maisie.public_id,
            kind="visit",
            entry_id=visit.public_id,
        )
    )

    assert "At home" in html
    assert Subject.objects.using("audit").filter(person_id=maisie.public_id).exists()


def test_a_visit_to_another_child_is_not_found_under_this_one(ask, maisie, kai, hannah):
    visit = practice.a_visit(kai, hannah)

    answer = ask(
        hannah,
        "recording:entry",
        person_id=maisie.public_id,
        kind="visit",
        entry_id=visit.public_id,
    )

    assert answer.status_code == 404


def test_all_a_childs_words_are_on_one_page(ask, maisie, hannah):
    practice.a_visit(maisie, hannah, words="First")
    practice.a_visit(maisie, hannah, words="Second", on=date(2026, 3, 30))

    html = text(ask(hannah, "recording:words", person_id=maisie.public_id))

    assert html.index("Second") < html.index("First")


def test_empty_pages_say_what_it_means(ask, maisie, hannah):
    for name, words in (
        ("recording:entries", "Nothing is written here yet."),
        ("recording:words", "Nobody has written down"),
        ("assessments:assessments", "There is no assessment on this record."),
        ("child_protection:plans", "This child has no plan"),
        ("child_protection:meetings", "No meeting has been held"),
    ):
        assert words in text(ask(hannah, name, person_id=maisie.public_id))


def test_the_assessments_page_tells_what_was_found_and_with_whom_it_was_shared(ask, maisie, hannah):
    done = practice.an_assessment(
        maisie, by=hannah, authorised_on=date(2026, 3, 17), longer_why="Dad was away."
    )
    from tessera.practice.assessments import actions

    actions.share_assessment(
        assessment=done, shared_with="Leanne", shared_on=date(2026, 3, 18), by=hannah
    )

    html = text(ask(hannah, "assessments:assessments", person_id=maisie.public_id))

    for words in ("17 March 2026", "Neglect", "Child in need plan", "Dad was away.", "Leanne"):
        assert words in html


def test_the_manager_sets_the_review_point_and_it_stands_in_the_diary(ask, maisie, hannah, joseph):
    assessment = practice.an_assessment(maisie, by=hannah)
    data = {"on-day": "9", "on-month": "4", "on-year": "2026"}

    answer = ask(joseph, "assessments:review_point", data, person_id=maisie.public_id)

    assessment.refresh_from_db()
    assert answer.status_code == 302
    assert assessment.review_point_on == date(2026, 4, 9)
    step = work.open_step(maisie, "assessments.review_point")
    assert (step.worker, step.due_on) == (joseph, date(2026, 4, 9))


def assess_together(children, worker):
    return workflow.start_step(
        code="assessments.single_assessment", subjects=children, worker=worker,
        at=practice.at(date(2026, 3, 30)), by=worker,
    )  # fmt: skip


def test_a_review_point_is_set_for_all_who_are_assessed_together(
    ask, maisie, kai, ivy, hannah, joseph
):
    assess_together([maisie, kai], hannah)
    practice.an_assessment(ivy, by=hannah)
    data = {"on-day": "9", "on-month": "4", "on-year": "2026"}
    page = text(ask(joseph, "assessments:review_point", person_id=maisie.public_id))

    ask(joseph, "assessments:review_point", data, person_id=maisie.public_id)

    days = dict(Assessment.objects.values_list("child", "review_point_on"))
    assert days == {maisie.pk: date(2026, 4, 9), kai.pk: date(2026, 4, 9), ivy.pk: None}
    looks = {work.open_step(child, "assessments.review_point") for child in (maisie, kai)}
    assert [step.due_on for step in looks] == [date(2026, 4, 9)]
    assert "Only Kai" in page
    assert "Ivy" not in page.split("For whom?")[1]


def test_a_review_point_may_be_for_one_of_them(ask, maisie, kai, hannah, joseph):
    assess_together([maisie, kai], hannah)
    data = {"on-day": "9", "on-month": "4", "on-year": "2026", "whom": str(kai.public_id)}

    ask(joseph, "assessments:review_point", data, person_id=maisie.public_id)

    days = dict(Assessment.objects.values_list("child", "review_point_on"))
    assert days == {maisie.pk: None, kai.pk: date(2026, 4, 9)}
    assert work.open_step(maisie, "assessments.review_point") is None


def test_the_assessment_says_from_which_day_it_is_counted(ask, maisie, hannah):
    practice.an_assessment(maisie, by=hannah)

    page = text(ask(hannah, "assessments:assessments", person_id=maisie.public_id))

    assert (
        "45 working days from the referral of Monday 12 January. Day 1 is the next working day"
        in page
    )


def test_a_review_point_set_to_another_day_is_in_the_diary_on_that_day(
    ask, maisie, kai, hannah, joseph
):
    for child in (maisie, kai):
        practice.an_assessment(child, by=hannah)
    together = workflow.start_step(
        code="assessments.review_point", subjects=[maisie, kai], worker=joseph,
        at=practice.at(date(2026, 3, 30)), by=joseph,
    )  # fmt: skip

    for day in ("9", "10"):
        data = {"on-day": day, "on-month": "4", "on-year": "2026"}
        ask(joseph, "assessments:review_point", data, person_id=maisie.public_id)

    looks = work.open_steps(maisie).filter(code="assessments.review_point")
    assert [look.due_on for look in looks] == [date(2026, 4, 10)]
    assert work.open_step(kai, "assessments.review_point") == together


@pytest.mark.parametrize(
    ("day", "words"),
    [(("31", "2", "2026"), "Write a real date"), (("2", "3", "2026"), "today or later")],
)
def test_a_review_point_that_cannot_be_is_asked_for_again(ask, maisie, hannah, joseph, day, words):
    practice.an_assessment(maisie, by=hannah)
    data = dict(zip(("on-day", "on-month", "on-year"), day, strict=True))

    html = text(ask(joseph, "assessments:review_point", data, person_id=maisie.public_id))

    assert words in html
    assert f'value="{day[0]}"' in html


def test_a_worker_does_not_set_their_own_review_point(ask, maisie, hannah):
    practice.an_assessment(maisie, by=hannah)

    answer = ask(hannah, "assessments:review_point", person_id=maisie.public_id)

    assert answer.status_code in (403, 404)


def test_both_kinds_of_plan_and_their_meetings_stand_on_one_page(ask, maisie, hannah, denise):
    practice.a_child_in_need_plan(maisie, by=hannah)
    practice.a_conference(maisie, by=denise)

    html = text(ask(hannah, "child_protection:plans", person_id=maisie.public_id))
    meetings = text(ask(hannah, "child_protection:meetings", person_id=maisie.public_id))

    assert html.index("Child protection plan: neglect") < html.index("Child in need plan")
    assert "A child protection plan began" in html
    assert "Initial child protection conference" in meetings


def test_a_child_of_another_team_is_not_opened(ask, hannah, db):
    other = make.a_child("Zara Quist")

    for name in ("recording:entries", "assessments:assessments", "child_protection:plans"):
        assert ask(hannah, name, person_id=other.public_id).status_code in (403, 404)

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import tessera.practice.child_protection.models.emergency
import tessera.practice.front_door.models.referral
import uuid
from django.conf import settings
from django.db import migrations, models

from tessera.foundations.records.tables import CreateModels

# A child never has a protection plan and a child in need plan at once (CIN rules 4001, 4003, 4016, 4017).
#
# The two plans stand in two tables, where no exclusion constraint reaches: a trigger on each looks at
# the other, under a lock on the child, so that two writers at the same moment cannot both be right. Children
# share 1024 locks: a load of a whole county takes that many in one transaction and no more.
NEVER_CONCURRENT = """
CREATE FUNCTION child_protection_never_concurrent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  other text := TG_ARGV[0];
  found boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('plans_never_concurrent'), (NEW.child_id % 1024)::int);
  EXECUTE format(
    'SELECT EXISTS (SELECT 1 FROM %I WHERE child_id = $1'
    ' AND daterange(started_on, ended_on) && daterange($2, $3))', other)
    INTO found USING NEW.child_id, NEW.started_on, NEW.ended_on;
  IF found THEN
    RAISE EXCEPTION 'plans_never_concurrent: the child has a plan of the other kind at that time'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'plans_never_concurrent';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER plans_never_concurrent
  BEFORE INSERT OR UPDATE OF child_id, started_on, ended_on ON child_protection_plan
  FOR EACH ROW EXECUTE FUNCTION child_protection_never_concurrent('children_in_need_plan');
CREATE TRIGGER plans_never_concurrent
  BEFORE INSERT OR UPDATE OF child_id, started_on, ended_on ON children_in_need_plan
  FOR EACH ROW EXECUTE FUNCTION child_protection_never_concurrent('child_protection_plan');
"""

WITHOUT_NEVER_CONCURRENT = """
DROP TRIGGER plans_never_concurrent ON children_in_need_plan;
DROP TRIGGER plans_never_concurrent ON child_protection_plan;
DROP FUNCTION child_protection_never_concurrent();
"""


class Migration(migrations.Migration):
    replaces = [
        ("child_protection", "0001_initial"),
        ("child_protection", "0002_plans_never_concurrent"),
        ("child_protection", "0003_core_group"),
        ("child_protection", "0004_seen_agencies_delays_emergencies"),
        ("child_protection", "0005_plans_elsewhere"),
        ("child_protection", "0006_not_seen_in_an_enquiry"),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("children_in_need", "0001_squashed_0003"), ("front_door", "0001_squashed_0006"), ("people", "0001_squashed_0006")]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name="Plan",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("started_on", models.DateField()),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("initial_category", models.CharField(max_length=3)),
                    (
                        "end_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("conference", "A review conference ended it"),
                                ("moved", "Moved for good, and the new council has held its conference"),
                                ("eighteen", "Turned 18"),
                                ("died", "Died"),
                                ("left_country", "Left the country for good"),
                            ],
                            default="",
                            max_length=12,
                        ),
                    ),
                    ("previous_plans", models.PositiveSmallIntegerField(default=0, help_text="plans before this one, any council, ever (N00106)")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="protection_plans", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="protection_plans", to="front_door.referral")),
                ],
                options={
                    "db_table": "child_protection_plan",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("child",), name="one_current_plan_per_child"),
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="plan_ends_on_or_after_start"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("started_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                            ],
                            name="protection_plans_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MovedOut",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("council", models.CharField(max_length=150)),
                    ("moved_on", models.DateField()),
                    ("told_on", models.DateField()),
                    ("told_whom", models.CharField(max_length=200)),
                    ("sent", models.TextField()),
                    ("conference_on", models.DateField(blank=True, null=True)),
                    ("came_back_on", models.DateField(blank=True, null=True)),
                    ("came_back_why", models.TextField(blank=True, default="")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves_out", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves_out", to="child_protection.plan")),
                ],
                options={
                    "db_table": "child_protection_moved_out",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("came_back_on", None), ("conference_on", None)), fields=("plan",), name="one_open_move_of_a_plan"),
                        models.CheckConstraint(
                            condition=models.Q(("conference_on", None), ("conference_on__gte", models.F("moved_on")), _connector="OR"), name="their_conference_follows_the_move"
                        ),
                        models.CheckConstraint(condition=models.Q(("sent", ""), _negated=True), name="told_says_what_was_sent"),
                        models.CheckConstraint(
                            condition=models.Q(("came_back_on", None), models.Q(("conference_on", None), models.Q(("came_back_why", ""), _negated=True)), _connector="OR"),
                            name="came_back_or_was_taken_over",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CoreGroup",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("held_on", models.DateField()),
                    ("risk", models.CharField(max_length=10)),
                    ("risk_why", models.TextField()),
                    ("next_on", models.DateField(blank=True, null=True)),
                    ("early_review_by", models.DateField(blank=True, null=True)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="core_groups", to="child_protection.plan")),
                ],
                options={
                    "db_table": "child_protection_core_group",
                    "constraints": [
                        models.UniqueConstraint(fields=("plan", "held_on"), name="one_core_group_a_day_of_a_plan"),
                        models.CheckConstraint(condition=models.Q(("risk_why", ""), _negated=True), name="core_group_says_why_of_risk"),
                        models.CheckConstraint(condition=models.Q(("next_on", None), ("next_on__gt", models.F("held_on")), _connector="OR"), name="next_core_group_is_later"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PlanCategory",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("category", models.CharField(max_length=3)),
                    ("started_on", models.DateField()),
                    ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="categories", to="child_protection.plan")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={"db_table": "child_protection_plan_category", "constraints": [models.UniqueConstraint(fields=("plan", "started_on"), name="one_category_a_day")]},
            ),
            migrations.CreateModel(
                name="PlanElsewhere",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("council", models.CharField(max_length=150)),
                    ("category", models.CharField(max_length=3)),
                    ("started_on", models.DateField()),
                    ("told_on", models.DateField()),
                    ("here_since", models.DateField()),
                    ("is_for_good", models.BooleanField()),
                    ("until", models.DateField(blank=True, null=True)),
                    ("responsible", models.CharField(max_length=200)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    (
                        "end_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("our_conference", "Our conference was held"),
                                ("went_back", "The child went back"),
                                ("moved_on", "The child moved to a third council"),
                                ("their_plan_ended", "The other council ended its plan"),
                            ],
                            default="",
                            max_length=20,
                        ),
                    ),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="plans_elsewhere", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("watched_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "child_protection_plan_elsewhere",
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("ended_on", None)), fields=("child",), name="one_current_plan_elsewhere"),
                        models.CheckConstraint(condition=models.Q(("told_on__gte", models.F("started_on"))), name="told_of_a_plan_that_has_begun"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("is_for_good", True), ("until", None)), models.Q(("is_for_good", False), ("until__isnull", False)), _connector="OR"),
                            name="for_good_or_until_a_day",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("end_reason", ""), ("ended_on", None)), models.Q(("ended_on__gte", models.F("told_on")), models.Q(("end_reason", ""), _negated=True)), _connector="OR"
                            ),
                            name="plan_elsewhere_ends_after_it_was_told_and_says_why",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Section47Enquiry",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("started_on", models.DateField()),
                    ("conference_target_on", models.DateField(blank=True, null=True)),
                    ("is_conference_not_required", models.BooleanField(default=False)),
                    ("outcome", models.CharField(blank=True, default="", max_length=40)),
                    ("outcome_why", models.TextField(blank=True, default="")),
                    ("agencies_view", models.TextField(blank=True, default="", help_text="of there being no conference")),
                    ("not_seen_why", models.CharField(blank=True, db_default="", default="", help_text="such as: not born yet", max_length=300)),
                    ("ended_on", models.DateField(blank=True, null=True)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="section47_enquiries", to="people.person")),
                    (
                        "strategy_discussion",
                        models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="enquiries", to="child_protection.strategydiscussion"),
                    ),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="section47_enquiries", to="front_door.referral")),
                ],
                options={
                    "db_table": "child_protection_section47_enquiry",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"), name="enquiry_ends_on_or_after_start"),
                        models.UniqueConstraint(condition=models.Q(("ended_on", None), ("is_conference_not_required", False)), fields=("child",), name="one_open_section47_enquiry"),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            condition=models.Q(("ended_on__isnull", False), ("is_conference_not_required", False), _connector="OR"),
                            expressions=[
                                (tessera.practice.front_door.models.referral.DateRange("started_on", "ended_on", django.contrib.postgres.fields.ranges.RangeBoundary()), "&&"),
                                ("child", "="),
                            ],
                            name="section47_enquiries_do_not_overlap",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EnquirySeen",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("seen_on", models.DateField()),
                    ("was_seen_alone", models.BooleanField(null=True)),
                    ("not_alone_why", models.CharField(blank=True, default="", max_length=300)),
                    ("place", models.CharField(blank=True, default="", help_text="a kind of place", max_length=20)),
                    ("seen_by", models.CharField(blank=True, default="", max_length=150)),
                    ("words", models.TextField(blank=True, default="")),
                    ("not_heard_why", models.TextField(blank=True, default="")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("enquiry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seen", to="child_protection.section47enquiry")),
                ],
                options={
                    "db_table": "child_protection_enquiry_seen",
                    "constraints": [
                        models.UniqueConstraint(fields=("enquiry", "seen_on"), name="seen_once_a_day"),
                        models.CheckConstraint(condition=models.Q(models.Q(("was_seen_alone", True), _negated=True), ("not_alone_why", ""), _connector="OR"), name="alone_needs_no_reason"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EnquiryAgency",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("agency", models.CharField(max_length=30)),
                    ("who", models.CharField(blank=True, default="", max_length=200)),
                    ("answered", models.BooleanField(null=True)),
                    ("said", models.TextField(blank=True, default="")),
                    ("asks_for_conference", models.BooleanField(default=False)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("enquiry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="agencies", to="child_protection.section47enquiry")),
                ],
                options={"db_table": "child_protection_enquiry_agency"},
            ),
            migrations.CreateModel(
                name="Delay",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("until_on", models.DateField()),
                    ("why", models.TextField()),
                    ("safety_plan", models.TextField()),
                    ("manager_agreed_at", models.DateTimeField()),
                    ("chair_agreed_at", models.DateTimeField(blank=True, null=True)),
                    ("chair", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("manager", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("enquiry", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="delays", to="child_protection.section47enquiry")),
                ],
                options={
                    "db_table": "child_protection_delay",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(models.Q(("why", ""), _negated=True), models.Q(("safety_plan", ""), _negated=True)), name="delay_says_why_and_how_safe"),
                        models.CheckConstraint(condition=models.Q(("chair", None), models.Q(("chair", models.F("manager")), _negated=True), _connector="OR"), name="two_agree_to_a_delay"),
                        models.CheckConstraint(
                            condition=models.Q(models.Q(("chair", None), ("chair_agreed_at", None)), models.Q(("chair__isnull", False), ("chair_agreed_at__isnull", False)), _connector="OR"),
                            name="chair_agreed_by_and_at",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Conference",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(choices=[("initial", "Initial conference"), ("review", "Review conference"), ("transfer_in", "Transfer-in conference")], max_length=12)),
                    ("held_on", models.DateField()),
                    ("outcome", models.CharField(blank=True, default="", max_length=40)),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conferences", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conferences", to="front_door.referral")),
                    ("plan", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="conferences", to="child_protection.plan")),
                    ("enquiry", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="conference", to="child_protection.section47enquiry")),
                ],
                options={
                    "db_table": "child_protection_conference",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(models.Q(("kind", "review"), _negated=True), ("plan__isnull", False), _connector="OR"), name="review_is_of_a_plan"),
                        models.CheckConstraint(condition=models.Q(("enquiry", None), ("kind", "initial"), _connector="OR"), name="only_an_initial_conference_ends_an_enquiry"),
                        models.UniqueConstraint(fields=("plan", "held_on", "kind"), name="one_conference_a_day_of_a_plan"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StrategyDiscussion",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("held_on", models.DateField()),
                    ("held_at", models.DateTimeField(blank=True, null=True)),
                    ("agencies_present", models.JSONField(blank=True, default=list)),
                    ("is_quorate", models.BooleanField(default=False)),
                    ("outcome", models.CharField(blank=True, default="", max_length=40)),
                    ("decision_why", models.TextField(blank=True, default="")),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="strategy_discussions", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("referral", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="strategy_discussions", to="front_door.referral")),
                ],
                options={"db_table": "child_protection_strategy_discussion"},
            ),
            migrations.CreateModel(
                name="EmergencyMeasure",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ("recorded_why", models.TextField(blank=True, db_default="", default="", editable=False)),
                    ("step_ref", models.UUIDField(blank=True, null=True)),
                    ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ("kind", models.CharField(choices=[("police_protection", "Police protection"), ("protection_order", "Emergency protection order")], max_length=20)),
                    ("started_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("is_extended", models.BooleanField(default=False)),
                    ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ("who", models.CharField(max_length=200)),
                    ("why", models.TextField()),
                    ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="emergency_measures", to="people.person")),
                    ("recorded_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "db_table": "child_protection_emergency",
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("started_at"))), name="emergency_ends_after_start"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("kind", "police_protection"), _negated=True),
                                models.Q(
                                    ("ends_at__lte", django.db.models.expressions.CombinedExpression(models.F("started_at"), "+", models.Value(datetime.timedelta(days=3)))), ("is_extended", False)
                                ),
                                _connector="OR",
                            ),
                            name="police_protection_at_most_72_hours",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("kind", "protection_order"), _negated=True),
                                ("ends_at__lte", django.db.models.expressions.CombinedExpression(models.F("started_at"), "+", models.Value(datetime.timedelta(days=9)))),
                                models.Q(
                                    ("ends_at__lte", django.db.models.expressions.CombinedExpression(models.F("started_at"), "+", models.Value(datetime.timedelta(days=16)))), ("is_extended", True)
                                ),
                                _connector="OR",
                            ),
                            name="protection_order_at_most_8_days_and_7",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ended_at", None), models.Q(("ended_at__gte", models.F("started_at")), ("ended_at__lte", models.F("ends_at"))), _connector="OR"),
                            name="emergency_ended_in_time",
                        ),
                        django.contrib.postgres.constraints.ExclusionConstraint(
                            expressions=[
                                (
                                    tessera.practice.child_protection.models.emergency.TimeRange(
                                        "started_at", django.db.models.functions.comparison.Coalesce("ended_at", "ends_at"), django.contrib.postgres.fields.ranges.RangeBoundary()
                                    ),
                                    "&&",
                                ),
                                ("child", "="),
                                ("kind", "="),
                            ],
                            name="one_emergency_measure_of_a_kind_at_once",
                        ),
                    ],
                },
            ),
        ]),
        migrations.RunSQL(NEVER_CONCURRENT, WITHOUT_NEVER_CONCURRENT),
    ]

"""Fifteen in a hundred have been a case; six in a thousand are one now, with people, work and clocks.

The first fifty children are the probe's: their cases are open in every set, with ten steps each.
"""

STATEMENTS = (
    (
        "cases",
        """
        CREATE TEMP TABLE a_case ON COMMIT DROP AS
        SELECT c.*, CASE WHEN is_open THEN NULL ELSE received_on + 45 + (h %% 200)::int END AS closed_on,
          CASE WHEN h <= 25 THEN 1 ELSE 2 + (h / 250) %% (%(teams)s - 1) END AS team_id,
          CASE WHEN h <= 10 THEN 1 WHEN h <= 25 THEN 3 + h %% 4
               ELSE 7 + (h / 250) %% (%(teams)s - 1) + (1 + h %% 2) * (%(teams)s - 1) END AS worker_id
        FROM (SELECT id AS child, h, is_open, %(today)s::date
                - CASE WHEN is_open THEN 15 + h %% 60 ELSE 300 + h * 37 %% 2000 END::int AS received_on
              FROM (SELECT id, h, h <= 25 OR h %% 250 < 3 AS is_open FROM someone
                    WHERE part > 2 AND (h <= 25 OR h %% 10 < 3)) AS a) AS c
        """,
    ),
    (
        "referrals",
        """
        INSERT INTO front_door_referral (id, recorded_at, public_id, received_on, source, primary_need,
          is_nfa, is_re_referral, closed_on, closure_reason, closure_summary, child_id, team_id)
        SELECT child, now(), gen_random_uuid(), received_on, (ARRAY['1A', '2B', '5C'])[1 + h %% 3],
          'N' || 1 + h %% 6, false, false, closed_on,
          CASE WHEN closed_on IS NULL THEN '' ELSE 'RC8' END, '', child, team_id
        FROM a_case
        """,
    ),
    (
        "assessments",
        """
        INSERT INTO assessments_assessment (id, recorded_at, public_id, kind, started_on, clock_started_on,
          seen_on, authorised_on, outcome, longer_why, update_why, child_id, referral_id)
        SELECT child, now(), gen_random_uuid(), '', received_on, received_on,
          CASE WHEN is_open THEN NULL ELSE received_on + 9 END,
          CASE WHEN is_open THEN NULL ELSE received_on + 40 END,
          CASE WHEN is_open THEN '' ELSE 'close' END, '', '', child, child
        FROM a_case
        """,
    ),
    (
        "who works with whom",
        """
        INSERT INTO people_involvement (id, recorded_at, public_id, role, professional_name, telephone,
          email, started_on, person_id, worker_id, team_id)
        SELECT child, now(), gen_random_uuid(), 'allocated_worker', '', '', '', received_on + 1, child,
          worker_id, team_id
        FROM a_case WHERE is_open
        """,
    ),
    (
        "work",
        """
        CREATE TEMP TABLE work ON COMMIT DROP AS
        SELECT child * 16 + k AS id, child, h, team_id, worker_id, received_on, k,
          CASE WHEN is_open THEN (ARRAY['recording.visit', 'recording.case_note',
            'recording.case_summary', 'recording.management_decision',
            'front_door.close_case'])[1 + (k - 1) %% 5]
            ELSE 'recording.visit' END AS code,
          (ARRAY['visit', 'case_note', 'case_summary', 'management_decision', 'close_case'])[
            CASE WHEN is_open THEN 1 + (k - 1) %% 5 ELSE 1 END] AS form,
          CASE WHEN NOT is_open THEN 'done' WHEN k %% 5 = 0 THEN 'awaiting_authorisation'
               WHEN k %% 2 = 0 THEN 'in_progress' ELSE 'to_do' END AS state,
          received_on + 9 AS happened_on, gen_random_uuid() AS public_id
        FROM a_case CROSS JOIN LATERAL generate_series(
          1, CASE WHEN NOT is_open THEN 1 WHEN h <= 25 THEN 10 ELSE 2 END) AS k
        """,
    ),
    (
        "sheets",
        """
        INSERT INTO forms_sheet (id, public_id, is_finished, started_at, form_version_id)
        SELECT w.id, gen_random_uuid(), state = 'done', received_on + 1, version.id
        FROM work w JOIN (SELECT DISTINCT ON (code) code, id FROM forms_form_version
                          ORDER BY code, version DESC) AS version ON version.code = w.form
        """,
    ),
    (
        "steps",
        """
        INSERT INTO workflow_step (id, recorded_at, public_id, code, state, about, urgency,
          authorisation_level, happened_on, due_on, due_why, next_steps, made_at, started_at, submitted_at,
          completed_at, reason, sheet_id, submitted_by_id, team_id, worker_id)
        SELECT id, now(), public_id, code, state, '{}', 0,
          CASE code WHEN 'front_door.close_case' THEN %(signs)s ELSE '' END,
          CASE state WHEN 'done' THEN happened_on END,
          CASE WHEN code <> 'recording.visit' THEN %(today)s::date + ((k * 7 + h) %% 40)::int - 10 END,
          CASE WHEN code <> 'recording.visit' THEN 'Asked for by the manager' ELSE '' END, '[]',
          received_on + 1, CASE WHEN state <> 'to_do' THEN received_on + 2 END,
          CASE WHEN state IN ('done', 'awaiting_authorisation') THEN received_on + 9 END,
          CASE state WHEN 'done' THEN received_on + 9 END, '', id,
          CASE WHEN state IN ('done', 'awaiting_authorisation') THEN worker_id END, team_id, worker_id
        FROM work
        """,
    ),
    (
        "",
        """
        INSERT INTO workflow_subject (step_id, person_id, position) SELECT id, child, 0 FROM work
        """,
    ),
    (
        "",
        """
        INSERT INTO workflow_step_event (step_id, kind, at, comment, to_worker_id)
        SELECT id, 'made', received_on + 1, '', worker_id FROM work
        """,
    ),
    (
        "answers",
        """
        INSERT INTO forms_answer (recorded_at, field, value, revision, saved_at, sheet_id, saved_by_id)
        SELECT now(), field, value, 1, happened_on, id, worker_id
        FROM work CROSS JOIN LATERAL (VALUES
          ('visited_on', to_jsonb(happened_on)), ('visit_kind', '"assessment"'), ('place', '"home"'),
          ('what_happened', '"All were at home. Nothing new."')) AS said (field, value)
        WHERE state = 'done'
        """,
    ),
    (
        "visits",
        """
        INSERT INTO recording_visit (id, recorded_at, step_ref, public_id, "group", kind, happened_on, place,
          was_seen, was_seen_alone, not_seen_why, not_alone_why, text, childs_words, not_heard_why,
          significance, made_by_id, person_id)
        SELECT id, now(), public_id, gen_random_uuid(), public_id, 'assessment', happened_on, 'home', true,
          true, '', '', 'All were at home. Nothing new.', '', '', 1, worker_id, child
        FROM work WHERE state = 'done'
        """,
    ),
    (
        "clocks",
        """
        INSERT INTO workflow_timer (id, recorded_at, public_id, rule, trigger_kind, trigger_id, triggered_on,
          statutory_due_on, why, managed_why, stopped_why, person_id, step_id)
        SELECT id, now(), gen_random_uuid(), %(clock)s, 'bulk', id, d.triggered_on, d.due_on, d.why, '', '',
          child, id
        FROM work JOIN stock_due d ON d.triggered_on = %(today)s::date - ((k * 3 + h) %% 40)::int
        WHERE code = 'recording.visit' AND state <> 'done'
        """,
    ),
    (
        "worklists",
        """
        INSERT INTO workflow_work_item (step_id, code, state, authorisation_level, family, due_on,
          statutory_due_on, why, urgency, sort_on, person_id, team_id, worker_id)
        SELECT step.id, step.code, step.state, step.authorisation_level, work.child,
          coalesce(timer.statutory_due_on, step.due_on), timer.statutory_due_on,
          coalesce(timer.why, step.due_why), 0, coalesce(timer.statutory_due_on, step.due_on), work.child,
          step.team_id, step.worker_id
        FROM work JOIN workflow_step step USING (id) LEFT JOIN workflow_timer timer ON timer.step_id = step.id
        WHERE step.state <> 'done'
        """,
    ),
)

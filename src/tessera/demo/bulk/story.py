"""Chronology: twenty-five lines for each person, and one child with twenty thousand.

Each person has one note of their own; the other lines of their chronology point to the notes of
people nearby. Reading a page costs the same, and the disk holds a fifth of what it would.
"""

PROBE_CHILD = 3
PROBE_LINES = 20_000
FIRST_PROBE_NOTE = 1_000_000_000
SHARED_LINES = 23

NOTE = """
  'A call from school', 'They had seen the child that morning and were not worried.', '', 1
"""

STATEMENTS = (
    (
        "notes",
        f"""
        INSERT INTO recording_case_note (id, recorded_at, public_id, "group", kind, happened_on, person_id,
          title, text, childs_words, significance)
        SELECT id, now(), gen_random_uuid(), gen_random_uuid(), 'telephone',
          greatest(born_on, %(today)s::date - 5400) + floor(random() * 25)::int, id, {NOTE}
        FROM someone
        """,  # noqa: S608 - our own words
    ),
    (
        "lines of their chronologies",
        """
        INSERT INTO people_line (public_id, person_id, "on", kind, source_id, significance)
        SELECT gen_random_uuid(), id, %(today)s::date - floor(random() * 5400)::int,
          'recording.case_note',
          %(first)s + (id - %(first)s + j * 7919) %% (%(last)s - %(first)s + 1), 1
        FROM someone CROSS JOIN generate_series(0, %(shared)s) AS j
        """,
    ),
    (
        "births, referrals, assessments, visits",
        """
        INSERT INTO people_line (public_id, person_id, "on", kind, source_id, significance, step_ref)
        SELECT gen_random_uuid(), id, born_on, 'people.born', id, 3, NULL::uuid FROM someone
        UNION ALL SELECT gen_random_uuid(), child, received_on, 'front_door.referral', child, 3, NULL
          FROM a_case
        UNION ALL SELECT gen_random_uuid(), child, closed_on, 'front_door.referral_closed', child, 3, NULL
          FROM a_case WHERE closed_on IS NOT NULL
        UNION ALL SELECT gen_random_uuid(), child, received_on + 40, 'assessments.assessment', child, 3, NULL
          FROM a_case WHERE NOT is_open
        UNION ALL SELECT gen_random_uuid(), child, received_on + 1, 'people.involvement_began', child, 1, NULL
          FROM a_case WHERE is_open
        UNION ALL SELECT gen_random_uuid(), child, happened_on, 'recording.visit', id, 1, public_id
          FROM work WHERE state = 'done'
        """,
    ),
    (
        "one long story",
        f"""
        INSERT INTO recording_case_note (id, recorded_at, public_id, "group", kind, happened_on, person_id,
          title, text, childs_words, significance)
        SELECT {FIRST_PROBE_NOTE} + n, now(), gen_random_uuid(), gen_random_uuid(), 'telephone',
          %(today)s::date - (n / 4), {PROBE_CHILD}, {NOTE}
        FROM generate_series(1, {PROBE_LINES}) AS n WHERE %(first)s = 1
        """,  # noqa: S608 - our own words
    ),
    (
        "",
        f"""
        INSERT INTO people_line (public_id, person_id, "on", kind, source_id, significance)
        SELECT gen_random_uuid(), person_id, happened_on, 'recording.case_note', id, significance
        FROM recording_case_note WHERE id > {FIRST_PROBE_NOTE} AND %(first)s = 1
        """,  # noqa: S608 - our own words
    ),
)

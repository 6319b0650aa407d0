"""Teams and workers: one for each five hundred people, and never fewer than fifty.

The first team is the probe: a worker with twenty children, a manager, and a list of five hundred.
"""

from tessera.demo.names import WORKERS

LEAST = 50
PEOPLE_TO_A_WORKER = 500
WORKER, MANAGER, PROBE_TEAM = 1, 2, 1
USUAL_TEAM = 8


def workers_for(people: int) -> int:
    return max(LEAST, people // PEOPLE_TO_A_WORKER)


def teams_for(people: int) -> int:
    return workers_for(people) // USUAL_TEAM


STATEMENTS = (
    (
        "teams",
        """
        INSERT INTO access_team (id, public_id, code, name, service, telephone, takes_cases)
        SELECT n, gen_random_uuid(), 'bulk_' || n, 'Team ' || n, 'Safeguarding', '', true
        FROM generate_series(1, %(teams)s) AS n ON CONFLICT DO NOTHING
        """,
    ),
    (
        "workers",
        """
        INSERT INTO access_user (id, password, public_id, username, email, name, job_title, telephone,
          is_qualified_social_worker, is_active)
        SELECT n, '!', gen_random_uuid(), 'bulk.' || n, '',
          (%(workers_names)s::text[])[1 + n %% array_length(%(workers_names)s::text[], 1)] || ' '
          || (SELECT word FROM stock_family
              WHERE stock_family.n = 3 * worker.n %% (SELECT count(*) FROM stock_family)),
          'Social worker', '', true, true
        FROM generate_series(1, %(workers)s) AS worker(n) ON CONFLICT DO NOTHING
        """,
    ),
    (
        "",
        """
        CREATE TEMP TABLE post ON COMMIT DROP AS
        SELECT n AS user_id, CASE WHEN n <= 6 THEN 1 ELSE 2 + (n - 7) %% (%(teams)s - 1) END AS team_id,
          n = 2 OR n BETWEEN 7 AND 5 + %(teams)s AS manages
        FROM generate_series(1, %(workers)s) AS n
        WHERE NOT EXISTS (SELECT 1 FROM access_membership WHERE user_id = n)
        """,
    ),
    (
        "",
        """
        INSERT INTO access_membership (user_id, team_id, is_manager, started_on)
        SELECT user_id, team_id, manages, %(today)s::date - 400 FROM post
        """,
    ),
    (
        "",
        """
        INSERT INTO access_assignment (user_id, role_id, started_on)
        SELECT user_id, role.id, %(today)s::date - 400 FROM post JOIN access_role role
          ON role.code = CASE WHEN manages THEN 'team_manager' ELSE 'social_worker' END
        """,
    ),
)


def parameters(people: int) -> dict:
    return {
        "teams": teams_for(people),
        "workers": workers_for(people),
        "workers_names": list(WORKERS),
    }

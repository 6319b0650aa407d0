"""Every page there is, to everyone who may open it: it answers, says no code, and is open to all."""

import re

import pytest

from tessera.foundations.access import permissions
from tessera.website.routes import routes
from tests.factories import council as make
from tests.support.browsing import NARROW, WIDE, keep_picture
from tests.ui.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

ZOOMED = {"width": 320, "height": 256}
"""1280 by 1024 pixels at 400% (WCAG 2.2, 1.4.10)."""
PUBLIC = ("/accounts/login/", "/refer/", "/components/", "/components/form/", "/accessibility/")
SQUEEZED = """() => [...document.querySelectorAll(
  "main :is(p, label, legend, a, td, th, dd, dt, h2, h3, li, input, textarea)")]
  .filter((e) => {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest(".govuk-visually-hidden") || e.closest("details:not([open])")) return false;
    if (e.closest("svg")) return false;
    if (e.matches("input, textarea"))
      return e.matches("textarea, [type=text], [type=search]") && box.width < 24;
    const words = e.innerText.trim();
    return words.length > 12 && box.width < 40 && box.height > 3 * 20;
  })
  .map((e) => (e.innerText || e.name || "").trim().slice(0, 40))"""
NOT_VISITED = {
    "/accounts/oidc/": "nobody but the council's own provider answers there",
    "/accounts/social/": "the council's own provider leads there",
    "/accounts/signup/": "nobody opens an account for themselves",
    "/accounts/logout/": "ends the visit: it is tried where signing in is",
    "/accounts/2fa/authenticate/": "only between a password and a second step",
    "/accounts/2fa/webauthn/": "asks for the password anew, which the browser test of signing in gives",
    "/accounts/2fa/totp/": "asks for the password anew",
    "/accounts/2fa/recovery-codes/": "asks for the password anew",
    "/accounts/2fa/reauthenticate/": "only for those with a second step",
    "/accounts/password/": "the house keeps no password for most: tried with the accounts",
    "/steps/<uuid:step_id>/files/": "only with a file given, as in the tests of files",
    "/people/<uuid:person_id>/guarding/restrict/decide/": "only when it was asked for",
    "/accounts/reauthenticate/": "asks for the password anew, on the way to something else",
    "/outbox/": "only in the demo council",
    "/refer/<slug:page>/": "only with a form begun: the journey of a public referral fills it",
    "/refer/check/": "only with a form filled, as in the journey of a public referral",
    "/refer/sent/": "only with a form sent, as in the journey of a public referral",
    "/refer/save/": "only with a form begun, as in the journey of a public referral",
    "/refer/saved/": "only with a form kept, as in the journey of a public referral",
    "/refer/code/": "only with a reference, as in the journey of a public referral",
    "/returns/cin-census/frozen/": "only with a frozen return, as in the tests of the return",
    "/front-door/contacts/<uuid:contact_id>/letter.pdf": "only with a letter made, as in the journey",
    "/steps/<uuid:step_id>/save/": "takes what the script sends, and shows nothing",
    "/colours.css": "only where the council has chosen colours",
    "/calendar/<str:token>.ics": "only with a secret of one's own, as in the tests of the calendar",
    "/work/begin/": "only with a step that begins with nobody, which no room has now",
    "/static/": "files, not pages",
}
HERE = {200, 302, 405}
"""A page, or what only a button sends to: it leads back, or says that it takes no reading."""
STATES = (
    ("asye_social_worker", "/work/", ""),
    ("asye_social_worker", "/write/", ""),
    ("social_worker", "/people/search/?q=Nobody+Atall", ""),
    ("social_worker", "/people/search/?q=Brindlow", ""),
    ("social_worker", "/people/add/", "Look, then add"),
    ("social_worker", "{visit}", "Save and finish"),
    ("duty_worker", "{new}decide/", "Send to a manager"),
    ("duty_worker", "{taking}", "Put it on the board"),
    ("nobody", "/accounts/login/", "Sign in"),
)
"""Pages with nothing in them, and pages whose button was pressed with nothing answered."""


@pytest.fixture
def council(transactional_db):
    return make.a_council()


def test_every_page_answers_and_is_open_to_everyone(council, open_page, assert_accessible):
    walk = Walk()
    workers = {"nobody": None, **council.roles}
    visitors = {role: walk.visitor(worker) for role, worker in workers.items()}

    walk.follow("nobody", visitors["nobody"], PUBLIC)
    for role in council.roles:
        walk.follow(role, visitors[role], ("/",))
    unvisited = ask_directly(walk, council, visitors)
    look_at_each(walk, council, open_page, assert_accessible)

    assert not [*unvisited, *walk.faults], "\n".join([*unvisited, *walk.faults])
    assert len(walk.pages) > 80


def ask_directly(walk, council, visitors):
    """The pages that no link led to. Gives those that nobody could open."""
    usual, special = make.values(council), make.places(council)
    unvisited = []
    for route in routes():
        skipped = any(route.path.startswith(start) for start in NOT_VISITED)
        if "GET" not in route.methods or route.path in walk.answered or skipped:
            continue
        own = [found for start, found in special.items() if route.path.startswith(start)]
        given = usual | (own[0] if own else {})
        address = re.sub(
            r"<(?:\w+:)?(\w+)>",
            lambda found, r=route, g=given: g.get(r.parameters[found[1]], found[0]),
            route.path,
        )
        role = next(
            (r for r in who_may(route, visitors) if visitors[r].get(address).status_code in HERE),
            None,
        )
        if role is None:
            unvisited.append(f"{route.path}: nobody could open {address}")
        elif visitors[role].get(address).status_code != 405:
            walk.read(role, visitors[role], address)
    return unvisited


def who_may(route, visitors):
    if route.permission == permissions.PUBLIC:
        return ["nobody"]
    holders = permissions.permission(route.permission).roles
    return [role for role in visitors if role in holders]


def look_at_each(walk, council, open_page, assert_accessible):
    """In the browser: each kind of page once, wide and narrow, and the states worth seeing."""
    browsers = {}
    visit = f"/steps/{make.values(council)['step']}/"
    named = {
        "{visit}": visit,
        "{new}": f"/front-door/contacts/{council.contacts.new.public_id}/",
        "{taking}": f"/front-door/contacts/take/{council.contacts.taking.public_id}/",
    }
    places = [(role, address, "") for role, address in sorted(walk.pages.values())]
    for role, address, button in [*places, *STATES]:
        for name, value in named.items():
            address = address.replace(name, value)
        if role not in browsers:
            browsers[role] = open_page(council.roles.get(role), viewport=WIDE)
        look(walk, role, browsers[role], address, button, assert_accessible)


def look(walk, role, page, address, button, assert_accessible):
    page.set_viewport_size(WIDE)
    page.goto(address)
    if button:
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
    for size in (WIDE, NARROW, ZOOMED):
        page.set_viewport_size(size)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if too_wide > 0:
            walk.note(role, address, f"is {too_wide} px wider than {size['width']} px")
        for words in page.evaluate(SQUEEZED):
            walk.note(role, address, f"at {size['width']} px has no room for {words!r}")
        if size is not ZOOMED:
            keep_picture(page, f"{role}{re.sub(r'[^a-z]+', '-', address + button.lower())}")
            try:
                assert_accessible(page)
            except AssertionError as refused:
                walk.note(role, address, f"at {size['width']} px, {refused}")

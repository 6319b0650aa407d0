"""What a browser sends that no form would: a NUL character, and a form from before signing in again."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from tessera.engine.forms.models import Answer
from tessera.practice.front_door.models import PublicReferral
from tessera.website import sessions
from tests.engine import sample_room  # noqa: F401  registers the steps used here
from tests.engine.workflow.pages import answer, section_1
from tests.factories import engine as make
from tests.factories import front_door
from tests.practice.front_door.public_asking import ABOUT_YOU, begin

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OURS = "http://testserver"


@pytest.fixture
def hannah():
    return make.a_worker("Hannah Treloyd", team=make.a_team())


@pytest.fixture
def visit(hannah):
    child = make.a_child("Zayd Rahmeen", worker=hannah)
    return make.a_step(subjects=[child], worker=hannah)


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)


class TestANul:
    @pytest.mark.parametrize(
        "address", ["/workers/find/?q=%00", "/workers/find/?q=Tre%00loyd&%00=1"]
    )
    def test_in_a_query_is_left_out(self, client, hannah, address):
        sign_in(client, hannah)

        assert client.get(address).status_code == 200

    def test_the_rest_of_the_query_is_read(self, client, hannah):
        sign_in(client, hannah)

        assert "Hannah Treloyd" in client.get("/workers/find/?q=Tre%00loyd").content.decode()

    @pytest.mark.parametrize("field", sorted(ABOUT_YOU))
    def test_in_the_public_form_is_left_out_and_the_rest_is_kept(self, client, field):
        front_door.a_staff()
        begin(client)
        typed = {**ABOUT_YOU, field: f"\x00{ABOUT_YOU[field]}"}

        assert client.post("/refer/about-you/", typed).status_code == 302
        assert PublicReferral.objects.get().answers["about-you"]["name"] == "Tamsin Salloway"

    def test_in_a_step_form_is_left_out(self, client, hannah, visit):
        sign_in(client, hannah)

        client.post(f"/steps/{visit.public_id}/", section_1(place="At\x00 home"))

        assert "\x00" not in str(answer(visit, "place"))

    @pytest.mark.parametrize("address", ["/people/%00/", "/front-door/%00", "/%00"])
    def test_in_an_address_leads_nowhere(self, client, hannah, address):
        sign_in(client, hannah)

        assert client.get(address).status_code == 404

    def test_in_a_cookie_is_no_session(self, client):
        client.cookies[settings.SESSION_COOKIE_NAME] = "\x00" * 32

        assert client.get("/work/").status_code == 302


def strict(user=None):
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        sign_in(client, user)
    return client


def token_in(html):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html).group(1)


def opened(client, where):
    """What the page's forms say about themselves: the token, and who they were shown to."""
    html = client.get(where).content.decode()
    whose = re.search(r'name="written-by" value="([^"]+)"', html)
    return {"csrfmiddlewaretoken": token_in(html), "written-by": whose.group(1) if whose else ""}


def sends(client, where, fields):
    return client.post(where, fields, headers={"Origin": OURS})


def begins_anew(client):
    """As signing in again in another tab does: the browser has another token from now on."""
    client.cookies[settings.CSRF_COOKIE_NAME] = _get_new_csrf_string()


def hidden(html):
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


class TestAFormFromBeforeSigningInAgain:
    def test_a_step_form_comes_back_with_its_words_and_is_saved_by_one_press(self, hannah, visit):
        client = strict(hannah)
        where = f"/steps/{visit.public_id}/"
        old = opened(client, where)
        begins_anew(client)
        typed = section_1(**old, words='"Not today", said Mum & left')

        response = client.post(where, typed, headers={"Origin": OURS})

        html = response.content.decode()
        assert response.status_code == 403
        assert "This was not saved yet" in html
        assert "Send it as Hannah Treloyd" in html
        assert f'action="{where}"' in html
        fields = hidden(html)
        assert fields["words"] == ['"Not today", said Mum & left']
        assert client.post(where, fields, headers={"Origin": OURS}).status_code == 302
        assert answer(visit, "place") is not None

    def test_the_public_form_does_so_too(self):
        front_door.a_staff()
        client = strict()
        token = token_in(client.get("/refer/").content.decode())
        client.post("/refer/", {"csrfmiddlewaretoken": token}, headers={"Origin": OURS})
        begins_anew(client)

        html = client.post(
            "/refer/about-you/", {**ABOUT_YOU, "csrfmiddlewaretoken": token},
            headers={"Origin": OURS},
        ).content.decode()  # fmt: skip

        assert "sign in" not in html
        assert "Weir Academy" in html
        again = client.post("/refer/about-you/", hidden(html), headers={"Origin": OURS})
        assert again.status_code == 302
        assert PublicReferral.objects.get().answers["about-you"]["agency"] == "Weir Academy"

    def test_a_public_form_is_not_given_to_whoever_signs_in_meanwhile(self, hannah):
        front_door.a_staff()
        client = strict()
        token = token_in(client.get("/refer/").content.decode())
        sends(client, "/refer/", {"csrfmiddlewaretoken": token})
        sign_in(client, hannah)
        begins_anew(client)

        html = sends(
            client, "/refer/about-you/", {**ABOUT_YOU, "csrfmiddlewaretoken": token}
        ).content.decode()

        assert "It cannot be told who wrote it" in html
        assert "Weir Academy" not in html

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
    def test_what_comes_from_elsewhere_is_not_sent_on(self, hannah, visit, headers):
        client = strict(hannah)
        where = f"/steps/{visit.public_id}/"
        typed = {**opened(client, where), "csrfmiddlewaretoken": "", "place": "Planted"}

        response = client.post(where, typed, headers=headers)

        assert response.status_code == 403
        assert "Planted" not in response.content.decode()

    def test_a_password_is_never_shown_again(self):
        html = strict().post(
            "/accounts/login/", {"login": "asha", "password": "a long pass phrase"},
            headers={"Origin": OURS},
        ).content.decode()  # fmt: skip

        assert "This was not saved" in html
        assert "pass phrase" not in html

    def test_the_script_is_told_in_json(self, hannah, visit):
        response = strict(hannah).post(
            f"/steps/{visit.public_id}/save/", {"field": "place", "place": "x"},
            headers={"Origin": OURS, "Accept": "application/json"},
        )  # fmt: skip

        assert response.status_code == 403
        assert "signed in again" in response.json()["error"]


WORDS = '"Not today", said Mum & left'


def idles(client, monkeypatch):
    later = sessions.time.time() + 3600
    monkeypatch.setattr(sessions.time, "time", lambda: later)


def signs_out_in_another_tab(client, monkeypatch):
    sends(client, "/accounts/logout/", opened(client, "/work/"))


def is_signed_out_by_another(client, monkeypatch):
    Session.objects.all().delete()


@pytest.mark.parametrize("ends", [idles, signs_out_in_another_tab, is_signed_out_by_another])
class TestAFormFromASessionThatEnded:
    """Without script: the press on Save meets a sign-in that is no more, however it ended."""

    @pytest.fixture
    def where(self, visit):
        return f"/steps/{visit.public_id}/"

    @pytest.fixture
    def typed(self, hannah, where, ends, monkeypatch):
        """Hannah opened the form and wrote; meanwhile her session ended."""
        self.client = strict(hannah)
        fields = section_1(words=WORDS, **opened(self.client, where))
        ends(self.client, monkeypatch)
        return fields

    def signs_in(self, user):
        """In another tab of the same browser, which has another token from then on."""
        sign_in(self.client, user)
        begins_anew(self.client)

    def test_the_words_come_back_to_her_and_are_saved(self, typed, where, hannah, visit):
        page = sends(self.client, where, typed)

        html = page.content.decode()
        assert page.status_code == 403
        assert "You were signed out before you sent this page" in html
        assert "sign in, in a new tab" in html
        self.signs_in(hannah)
        given = sends(self.client, where, hidden(html)).content.decode()
        assert "Send it as Hannah Treloyd" in given
        assert hidden(given)["words"] == [WORDS]
        assert sends(self.client, where, hidden(given)).status_code == 302
        assert answer(visit, "place") is not None

    def test_whoever_is_not_signed_in_reads_nothing_of_them(self, typed, where):
        html = unescape(sends(self.client, where, typed).content.decode())

        assert "said Mum" not in html
        assert "words" not in hidden(html)

    def test_another_who_signs_in_can_neither_read_nor_send_them(self, typed, where, visit):
        kept = hidden(sends(self.client, where, typed).content.decode())
        self.signs_in(make.a_worker("Corin Maddaway"))

        page = sends(self.client, where, kept)

        html = unescape(page.content.decode())
        assert page.status_code == 403
        assert "written by somebody else" in html
        assert "said Mum" not in html
        assert "Send it" not in html
        assert set(hidden(html)) <= {"csrfmiddlewaretoken", "written-by"}
        assert not Answer.objects.filter(sheet=visit.sheet).exists()

    def test_nor_from_the_page_that_was_left_open(self, typed, where, visit):
        self.signs_in(make.a_worker("Corin Maddaway"))

        html = unescape(sends(self.client, where, typed).content.decode())

        assert "written by somebody else" in html
        assert "said Mum" not in html
        assert not Answer.objects.filter(sheet=visit.sheet).exists()

    def test_they_are_still_hers_after_a_second_press_without_signing_in(
        self, typed, where, hannah
    ):
        kept = hidden(sends(self.client, where, typed).content.decode())

        again = hidden(sends(self.client, where, kept).content.decode())

        self.signs_in(hannah)
        assert hidden(sends(self.client, where, again).content.decode())["words"] == [WORDS]

    @pytest.mark.parametrize("forged", ["", "1", "somebody:else"])
    @pytest.mark.parametrize("comes_back", [False, True])
    def test_where_the_writer_cannot_be_known_nobody_is_given_them(
        self, typed, where, hannah, forged, comes_back
    ):
        if comes_back:
            self.signs_in(hannah)

        html = sends(self.client, where, {**typed, "written-by": forged}).content.decode()

        assert "It cannot be told who wrote it, so it is given to nobody" in html
        assert "said Mum" not in unescape(html)
        assert "sealed-words" not in hidden(html)

    def test_what_was_sealed_cannot_be_made_up(self, typed, where, hannah):
        self.signs_in(hannah)

        html = sends(self.client, where, {"sealed-words": "made up"}).content.decode()

        assert "given to nobody" in html

    def test_a_button_alone_and_the_script_are_sent_to_sign_in(self, typed, where):
        marks = {name: typed[name] for name in ("csrfmiddlewaretoken", "written-by")}
        pressed = sends(self.client, where, {**marks, "idempotency_key": "1"})
        saved = self.client.post(
            f"{where}save/", {**marks, "field": "place", "place": "x"},
            headers={"Accept": "application/json", "Origin": OURS},
        )  # fmt: skip

        for answered in (pressed, saved):
            assert answered.status_code == 302
            assert answered.headers["Location"].startswith("/accounts/login/")

    def test_nothing_is_saved_meanwhile(self, typed, where, visit):
        assert sends(self.client, where, typed).status_code == 403
        assert not Answer.objects.filter(sheet=visit.sheet).exists()

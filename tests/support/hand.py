"""A practised worker's hand: what it clicks and types, and what each page asked of it.

Every page that it comes to must be sound: no refusal, a title and a heading, and something to do next.
"""

import re
from urllib.parse import urlsplit

QUESTIONS = """() => {
  const asked = new Set(), filled = new Set();
  const visible = (e) => e.offsetParent !== null;
  document.querySelectorAll("main form :is(input, textarea, select)").forEach((e) => {
    if (e.type === "hidden" || e.type === "search" || !e.name || !visible(e)) return;
    if (e.closest(".ts-filled")) return;
    const date = e.name.match(/^(.*)-(day|month|year|time)$/);
    const name = date ? date[1] : e.name;
    const kept = e.type === "radio" || e.type === "checkbox" ? e.defaultChecked
      : e.tagName === "SELECT" ? [...e.options].some((o) => o.defaultSelected && o.value) : e.defaultValue;
    asked.add(name);
    if (kept) filled.add(name);
  });
  document.querySelectorAll("main form .ts-filled").forEach((e) => {
    const first = e.querySelector("input[type=radio]");
    if (first && visible(e)) { asked.add(first.name); filled.add(first.name); }
  });
  return [[...asked], [...filled]];
}"""


class Hand:
    """Clicks, choices and words on one page of a browser, counted as they are done."""

    def __init__(self, page):
        self.page = page
        self.pages = self.clicks = self.keys = 0
        self.server_seconds = 0.0
        self.asked, self.filled, self.answered = set(), set(), set()
        self.trouble = []
        page.on("requestfinished", self._time)
        page.on("response", self._arrived)
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))

    def _arrived(self, response):
        if response.request.resource_type == "document":
            self.pages += response.status not in (301, 302, 303)
            if response.status >= 400:
                self.trouble.append(f"{response.status} at {response.url}")

    def _time(self, request):
        if request.resource_type in ("document", "fetch", "xhr"):
            timing = request.timing
            self.server_seconds += max(timing["responseStart"] - timing["requestStart"], 0) / 1000

    def open(self, address):
        self.page.goto(address)
        self.is_sound()

    def go(self, name, *, role=("button", "link"), exact=False, within=None):
        """Click what has this name and come to the next page."""
        self.look()
        place = within or self.page.locator("main")
        wanted = place.get_by_role(role[0], name=name, exact=exact)
        for other in role[1:]:
            wanted = wanted.or_(place.get_by_role(other, name=name, exact=exact))
        with self.page.expect_navigation(wait_until="load"):
            wanted.first.click()
        self.clicks += 1
        self.is_sound()

    def search(self, words):
        """`/` jumps to the search of every page, Enter sends it."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        self.keys += len(words) + 2
        self.is_sound()

    def write(self, name, words):
        """Type an answer and go on with Tab; of what is told in full sentences only the Tab counts."""
        box = self.page.locator(f'main [name="{name}"]')
        is_told = box.evaluate("e => e.tagName === 'TEXTAREA'")
        box.fill(words)
        box.press("Tab")
        self.keys += 1 if is_told else len(words) + 1
        self._answer(name)

    def date(self, name, day):
        for part in ("day", "month", "year"):
            self.write(f"{name}-{part}", str(getattr(day, part)))

    def choose(self, name, value):
        """A radio or a tick."""
        box = self.page.locator(f'main [name="{name}"][value="{value}"]')
        box.check()
        self.clicks += 1
        self._answer(name)

    def pick(self, name, label):
        """From a drop-down: its first letters and Tab."""
        self.page.locator(f'main [name="{name}"]').select_option(label=label)
        self.keys += 4
        self._answer(name)

    def add_row(self, table, number, words):
        """One more row of a table, where the page does not show enough of them."""
        if not self.page.locator(f'main [name^="{table}-{number}-"]').count():
            self.page.get_by_role("button", name=words).first.click()
            self.page.locator(f'main [name^="{table}-{number}-"]').first.wait_for()
            self.clicks += 1

    def press(self, words, says):
        """A button that answers on the page itself; what it says counts as one answer."""
        self.page.get_by_role("button", name=words).first.click()
        self.clicks += 1
        self._answer(says)

    def unfold(self, words):
        self.page.locator("main summary", has_text=re.compile(words)).first.click()
        self.clicks += 1

    def look(self):
        """Note what this page asks, and what it has filled from the record."""
        asked, filled = self.page.evaluate(QUESTIONS)
        self.asked |= {(self._here, name) for name in asked}
        self.filled |= {(self._here, name) for name in filled}

    @property
    def _here(self):
        return urlsplit(self.page.url).path

    def _answer(self, name):
        """The boxes of one date are one answer."""
        self.answered.add((self._here, re.sub(r"-(day|month|year)$", "", name)))

    def is_sound(self):
        assert not self.trouble, self.trouble
        page = self.page
        assert page.title().strip(), page.url
        assert page.locator("h1").count() == 1, page.url
        onward = page.locator("main :is(a[href], button, summary)")
        assert onward.count(), f"{page.url} is a dead end"

    @property
    def counts(self):
        return {
            "pages": self.pages,
            "clicks": self.clicks,
            "keystrokes": self.keys,
            "answers": len(self.answered),
            "asked": len(self.asked),
            "filled": len(self.filled),
            "server": round(self.server_seconds * 1000),
        }

"""How a family at the door is related: what the words as told may mean, for a worker to confirm."""

import re

NEW = "new"
"""Chosen for someone who is not on our record yet."""
LATER = "later"
"""Chosen for someone of whom the worker cannot say yet who it is."""

KINDS = (
    "parent",
    "step_parent",
    "parents_partner",
    "grandparent",
    "great_grandparent",
    "sibling",
    "aunt_or_uncle",
    "cousin",
    "other_relative",
    "adoptive_parent",
    "special_guardian",
    "foster_carer",
    "private_foster_carer",
    "other_carer",
    "friend",
    "neighbour",
    "lodger",
    "source_of_worry",
)
"""What a grown-up of a contact may be to its children (code set relationship.kind)."""

_AS_TOLD = {
    "parent": "parent mother mum mummy mam father dad daddy",
    "step_parent": "stepparent stepmother stepmum stepfather stepdad",
    "parents_partner": "parentspartner motherspartner mumspartner fatherspartner dadspartner"
    " mothersboyfriend mumsboyfriend fathersgirlfriend dadsgirlfriend",
    "grandparent": "grandparent grandmother grandma gran granny nan nana nanny"
    " grandfather grandad granddad grandpa",
    "sibling": "sister brother",
    "aunt_or_uncle": "aunt auntie aunty uncle",
    "cousin": "cousin",
    "foster_carer": "fostercarer",
    "neighbour": "neighbour",
    "lodger": "lodger",
}
_KIND_OF = {word: kind for kind, words in _AS_TOLD.items() for word in words.split()}


def kind_as_told(words: str) -> str:
    """The kind that these words may mean, or nothing: "Step-dad" does, "mum's friend" does not."""
    return _first_known(_KIND_OF, words)


def _first_known(known: dict[str, str], words: str) -> str:
    """What is known of all the words, else of the first that they say: "Grandmother, mum's mum"."""
    first = _SIDE.sub("", _SAYS_MORE.split(words.strip(), maxsplit=1)[0])
    return known.get(_plain(words)) or known.get(_plain(first), "")


_SAYS_MORE = re.compile(r"[,;:(]|\s[-\u2013]\s")
_SIDE = re.compile(r"^(maternal|paternal)\s+", re.IGNORECASE)


def _plain(words: str) -> str:
    return "".join(letter for letter in words.lower() if letter.isalpha())


_SEX_AS_TOLD = {
    "F": "mother mum mummy mam stepmother stepmum grandmother grandma gran granny nan nana nanny"
    " sister aunt auntie aunty fathersgirlfriend dadsgirlfriend",
    "M": "father dad daddy stepfather stepdad grandfather grandad granddad grandpa brother uncle"
    " mothersboyfriend mumsboyfriend",
}
_SEX_OF = {word: sex for sex, words in _SEX_AS_TOLD.items() for word in words.split()}


def sex_as_told(words: str) -> str:
    """The sex that these words say: a mother is female. Nothing when they do not say it."""
    return _first_known(_SEX_OF, words)

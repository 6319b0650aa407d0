"""Numbers that name a person, postcodes, ways to reach them: cleaned, or refused in words."""

import re
from collections.abc import Callable

import phonenumbers
from stdnum.gb import nhs, upn

UPN_SHAPE = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z\d]")
# The shapes Royal Mail gives out: A9, A99, AA9, AA99, A9A, AA9A, then a figure and two letters.
OUTWARD_SHAPE = re.compile(
    r"GIR|[A-PR-UWYZ](?:[A-HK-Y]?\d\d?|\d[A-HJKPS-UW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
)
INWARD_SHAPE = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")
NATIONAL_INSURANCE_SHAPE = re.compile(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]"
)
EMAIL_SHAPE = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+")


class NotValid(ValueError):
    """What was typed cannot be right; the message says what to look at."""


def clean_nhs_number(text: str) -> str:
    """Ten digits, the last a modulus 11 check (NHS Data Dictionary, NHS NUMBER)."""
    digits = _squeezed(text)
    if len(digits) != 10 or not _figures(digits):
        raise NotValid("An NHS number has 10 figures")
    if not nhs.is_valid(digits):
        raise NotValid("This is not an NHS number: check each figure")
    return digits


def format_nhs_number(digits: str) -> str:
    """943 476 5919."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def clean_upn(text: str) -> str:
    """A unique pupil number, permanent or temporary (DfE UPN guide: check letter, modulus 23)."""
    number = _squeezed(text).upper()
    if not UPN_SHAPE.fullmatch(number):
        raise NotValid(
            "A unique pupil number is a letter, then 12 figures; the last may be a letter"
        )
    if upn.calc_check_digit(number[1:]) != number[0]:
        raise NotValid("This is not a unique pupil number: check the first letter and each figure")
    return number


def is_temporary_upn(number: str) -> bool:
    """A temporary number ends in a letter, and is not to stay on the record."""
    return number[-1:].isalpha()


def clean_uln(text: str) -> str:
    """Ten digits, weighted 10 to 2, modulus 11 (Learning Records Service, ULN)."""
    digits = _squeezed(text)
    if len(digits) != 10 or not _figures(digits) or digits[0] == "0":
        raise NotValid("A unique learner number has 10 figures and does not begin with 0")
    left = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    if left == 0 or int(digits[9]) != 10 - left:
        raise NotValid("This is not a unique learner number: check each figure")
    return digits


def clean_uprn(text: str) -> str:
    """Up to 12 digits without noughts in front (Ordnance Survey). There is no check digit."""
    digits = _squeezed(text).lstrip("0")
    if not _figures(digits) or len(digits) > 12:
        raise NotValid("A property reference (UPRN) has up to 12 figures")
    return digits


def clean_home_office_reference(text: str) -> str:
    """A letter and figures, or a 16-figure application number; no check is published."""
    number = re.sub(r"\s+", "", text).upper()
    if not re.fullmatch(r"[A-Z]\d{6,8}(/\d{1,3})?|\d{4}-?\d{4}-?\d{4}-?\d{4}", number):
        raise NotValid("A Home Office reference is a letter and 7 figures, or 16 figures")
    return number


def clean_la_child_id(text: str) -> str:
    """Letters and figures only, at most 20, as the census takes it (N00097, rules 1570, 1580)."""
    number = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9]{1,20}", number):
        raise NotValid(
            "The child number in returns has up to 20 letters and figures, and no spaces"
        )
    return number


def clean_national_insurance(text: str) -> str:
    number = _squeezed(text).upper()
    if not NATIONAL_INSURANCE_SHAPE.fullmatch(number):
        raise NotValid(
            "A National Insurance number is 2 letters, 6 figures and a letter from A to D"
        )
    return number


def clean_postcode(text: str) -> str:
    """YO1 9TL, however it was typed. Only the shape can be checked.

    ZZ99 stands for no address (NHS pseudo postcodes): kept as a place, it would make neighbours of all
    who have none.
    """
    squeezed = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if squeezed.startswith("ZZ99"):
        raise NotValid(
            "ZZ99 is not a place. Leave the postcode empty, and say where they are in the address"
        )
    outward, inward = squeezed[:-3], squeezed[-3:]
    if not OUTWARD_SHAPE.fullmatch(outward) or not INWARD_SHAPE.fullmatch(inward):
        raise NotValid("Enter a full postcode, like YO1 9TL")
    return f"{outward} {inward}"


def outward_code(postcode: str) -> str:
    """The first half: YO1 of YO1 9TL."""
    return postcode.partition(" ")[0]


def clean_phone(text: str) -> str:
    """+441904551550. A number too long or too short is refused; one not in use cannot be known."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        raise NotValid("Enter a telephone number, like 01904 551550") from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:  # a number without its area code
        raise NotValid("Check this telephone number: it has too few or too many figures")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """As it is dialled in Britain: 01904 551550; a number abroad keeps its country."""
    parsed = phonenumbers.parse(number, "GB")
    style = phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == phonenumbers.country_code_for_region("GB")
    return phonenumbers.format_number(parsed, style.NATIONAL if at_home else style.INTERNATIONAL)


def clean_email(text: str) -> str:
    """The domain in small letters; the part before it is the mail server's own affair."""
    address = text.strip()
    if not EMAIL_SHAPE.fullmatch(address) or len(address) > 254:
        raise NotValid("Enter an e-mail address, like name@example.org")
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


CLEANERS: dict[str, Callable[[str], str]] = {
    "nhs": clean_nhs_number,
    "upn": clean_upn,
    "former_upn": clean_upn,
    "uln": clean_uln,
    "home_office": clean_home_office_reference,
    "la_child_id": clean_la_child_id,
    "national_insurance": clean_national_insurance,
}


def clean_identifier(kind: str, text: str) -> str:
    """By the kinds of the code set person.identifier_kind; one without a check is only tidied."""
    clean = CLEANERS.get(kind)
    if clean is not None:
        return clean(text)
    tidy = " ".join(text.split())
    if not tidy:
        raise NotValid("Enter the number")
    return tidy


def clean_contact_point(kind: str, text: str) -> str:
    """By the kinds of the code set person.contact_kind."""
    if kind == "email":
        return clean_email(text)
    return " ".join(text.split()) if kind == "other" else clean_phone(text)


def is_contact_point(kind: str, text: str) -> bool:
    try:
        return bool(clean_contact_point(kind, text))
    except NotValid:
        return False


def _figures(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-]+", "", text)

"""The single assessment, section by section."""

BY_STAGE: dict[str, dict[str, tuple[str, ...]]] = {
    "day_to_day": {
        "baby": (
            "{name} feeds every three hours and sleeps in a cot by {mother}'s bed.",
            "Bottles are made in the evening for the night. {name} is in a clean vest, whatever the day.",
        ),
        "small": (
            "{name} is up at seven and wants to do the shoes alone. A nap at one, and bed when it gets dark.",
            "Nursery in the mornings. In the afternoon the television keeps {name} company.",
        ),
        "primary": (
            "{name} gets ready with a little help. Tea is most often hot.",
            "{name} packs the bag the evening before, because in the morning nobody has time.",
        ),
        "teen": (
            "{name} gets up alone and is out before anyone else is awake.",
            "{name} looks after the younger ones until six, and does homework after that.",
        ),
    },
    "health": {
        "baby": ("Weight follows the line. The eight-week check was kept.",),
        "small": ("Immunised, apart from the last one. Speech is being looked at.",),
        "primary": (
            "Registered with a surgery and a dentist. Hearing was checked in the spring.",
            "Asthma; the inhaler is at school and at home.",
        ),
        "teen": (
            "Well. Sees the school nurse when it gets too much.",
            "Has not been to a dentist for two years, and says so.",
        ),
    },
    "learning": {
        "baby": ("Follows a face, and has begun to reach.",),
        "small": ("Puts two words together. Nursery sees {name} catching up.",),
        "primary": (
            "{name} likes school, most of all maths, and is where most children of that age are.",
            "Behind in reading since the moves. A volunteer reads with {name} twice a week.",
        ),
        "teen": (
            "Bright, and often not there: 78% this term.",
            "Wants to do a course at college, and has the marks for it.",
        ),
    },
    "feelings": {
        "baby": ("Settles on {mother}'s arm and on Nana's.",),
        "small": ("Runs to {mother} when something is wrong, and is comforted.",),
        "primary": (
            "{name} turns to Nana first, then to the teaching assistant. Sleep is poor.",
            "Worries about {mother} in the day, and asks to ring home.",
        ),
        "teen": (
            "Does not show much. A friend's mother is the one whom {name} tells.",
            "Angry, and ashamed of being angry.",
        ),
    },
    "a_day": {
        "baby": (
            "Feeds, sleeps, a walk to the shop, feeds. In the evening it gets loud, and {name}"
            " cries with it.",
        ),
        "small": (
            "Up, cartoons, nursery, cartoons, tea, bed. Saturday is for Nana and the swings.",
        ),
        "primary": (
            "Up early, school, an hour at the club, then home; what the evening is like decides the night.",
            "School is the best part. After it {name} waits to see what mood there is at home.",
        ),
        "teen": (
            "Bus at half past seven, back at five, out again if there is shouting.",
            "Gets the others off, school, gets the others back, tea, telephone under the blanket.",
        ),
    },
}
SAFETY = (
    "{name} is safe at school and with Nana. At home it depends on who is there in the evening.",
    "{name} is safe in the day. Nobody can say that of the nights yet.",
    "There is a plan whom {name} rings, and {name} can say it by heart.",
)
STRENGTHS = (
    "School sees {name} every day. Nana is close. {mother} asks for help before it is too late.",
    "{name} has friends, and a teacher who notices. {mother} and {name} laugh about the same things.",
    "Both parents want the same for {name}, and say so separately.",
)
ANALYSIS = (
    "The worry is real, and it is about some evenings and not every day. For {name} it means being ready for"
    " the worst when it is quiet. What has to change is {change}; the family can say how.",
    "{mother} loves {name}, and has had nobody to lean on since the summer. What {name} needs is {change}."
    " With that, and with school as it is, this can be done at home.",
    "What was told is mostly so. It has gone on for longer than anyone knew, and {name} has got used to it."
    " That is the harm in it. It takes {change}, kept up for months and not for weeks.",
)
WHY = (
    "It is what {name} needs, it is what the family agrees to, and less would not be enough.",
    "On what school, health and the family say together, this is the right amount of help for {name}.",
)
WHY_PROTECTED = (
    "{name} needs help whatever the conference decides. With a protection plan, it goes on under that plan.",
)
REASON = (
    "What we were told, and that it was not the first time.",
    "Two agencies rang in the same week, about different things.",
    "{mother} asked for help herself.",
)
CHANGED_SINCE = (
    "{mother}'s former partner has moved back in, and the police have been called twice since."
    " When we assessed, he lived elsewhere and saw {name} at weekends.",
    "The family was put out of the flat and shares two rooms with an aunt."
    " What we wrote about home and routine is no longer so.",
    "{mother} has been in hospital and comes home next week."
    " Nana has {name} until then, and cannot for long.",
    "School tells of something quite different from what led to the first assessment,"
    " and {name} asks for help with it.",
)
PARENTING = (
    "Love is not in doubt. Getting up, meals and school work on most days; evenings and money do not.",
    "{mother} is warm and quick with praise. Rules change with how the day was.",
    "{mother} does it alone since last year, and does most of it well. When she is tired it comes apart.",
)
VIEWS = (
    "She says it is fair, and that she wants the help to be quick.",
    "She thinks that it makes too much of one night. She agrees with the rest.",
    "She was glad to be asked, and said that nobody had.",
)
WIDER = (
    "A grandmother across town, and an aunt who has the children on Saturdays.",
    "Nobody near. A friend from school is the one she rings.",
    "His parents live in the next street and see the children every day.",
)
CIRCUMSTANCES = (
    "A council flat, two rooms and a kitchen. Universal credit, and a debt to the council.",
    "A private let, damp on the north wall. {mother} works nights at the bakery.",
    "A house with a garden. He works away, and money comes and does not come.",
)
SAID_BY = {
    "education": (
        "There every day, ready to learn by the second lesson.",
        "84% this term, and never a parent at meetings.",
    ),
    "health": (
        "Growth is as it should be. One appointment missed.",
        "Known to us for asthma. {mother} rings in good time.",
    ),
}
LATE = (
    "The school could not be asked in the holidays, and the father was found late.",
    "The worker changed in the fifth week.",
    "{mother} was in hospital for ten days, and we waited to hear her.",
)

LETTER = """We read the assessment together, and you told me what you think of it. That stands in it now.

If something changes, or if you want to talk it through again, ring me. You need not wait for a letter."""

HALF_WAY = (
    (
        "{name} has been seen twice, and school has answered. We do not know yet what dad thinks.",
        "See dad at his flat this week. Ask the surgery again by Friday.",
    ),
    (
        "What was told is true, and {mother} says so herself. How often it happens is not clear.",
        "Talk with {name} alone once more, at school. Look at it together before it is signed.",
    ),
    (
        "Home is safe tonight. What {name} needs in the long run is still open.",
        "Ask the grandmother what she can do. Write the analysis by the end of next week.",
    ),
)

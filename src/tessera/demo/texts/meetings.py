"""Strategy discussions, enquiries, conferences, plans and reviews."""

TRIGGER = (
    "What was told in the contact, and what the checks added.",
    "What {name} said at school this morning, word for word as the teacher wrote it.",
)
SHARED = (
    "Police: two call-outs this year. Health: one appointment missed, no injury seen. School: a change since"
    " January.",
    "Police: nothing on him here, a caution elsewhere. Health: {mother} is under treatment."
    " School: quiet, tired.",
    "Police: a call-out last night. Health: a bruise seen at nursery in May, explained. School: never late.",
)
SAFE_NOW = (
    "The children stay with their grandmother tonight. {mother} agrees.",
    "He stays away until he has been spoken to. {mother} has the number of the night team.",
    "{mother} and the children are at her sister's. Officers call round at eight.",
)
REASONABLE = (
    "On what is known there is reasonable cause.",
    "What {name} said is clear, and fits with what was seen.",
)
DONE = (
    "Seen at home and at school. Police spoke to the father.",
    "A joint visit on the first day; a medical on the second; the neighbours and school asked.",
)
PARENTS = (
    "{mother} says it happened once. He says that it did not.",
    "Both say that they are sorry, and mean different things by it.",
    "{mother} was angry that we came, then told more than we had asked.",
)
FOUND = (
    "Police and health take the same view of what was found.",
    "The account and the injury fit together. {name} has told it three times in the same way.",
)
CAME = (
    "{mother} came, and spoke for herself with an advocate beside her.",
    "{mother} came late and stayed to the end. He sent a letter, which was read.",
    "Both came. The chair had seen each alone before.",
)
STRENGTHS = (
    "School, Nana, and a mother who asks for help.",
    "{mother} has done what she said since the enquiry.",
    "The children have each other, and an aunt who comes.",
)
WORRIES = (
    "Evenings, and what the children hear and see.",
    "That it goes well as long as we come, and no longer.",
    "He has not said that it happened.",
)
LIKELY = (
    "The harm is likely to go on unless two things change.",
    "All agencies think so. {name} should not have to be the one who rings.",
)
GOES_ON = (
    "The evenings have not changed enough to be sure of.",
    "Two outcomes of four have moved. The other two are what the plan was made for.",
    "It is better, and it is six weeks old.",
)
ENDS = (
    "Three outcomes of four have moved, and have stayed so.",
    "Nobody round the table would make this plan today.",
)
KNOW = (
    "Attendance, what the children say, and what we see at visits.",
    "School's weekly line, {name}'s own score, and a visit without notice.",
)
IF_NOT = (
    "We meet again within two weeks, and think of a strategy discussion.",
    "The manager is told the same day, and we ask whether this is enough.",
)
CHANGED = (
    "Mornings are better. Evenings still depend on who is there.",
    "{mother} goes to the group, and {name} says that it helps.",
    "Not much since last time: two of the people who were to help have left.",
    "Nana has the weekends now. {name} sleeps.",
)
REVIEWED = (
    "What we see, what school says and what the children say agree.",
    "There is movement, and it needs longer.",
)

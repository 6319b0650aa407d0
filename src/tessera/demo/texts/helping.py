"""Early help: what families ask for, what is found with them, and how it ends."""

ASKED_FOR = (
    "Calm mornings, and somebody to ring before it boils over.",
    "Help with bedtimes, and with what to say to school.",
    "{mother} wants to sleep again, and the children to get on.",
)
SAID_NO = "{mother} would rather ask her sister first, and will ring if that is not enough."
SAID_BY_SCHOOL = (
    "On time four days in five. Eats at breakfast club.",
    "Tired on Mondays. Has two good friends.",
)
STRENGTHS = (
    "{name} likes school and is kind to the little ones.",
    "{name} tells {mother} when something is wrong.",
    "{name} sleeps and eats well, and makes friends easily.",
)
NEEDS = (
    "{name} needs a bedtime that is the same every night, and a quiet corner for homework.",
    "{name} needs somebody to talk to at school, and to be out with others on Saturdays.",
    "{name} needs the speech therapy that was asked for in the autumn.",
)
FAMILY_VIEW = (
    "{mother} says that the mornings are the worst, and that she would like help with the forms.",
    "We want it to be like it was before the move.",
)
STRONG = "Nana comes on Wednesdays. The family talks at supper."
HARD = "Rent went up, and {mother} works nights twice a week."
PLANS = (
    "Breakfast club every school day from Monday: school. A visit each week for the bedtimes: early help.",
    "Six Thursdays of the parents' group: {mother}. The housing form by the end of the month: early help.",
    "A mentor at school until the summer: head of year. Football on Saturdays: {mother}.",
)
NOT_NEEDED = (
    "Nana has moved in next door, and school is content. {mother} will ring if it changes.",
    "What was asked for has come: the place at nursery, and the benefits.",
)
CHANGED = (
    "{name} is at school on time, and says that home is calmer.",
    "{name} has made friends, and sleeps through.",
)
GOODBYE = (
    "{mother} says: we manage now, and we know whom to ring.",
    "It helped to have one person and not five.",
)

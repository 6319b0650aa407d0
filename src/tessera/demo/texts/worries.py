"""What is told at the front door, and what each worry means further on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Worry:
    """One kind of worry: its codes, and what people say and write about it."""

    need: str
    factors: tuple[str, ...]
    category: str
    told: tuple[str, ...]
    day: str
    risk: str
    change: str
    goal: tuple[str, str, str]
    """What will change, what is done for it, and by whom."""


WORRIES = {
    "neglect": Worry(
        "N1",
        ("16A",),
        "NEG",
        (
            "{name} has come to school hungry and in the same clothes three days running, and was late"
            " on six of the last ten days.",
            "The house is cold and there is little food. {name} told staff that the heating is off.",
            "{name} fell asleep in class twice this week and had no coat. Calls home are not answered.",
            "Two appointments at the dentist were missed. {name} has been in pain since half-term.",
        ),
        "Breakfast is at school. On the days when money is short {name} eats at a friend's.",
        "If mornings and meals stay as they are, {name} will be hungry, tired and behind.",
        "regular meals, a warm home, and somebody up in the morning",
        (
            "Up, fed and at school on time",
            "Breakfast club; a fuel voucher; a clock by the bed",
            "{mother}",
        ),
    ),
    "domestic_abuse": Worry(
        "N1",
        ("3A", "3B"),
        "EMO",
        (
            "Neighbours rang the police at 22:40. There was shouting, and a door was broken."
            " {name} was upstairs and heard it.",
            "{mother} came to the surgery with a bruised arm and said that he pushed her while"
            " {name} was there.",
            "Officers found {mother} in the street at night with the children. He had taken her telephone.",
            "{name} told the teaching assistant: he hits Mum when he comes back late.",
        ),
        "Weekdays are calm. What the evening is like decides the night.",
        "If he comes back to the house, {name} will see and hear it again, and may step between them.",
        "evenings without fear, and a plan that {mother} trusts",
        (
            "Evenings are safe",
            "Safety plan with the domestic abuse service; new locks",
            "{mother} and the service",
        ),
    ),
    "parent_mental_health": Worry(
        "N3",
        ("4B", "7A"),
        "EMO",
        (
            "{mother} has stopped her tablets and has not left the house for two weeks.",
            "{mother} rang in tears at four in the morning. {name} was awake and on the line too.",
            "The community nurse could not get in for the third time. {name} opened and said"
            " that Mum sleeps.",
        ),
        "{name} looks in on Mum before school, and again at lunch by telephone.",
        "If {mother} stays without treatment, {name} will go on looking after her instead of"
        " being looked after.",
        "treatment that lasts, and grown-ups whom {name} can ring",
        (
            "{mother} is well enough to be the grown-up",
            "Weekly nurse; a crisis plan on the fridge",
            "Community nurse",
        ),
    ),
    "physical_harm": Worry(
        "N1",
        ("18C",),
        "PHY",
        (
            "{name} has a bruise on the upper arm, the shape of fingers, and says it was for being slow.",
            "{name} would not sit down in class and told the nurse that it hurts. There is a"
            " mark across the legs.",
            "A neighbour heard a slap and {name} crying, and says that it was not the first time.",
        ),
        "{name} is quick to say sorry, and watches faces.",
        "If smacking goes on when things are hard, {name} will be hurt again.",
        "no smacking, and another way when things boil over",
        (
            "Nobody is hurt",
            "Parenting course on Thursdays; time out that is kept to",
            "Both parents",
        ),
    ),
    "parent_alcohol": Worry(
        "N1",
        ("1B",),
        "NEG",
        (
            "A parent collected {name} from school smelling of drink and could not stand straight.",
            "The landlord let himself in and found {mother} asleep in the day, bottles beside"
            " her, and {name} alone.",
            "{name} rang Nana at nine in the evening because nobody at home would wake.",
        ),
        "Mornings are kept going. From late afternoon it depends on the day.",
        "If drinking in the evenings goes on, nobody will be there for {name} when it matters.",
        "evenings with a sober grown-up",
        (
            "A sober grown-up every evening",
            "Weekly group; a sister holds the key",
            "{mother} and her sister",
        ),
    ),
    "emotional_harm": Worry(
        "N1",
        ("17A",),
        "EMO",
        (
            "{name} is called names at home every day and has begun to repeat them.",
            "At a parents' evening {mother} said in front of {name} that she wished {name} had"
            " not been born.",
            "{name} is the one who is always to blame. The school nurse has seen it three times now.",
        ),
        "{name} spends most of the time in the bedroom and comes down for meals.",
        "If {name} goes on being the one who is blamed, {name} will believe it.",
        "warm words, and time with {mother} alone",
        ("{name} feels wanted", "Ten minutes a day together; family therapy", "{mother}"),
    ),
    "behaviour": Worry(
        "N6",
        ("14A",),
        "NEG",
        (
            "{name} was brought home by officers at one in the morning, with older boys.",
            "{name} has a new telephone that nobody paid for, and was away from school eleven"
            " days this term.",
            "{name} broke two windows of the neighbour's shed. The family says that they cannot go on.",
        ),
        "School two days in three. Nobody at home knows where the evenings are spent.",
        "If nobody knows where {name} is in the evening, others will decide it.",
        "evenings that grown-ups know of",
        ("In by nine, and we know where", "Youth club on Mondays; a mentor", "Youth worker"),
    ),
    "self_harm": Worry(
        "N5",
        ("15A", "4A"),
        "EMO",
        (
            "{name} showed the school nurse cuts on the forearm, some new.",
            "A friend told a teacher what {name} had written in the night. {name} says that it is true.",
        ),
        "Up early, not much sleep. Drawing helps.",
        "If {name} stays alone with it at night, {name} will be hurt badly.",
        "someone to tell before the night",
        ("{name} has somebody to tell", "A safety plan; counselling on Wednesdays", "School nurse"),
    ),
    "disability": Worry(
        "N2",
        ("5A",),
        "NEG",
        (
            "The family asks for help. {name} does not sleep, and nor does anyone else.",
            "The paediatrician writes that {name}'s parents are worn out and asks for short breaks.",
        ),
        "Everything takes longer, and the order of the day must not change.",
        "If there is no rest, the family cannot go on as it does.",
        "rest for everybody, and {name} with other children",
        ("Everybody sleeps", "Two nights a month; a club on Saturdays", "Short breaks service"),
    ),
    "housing": Worry(
        "N4",
        ("20",),
        "NEG",
        (
            "Six people in two rooms, with damp. {name} coughs all night.",
            "The family was put out of the flat on Monday and sleeps on a friend's floor.",
        ),
        "Homework is done on the stairs, where the light is.",
        "If they stay where they are, {name} will be ill again before the winter is over.",
        "a dry home with a bed for each child",
        ("A dry room and a bed", "Letter to housing; beds from the fund", "Housing officer"),
    ),
}
"""By the code of the concern."""

WHY = {
    "referral": (
        "What we were told, and what other agencies know, means that {name} may be a child in need. An"
        " assessment is needed to know what life is like at home.",
        "School and health have both tried, and it has not changed. {mother} agrees to an assessment.",
        "This is more than one agency can carry. {name} needs somebody to put the pieces together.",
    ),
    "strategy_discussion": (
        "There is reasonable cause to suspect significant harm. Police and health are to be spoken to today.",
        "What {name} said is clear and is about an injury. We speak to the police before anyone goes home.",
    ),
    "early_help": (
        "The needs can be met by school and early help, and the family agrees.",
        "{mother} asks for help with routines, and has a health visitor whom she trusts.",
    ),
    "advice": (
        "School knows the family well and is doing the right things. We agreed what would change that.",
        "The midwife has a plan and keeps to it. Nothing we could add today would help more.",
    ),
    "information": (
        "The police dealt with it on the night. The children were not there. It is on the record.",
        "It is about a time before the family moved apart. Kept, so that the next person knows.",
    ),
    "no_further_action": (
        "We spoke to the family and to school. What was reported did not happen as told.",
        "The caller had the wrong house. School has no worry about {name}.",
    ),
    "signposted": (
        "The family asked for help with money, and has an appointment with the advice centre.",
    ),
    "open_case": ("The family is being worked with. The allocated worker has it today.",),
}

DANGER = (
    "{name} is with the person who is said to have done it.",
    "He has a key and said that he will be back tonight.",
    "Nobody knows who is at home when school ends.",
)
ANSWERS = {
    "police": (
        "Two earlier call-outs to the address, the last in the spring.",
        "Bail: not to go to the address.",
    ),
    "health": (
        "Two appointments missed this year. Immunised.",
        "Seen at the walk-in centre twice with falls.",
    ),
    "education": (
        "Attendance 84%. Always in the same uniform.",
        "New since September. Settled, has friends.",
    ),
    "housing": ("Rent arrears, no notice served.", "Asked for a move because of damp, in band B."),
}
TOLD_BACK = (
    "Rang back. Glad to hear, and will ring again if anything changes.",
    "Left word with the office, then spoke at three. Agrees with what we do.",
    "Not content: had hoped for more. Explained why, and what would change it.",
)

"""What is written in the invented council: plain sentences, put together by the story."""

WORRIES = {
    "neglect": (
        "{name} has come to school hungry and in the same clothes three days running, and was late"
        " on six of the last ten days.",
        "The house is cold and there is little food. {name} told staff that the heating is off.",
    ),
    "domestic_abuse": (
        "Neighbours rang the police at 22:40. There was shouting, and a door was broken."
        " {name} was upstairs and saw it.",
        "Mum came to the surgery with a bruised arm and said that he pushed her while {name} was there.",
    ),
    "parent_mental_health": (
        "Mum has stopped her tablets and has not left the house for two weeks. {name} gets the"
        " younger ones up.",
    ),
    "physical_harm": (
        "{name} has a bruise on the upper arm, the shape of fingers, and says it was for being slow.",
    ),
    "parent_alcohol": (
        "Dad collected {name} from school smelling of drink and could not stand straight.",
    ),
    "emotional_harm": (
        "{name} is called names at home every day and has begun to say them about themself.",
    ),
    "behaviour": ("{name} was brought home by officers at one in the morning, with older boys.",),
    "self_harm": ("{name} showed the school nurse cuts on the forearm, some new.",),
    "disability": ("The family asks for help. {name} does not sleep, and nor does anyone else.",),
    "housing": ("Six people in two rooms, with damp. {name} coughs all night.",),
}
"""Concern code to what is told."""

NEED = {
    "neglect": "N1", "domestic_abuse": "N1", "physical_harm": "N1", "emotional_harm": "N1",
    "parent_mental_health": "N3", "parent_alcohol": "N1", "behaviour": "N6", "self_harm": "N5",
    "disability": "N2", "housing": "N4",
}  # fmt: skip
FACTORS = {
    "neglect": ("16A",), "domestic_abuse": ("3A", "3B"), "physical_harm": ("18C",),
    "emotional_harm": ("17A",), "parent_mental_health": ("4B", "7A"), "parent_alcohol": ("1B",),
    "behaviour": ("14A",), "self_harm": ("15A", "4A"), "disability": ("5A",), "housing": ("20",),
}  # fmt: skip
CATEGORY = {
    "neglect": "NEG", "domestic_abuse": "EMO", "physical_harm": "PHY", "emotional_harm": "EMO",
    "parent_alcohol": "NEG",
}  # fmt: skip

CHILDS_WORDS = (
    "I like it when Nana does my hair for school.",
    "At night I put my pillow over my ears.",
    "I want my own bed back.",
    "It is better when it is just us and Mum.",
    "I can cook pasta now. I do it for all of us.",
    "Don't tell him I said it, but he shouts.",
    "My teacher is nice. I wish school was longer.",
    "I don't want to move again.",
    "Mum laughed on Saturday. We went to the sea.",
    "I worry when Mum is asleep in the day.",
    "The dog is my best friend.",
    "I want people to stop asking me things.",
)
VISITED = (
    "The kitchen was clean and there was food in. {mother} spoke openly about a hard week, and showed"
    " the letter about the rent. {name} played near us and came over twice.",
    "{mother} was tired and short at first. The children were dressed and had eaten. The bedroom is"
    " shared; there is one mattress on the floor. We agreed to ask for a bed.",
    "Nobody else was at home. {name} showed the bedroom and a drawing. {mother} has rung the surgery"
    " and has an appointment on Tuesday.",
    "School holidays. Everyone was up. There had been an argument the evening before, about money."
    " {mother} asked about the family group meeting.",
)
NOTES = (
    ("telephone", "Call from school", "Attendance has been 92% this half-term, up from 81%. Breakfast"
     " club three days a week."),
    ("health", "Health visitor's news", "Weight is following the line again. Immunisations are up to"
     " date. The next weighing is in four weeks."),
    ("telephone", "Call from mum", "She asked when the housing letter will come, and whether the visit"
     " can be after four."),
    ("police", "Police notice", "Officers went to the address after a call by a neighbour. No offence."
     " The children were asleep."),
    ("meeting", "Meeting at school", "With the head of year. A quiet room at lunch, and one adult to go"
     " to in the morning."),
    ("school", "Absent two days", "School rang home and got no answer. Seen the next day, well."),
)  # fmt: skip
DECISIONS = (
    ("The plan goes on as it is for another four weeks.",
     "Visits are on time and school sees a change, but the evenings are not yet safe."),
    ("Ask for a family group meeting before the next review.",
     "The grandmother has offered weekends. Without the wider family the plan rests on one tired adult."),
    ("A second worker goes with the next two visits.",
     "He has been at the house twice against the agreement, and spoke with a threat."),
)  # fmt: skip
WHY = {
    "referral": "What we were told, and what other agencies know, means that {name} may be a child in"
    " need. An assessment is needed to know what life is like at home.",
    "strategy_discussion": "There is reasonable cause to suspect significant harm. Police and health"
    " are to be spoken to today.",
    "early_help": "The needs can be met by school and early help, and the family agrees.",
    "advice": "School knows the family well and is doing the right things. We agreed what would change that.",
    "information": "The police dealt with it on the night. The children were not there. It is on the record.",
    "no_further_action": "We spoke to the family and to school. What was reported did not happen as told.",
    "signposted": "The family asked for help with money, and has an appointment with the advice centre.",
    "open_case": "The family is being worked with. The allocated worker has it today.",
}
ASSESSMENT = {
    "reason": "What we were told, and that it was not the first time.",
    "day_to_day": "{name} is up at seven and gets ready with a little help. Tea is most often hot. On the"
    " days when money is short {name} eats at a friend's.",
    "health": "{name} is registered with a surgery and a dentist. Hearing was checked in the spring.",
    "learning": "{name} likes school, most of all maths, and is where most children of that age are.",
    "feelings": "{name} turns to Nana first, then to the teaching assistant. Sleep is poor.",
    "safety": "{name} is safe at school and with Nana. At home it depends on who is there in the evening.",
    "parenting": "Love is not in doubt. Getting up, meals and school work on most days; evenings and"
    " money do not. She asked for help herself.",
    "wider_family": "A grandmother across town, and an aunt who has the children on Saturdays.",
    "circumstances": "A council flat, two rooms and a kitchen. Universal credit, and a debt to the council.",
    "a_day": "Up early, school, an hour at the club, then home; what the evening is like decides the night.",
    "strengths": "School sees {name} every day. Nana is close. Mum asks for help before it is too late.",
    "risks": "If the evenings go on as they are, {name} will keep listening on the stairs, and be tired"
    " and frightened at school.",
    "analysis": "The worry is real, and it is about some evenings and not every day. Two things have to"
    " change for {name}, and the family can say which.",
    "outcome_why": "It is what {name} needs, it is what the family agrees to, and less would not be enough.",
}

"""Visits, notes, summaries and decisions as they are written up."""

ARRIVED = (
    "The kitchen was clean and there was food in.",
    "It took a while until the door was opened. The curtains were still drawn.",
    "Everyone was up and dressed when I came.",
    "School had just ended; shoes and bags in the hall, the television on.",
    "{mother} had tidied for me, and said so.",
    "The house was warm. There were drawings of {name}'s on the fridge.",
    "Washing everywhere, but the beds were made.",
    "Two friends of {mother}'s were there, and left when I asked.",
    "A cold house. The meter had run out in the night.",
    "Nana was there too and made tea.",
)
TALKED = (
    "{mother} spoke openly about a hard week, and showed the letter about the rent.",
    "{mother} was tired and short at first, then cried, and then talked.",
    "{mother} has rung the surgery and has an appointment on Tuesday.",
    "There had been an argument the evening before, about money.",
    "{mother} asked about the family group meeting, and whom she may bring.",
    "We went through the plan point by point. {mother} thinks that two of them are done.",
    "{mother} says he has not been here since the meeting. There was no sign of him.",
    "{mother} does not agree with what was written last time. I have put her words beside it.",
    "{mother} had missed the group again: no money for the bus. We sorted a pass.",
    "{mother} is proud of the week: every morning on time.",
)
CHILD = (
    "{name} played near us and came over twice.",
    "{name} showed me the bedroom and a drawing.",
    "{name} and I walked to the shop and back to talk.",
    "{name} did the three houses with me at the table.",
    "{name} was quiet until {mother} went out of the room.",
    "{name} asked when I would come again.",
    "With {name} there was laughing; I had not heard that here before.",
    "{name} did not look up from the game, but answered everything.",
)
AGREED = (
    "We agreed to ask for a bed.",
    "I ring school tomorrow about the mornings.",
    "{mother} rings the housing officer before Friday.",
    "Next time I come unannounced, and {mother} knows that.",
    "I bring the forms for the club.",
    "Nothing new is needed; we keep to the plan.",
    "{mother} writes down the evenings until I come again.",
)
NOTES = (
    (
        "telephone",
        "Call from school",
        "Attendance has been 92% this half-term, up from 81%. Breakfast club three days a week.",
    ),
    (
        "health",
        "Health visitor's news",
        "Weight is following the line again. Immunisations are up to"
        " date. The next weighing is in four weeks.",
    ),
    (
        "telephone",
        "Call from {mother}",
        "She asked when the housing letter will come, and whether the visit can be after four.",
    ),
    (
        "police",
        "Police notice",
        "Officers went to the address after a call by a neighbour. No offence."
        " The children were asleep.",
    ),
    (
        "meeting",
        "Meeting at school",
        "With the head of year. A quiet room at lunch, and one adult to go to in the morning.",
    ),
    ("school", "Absent two days", "School rang home and got no answer. Seen the next day, well."),
    (
        "telephone",
        "Call to the housing officer",
        "Band B. Three places ahead of them. The damp is to be looked at in the week after next.",
    ),
    (
        "telephone",
        "Call from Nana",
        "She had the children over the weekend. They slept through. She can do"
        " every second weekend.",
    ),
    (
        "health",
        "Surgery: appointment kept",
        "{mother} was seen and has new tablets. Review in three weeks.",
    ),
    (
        "meeting",
        "Talk with the family worker",
        "The Thursday group: came three times of four, and spoke.",
    ),
    (
        "telephone",
        "Father rang",
        "Wants to know when he may see the children. Told him what the plan says"
        " and whom he can ask.",
    ),
    (
        "school",
        "Teaching assistant's note",
        "Reading age has gone up by four months. Plays with two others now.",
    ),
    (
        "police",
        "Call-out to the address",
        "A man at the door who would not leave. He was gone when officers"
        " came. {mother} gave a statement.",
    ),
)
AFTER_DECISIONS = (
    "Ring school about the mornings",
    "Ask the health visitor to come to the next meeting",
    "Write the contingency with the family",
    "Visit without notice",
    "Ask the father what he thinks",
)
WHAT_CAME_OF_IT = (
    "Done, and told the family",
    "Done by telephone",
    "Done at the visit",
    "Done: the answer is in the notes",
)
DECISIONS = (
    (
        "The plan goes on as it is for another four weeks.",
        "Visits are on time and school sees a change, but the evenings are not yet safe.",
    ),
    (
        "Ask for a family group meeting before the next review.",
        "The grandmother has offered weekends. Without the wider family the plan rests on one tired adult.",
    ),
    (
        "A second worker goes with the next two visits.",
        "He has been at the house twice against the agreement, and spoke with a threat.",
    ),
    (
        "The father is seen before the next meeting.",
        "Nothing of what is written about him comes from himself.",
    ),
    (
        "Visits stay at two weeks and are unannounced every second time.",
        "What we see when we are expected is not what the children tell.",
    ),
    (
        "Speak to the surgery about {mother}'s treatment, with her consent.",
        "The evenings follow how she is, and nobody has asked the people who treat her.",
    ),
    (
        "Get ready to close at the next review.",
        "Three of four outcomes have held since the last one, and school would tell us.",
    ),
    (
        "Legal advice is not needed now; look again in six weeks.",
        "There is movement, slow as it is, and {mother} works with us.",
    ),
)
SUMMARY = (
    "We are involved because of {worry}. {said} {home} What goes well: {well}. What worries us: {risk}"
    " Next: {next}."
)
SUMMARY_PARTS = {
    "home": (
        "At home the week has a shape now, and the weekend does not.",
        "Home is warm and there is food; the evenings are what we watch.",
        "The family has moved once since we met them, and would like to stay where they are.",
    ),
    "well": (
        "school sees {name} every day and would ring",
        "{mother} asks for help before it is too late",
        "Nana is close, and has the children every second weekend",
        "{name} has somebody to talk to, and does",
    ),
    "next": (
        "the review, and a decision about how long we stay",
        "see the father, and hear him",
        "a visit without notice, in the evening",
        "a meeting of the whole family",
    ),
}
ENDED = (
    "What we worried about has changed, the family knows whom to ask, and school will ring if it comes back.",
    "{name} has a safe plan for evenings and two grown-ups to ring. Early help goes on with the mornings.",
    "The assessment found a family under strain that has what it needs around it. The health"
    " visitor goes on.",
    "Nine months without an incident. {mother} asked us to stop, and we agree.",
)

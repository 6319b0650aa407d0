"""What children say, by their age, and what a worker writes when they cannot say it yet."""

CHILDS_WORDS = {
    "small": (
        "Mummy sad.",
        "I got a big bed now. It's blue.",
        "Daddy shouts. Teddy hides.",
        "Nana makes pancakes.",
        "I want to go to the swings again.",
        "My baby sleeps with Mum.",
        "The policeman had a torch.",
    ),
    "primary": (
        "I like it when Nana does my hair for school.",
        "At night I put my pillow over my ears.",
        "I want my own bed back.",
        "It is better when it is just us and Mum.",
        "I can cook pasta now. I do it for all of us.",
        "Don't tell him I said it, but he shouts.",
        "My teacher is nice. I wish school was longer.",
        "Mum laughed on Saturday. We went to the sea.",
        "I worry when Mum is asleep in the day.",
        "The dog is my best friend.",
        "If I had a wish it would be no more shouting, and a trampoline.",
        "I was on the stairs. I heard all of it.",
        "You said you would come on Tuesday and you did.",
        "I gave it a six. Last time it was a three.",
    ),
    "teen": (
        "I don't want to move again.",
        "I want people to stop asking me things.",
        "It's fine. It's always fine when you lot come.",
        "I get them up, I get them dressed, then I go to school. Nobody asks me.",
        "If he comes back I'm going to my aunt's.",
        "I just want one evening where nobody shouts.",
        "I talk to my mates. They get it.",
        "Can you tell school why I was late? I don't want to.",
        "It's got better since the summer. I'd say a seven.",
        "I read what you wrote. Most of it is right.",
        "I'd like to do the mechanics course. Put that in.",
    ),
}
OBSERVED = (
    "A baby: smiled at Mum, turned to her voice",
    "A baby: asleep in a clean cot, woke content",
    "A baby: watched us over Mum's shoulder, then reached for the rattle",
)
ALONE_NOT = {
    "baby": ("A baby in arms",),
    "small": ("Too young to be apart from Mum", "Would not leave Mum's side"),
    "primary": ("Did not want to today", "Friends were round"),
    "teen": ("Did not want to", "Went out with friends after ten minutes"),
}
NOT_SEEN = (
    "Staying with Nana for the weekend",
    "At a friend's for tea",
    "Asleep upstairs; we agreed Thursday instead",
    "Nobody came to the door, and the curtains were drawn",
)
HOW = {
    "baby": ("Content, clean and warm.", "A little cold and snuffly; the surgery has been rung."),
    "small": ("Played with bricks on the floor beside us.", "Clingy, and tired after nursery."),
    "primary": (
        "Chatty, showed the reading book.",
        "Quiet. Kept an eye on the door.",
        "Proud of the new bed.",
    ),
    "teen": (
        "Polite and short.",
        "Talked for half an hour in the car.",
        "Tired. Up late on the telephone.",
    ),
}


def stage_of(years: float) -> str:
    """Which words fit an age."""
    if years < 2:
        return "baby"
    if years < 5:
        return "small"
    return "primary" if years < 11 else "teen"


BEFORE_BIRTH = "Not born yet: the visit was to the mother"

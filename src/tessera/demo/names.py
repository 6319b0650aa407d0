"""Names that nobody bears: family names are made of syllables, the council's area is on no map.

Telephone numbers are those set aside for drama (Ofcom), NHS numbers start with 999 as test numbers
do, and EK is no postcode area.
"""

from random import Random

GIRLS = (
    "Maisie Ivy Lola Amara Noor Freya Elsie Poppy Ada Martha Orla Zara Hana Leila Priya Anya Grace "
    "Evie Matilda Nell Rosa Esme Tilly Wren Sadie Clara Edie Niamh Safa Chidera Thea Bryony Mina Jada"
).split()
BOYS = (
    "Kai Callum Tomas Zayd Idris Alfie Reuben Otis Theo Jude Arlo Finn Hugo Rafi Kofi Amir Leo Toby "
    "Ezra Miles Caleb Osian Dylan Tariq Seb Jonah Ned Rory Ellis Kit Luca Mateo Bilal Emeka Ivo"
).split()
WOMEN = (
    "Leanne Samira Kirsty Donna Gemma Hana Stacey Michelle Joanne Rachel Farida Nadia Chloe Tanya "
    "Becky Lorraine Adaeze Paula Sian Carly Maureen Denise Sheila Yasmin Natalie Holly Jodie Kelly"
).split()
MEN = (
    "Craig Jordan Wayne Lee Darren Imran Kevin Stuart Marcus Gavin Ryan Femi Dean Tony Yusuf Martin "
    "Neil Robbie Ashley Shaun Colin Rashid Gareth Liam Scott Terry Owen Kieran Adrian Joel"
).split()
WORKERS = (
    "Hannah Joseph Abel Denise Corin Rory Bella Dale Fay Imogen Marcus Priti Owen Sunita Gwen Tobias "
    "Ruth Ama Callan Esther Nina Patrick Lucia Samir Verity Noel Iris Duncan Zoe Malik Petra Jonas"
).split()
_HEADS = (
    "Brind Tre Hal Ork Wend Cors Fen Mal Stav Quill Pell Rahm Okw Vel Hex Orr Drum Fost Larr Nethe "
    "Sall Tamb Kilv Adey Ostr Corri Madd Havers Brum Wyth Dunm Elst Farn Gral Holv Ister Jerr Keld"
).split()
_TAILS = (
    "low loyd wick ander more stone aven ock ring by asky endi inshaw arrow een ford ingham ard owe "
    "aux esk ell itt orne andel uth"
).split()
FAMILIES = [head + tail for head in _HEADS for tail in _TAILS]
_STREETS = (
    "Tanner's Row,Weir Court,Fernhollow Lane,Mill Race,Larkfield Close,Ropewalk,Beacon Rise,Osier Way,"
    "Quarry Bank,Chandler Street,Gannet Road,Harrow Garth,Pitstone View,Sedge Walk,Thorn Terrace,"
    "Upper Staithe,Copper Beech Drive,Lime Kiln Yard,Saltmarsh Avenue,Foundry Square"
).split(",")
SCHOOLS = (
    "Larkfield Primary,Weirside Primary,Fernhollow Infants,St Oswin's Primary,Beacon Academy,"
    "Eskmoor High,Quarry Bank Primary,Osier Park School,Harrow Garth Academy,Saltmarsh College"
).split(",")
SURGERIES = "Tannery Street Surgery,Beacon Health Centre,Ropewalk Practice,Weir Lane Surgery".split(
    ","
)


class Names:
    """A seeded source of people's particulars: the same seed gives the same council."""

    def __init__(self, random: Random, *, start: int = 0) -> None:
        """`start` is the first of the numbers that are this source's own."""
        self.random = random
        self._nhs = start
        self._upn = start

    def family(self) -> str:
        name = self.random.choice(FAMILIES)
        if self.random.random() < 0.04:
            return f"{name}-{self.random.choice(FAMILIES)}"
        return name

    def child(self, sex: str) -> str:
        return self.random.choice(GIRLS if sex == "F" else BOYS)

    def adult(self, sex: str) -> str:
        return self.random.choice(WOMEN if sex == "F" else MEN)

    def address(self) -> tuple[str, str]:
        """Lines, and a postcode of an area that does not exist."""
        r = self.random
        street = r.choice(_STREETS)
        number = r.randint(1, 180)
        flat = f"Flat {r.randint(1, 24)}, " if r.random() < 0.2 else ""
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        postcode = f"EK{r.randint(1, 12)} {r.randint(1, 9)}{r.choice(letters)}{r.choice(letters)}"
        return f"{flat}{number} {street}, Eskmoor", postcode

    def telephone(self) -> str:
        return f"01632 960{self.random.randint(0, 999):03d}"

    def mobile(self) -> str:
        return f"07700 900{self.random.randint(0, 999):03d}"

    def nhs_number(self) -> str:
        """The next test number with a right check digit (modulus 11)."""
        while True:
            self._nhs += 1
            nine = f"999{self._nhs:06d}"
            check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
            if check != 10:
                return nine + str(0 if check == 11 else check)

    def upn(self, authority: str) -> str:
        """The next pupil number of this council with its right check letter."""
        self._upn += 1
        digits = f"{authority}{20:02d}{self._upn:07d}"
        letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[
            sum(int(d) * weight for weight, d in enumerate(digits, start=2)) % 23
        ]
        return letter + digits

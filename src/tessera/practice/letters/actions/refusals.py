"""Why a letter is not sent, asked about or saved: refusals that several actions share."""


class AlreadySent(Exception):
    """A letter that has gone never changes."""


class MustNotGo(Exception):
    """The disclosure gate stops it: `stops` say why."""

    def __init__(self, stops):
        super().__init__("; ".join(stops))
        self.stops = stops


class NotFinished(Exception):
    """Something is missing: `missing` says what, by the box it goes in."""

    def __init__(self, missing):
        super().__init__("; ".join(missing.values()))
        self.missing = missing

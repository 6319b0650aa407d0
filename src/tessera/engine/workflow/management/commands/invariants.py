from tessera.engine.workflow import queries, register
from tessera.foundations.access.commands import FOUND, TesseraCommand


class Command(TesseraCommand):
    help = "Check every cross-table truth that no constraint can hold. Status 1 with the rows that break it."

    def perform(self, **options):
        broken = queries.broken_invariants()
        if any(rows for rows in broken.values()):
            self.status = FOUND
        return {
            "ok": self.status != FOUND,
            "invariants": [
                {"name": name, "words": words, "broken": broken[name]}
                for name, (words, _) in register.invariants().items()
            ],
        }

    def words(self, document):
        lines = []
        for one in document["invariants"]:
            lines.append(f"{'holds ' if not one['broken'] else 'BROKEN'}  {one['words']}")
            lines += [f"        {row}" for row in one["broken"][:20]]
            more = len(one["broken"]) - 20
            lines += [f"        and {more} more"] if more > 0 else []
        return "\n".join(lines)

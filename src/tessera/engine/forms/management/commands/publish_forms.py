from tessera.engine.forms import actions, definitions
from tessera.foundations.access.commands import BadInput, TesseraCommand


class Command(TesseraCommand):
    help = "Publish every form that differs from its last published version."

    def perform(self, **options):
        try:
            published = actions.publish_forms()
        except definitions.BadDefinition as bad:
            raise BadInput(str(bad)) from bad
        return {"published": [{"code": v.code, "version": v.version} for v in published]}

    def words(self, document):
        if not document["published"]:
            return "Every form is published as it is."
        return "\n".join(f"{v['code']}: version {v['version']}" for v in document["published"])

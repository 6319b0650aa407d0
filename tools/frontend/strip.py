"""Copies the design systems' built files, without what only GOV.UK may use: fonts, crest, logo, icons."""

import re
import shutil
import sys
from pathlib import Path

STYLES = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "moj-frontend.min.css": "@ministryofjustice/frontend/moj/moj-frontend.min.css",
}
SCRIPTS = {
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "moj-frontend.min.js": "@ministryofjustice/frontend/moj/moj-frontend.min.js",
}
IMAGES = "@ministryofjustice/frontend/moj/assets/images"
GOVUK_ALONE = re.compile(
    r"crest|crown|logo|opengraph|favicon|icon-(32|48|180|192|512)|apple-touch|mask-icon"
)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FONT_FAMILY = re.compile(r"[\"']?GDS Transport[\"']?\s*,\s*arial\s*,\s*sans-serif", re.IGNORECASE)
ADDRESS = re.compile(r"url\((['\"]?)(?:/assets/images/|\.?/?assets/images/|/assets/)([^)'\"]+)\1\)")


def main(packages: Path, kit: Path) -> None:
    fresh = kit.with_name("kit.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "images").mkdir(parents=True)
    for name, source in STYLES.items():
        (fresh / name).write_text(without_govuk(style_of(packages, source, name)))
    for name, source in SCRIPTS.items():
        text = (packages / source).read_text()
        (fresh / name).write_text(re.sub(r"\n?//# sourceMappingURL=\S+", "", text))
    for image in sorted((packages / IMAGES).glob("*")):
        if image.suffix in {".svg", ".png"} and not GOVUK_ALONE.search(image.name):
            shutil.copy(image, fresh / "images" / image.name)
    shutil.rmtree(kit, ignore_errors=True)
    fresh.rename(kit)


def style_of(packages: Path, source: str, name: str) -> str:
    path = packages / source
    if not path.exists():
        raise SystemExit(f"{name} is not where it was in its package: {source}")
    return path.read_text()


def without_govuk(css: str) -> str:
    css = FONT_FACE.sub("", css)
    css = FONT_FAMILY.sub("var(--ts-font)", css)
    css = ADDRESS.sub(_address, css)
    return re.sub(r"\n?/\*# sourceMappingURL=\S+ \*/", "", css)


def _address(found: re.Match[str]) -> str:
    return "none" if GOVUK_ALONE.search(found[2]) else f"url(images/{found[2]})"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

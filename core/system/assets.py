"""Where the files lie that are not Python: templates, browser components, the brand and the demo networks."""

from core.settings import PROJECT_FOLDER

_ASSETS = PROJECT_FOLDER / "assets"
BRAND_FOLDER = _ASSETS / "brand"
DEMO_FOLDER = _ASSETS / "demo"
TEMPLATES_FOLDER = _ASSETS / "templates"
STYLE_SHEET = _ASSETS / "styles.css"


def component_source(name: str) -> str:
    """The text of a browser component's script or style sheet, such as `chart.js`."""
    return (_ASSETS / "components" / name).read_text(encoding="utf-8")

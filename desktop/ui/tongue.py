"""The window's own words in the language of the desk: English stands in the code, a translator replaces it where one is installed."""

from PySide6.QtCore import QCoreApplication

CONTEXT = "Threshold"


def tr(text: str, **values: object) -> str:
    """`text` in the language of the desk, with `{names}` filled from `values`; English where no translation is installed."""
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said

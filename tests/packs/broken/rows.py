"""What the broken packs share: a row for each small edit, and where it is done. Each module beside this one has its ROWS."""

from tests.packs.mutated import Change

HEAD, STEPS, ROUTING, PAPERS, LAW = "pack.toml", "steps.toml", "routing.toml", "papers.toml", "law.toml"
T_STEPS, T_OUTCOMES, T_WORDS = "text/en/steps.toml", "text/en/outcomes.toml", "text/en/words.toml"
DRAWN, T_DRAWN, PICTURE = "specimens.toml", "text/en/specimens.toml", "pictures/ao93.svg"

Row = tuple[str, str, str, Change]
"""The code that the edit gets, the file and the place (a pattern of `fnmatch`) that its finding names, and the edit."""
CITY = {"step": "visitor", "is": ["city_agency"]}
IDENTITY = {"outcome": "identity_not_proved"}
DIGITAL = {"flags": ["digital"]}
MOOD = {"id": "mood", "kind": "choice", "values": ["calm"], "unsure": "calm"}

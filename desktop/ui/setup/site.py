"""The pages about the site: what it is, its areas, its numbers, its folder for backups."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.facts import DISTRICTS
from desktop.core.findings import Finding
from desktop.core.texts import CALLS
from desktop.packs.catalog import DEFAULT
from desktop.packs.facility import NEW_YORK
from desktop.services.policy_choice import written
from desktop.services.policy_offer import Asked, Offer, likely, zone_for
from desktop.ui.record.fields import Options
from desktop.ui.setup.part import Chosen, Field, Listed, Part, Raw, cap, choices, two_columns
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

EMERGENCY = "emergency_911"


def zone_words() -> dict[str, str]:
    """Each time zone that is offered, as people call it; IT can write any other in facility.toml."""
    return {
        "America/New_York": tr("Eastern time (New York)"),
        "America/Chicago": tr("Central time (Chicago)"),
        "America/Denver": tr("Mountain time (Denver)"),
        "America/Phoenix": tr("Arizona time (Phoenix)"),
        "America/Los_Angeles": tr("Pacific time (Los Angeles)"),
        "America/Anchorage": tr("Alaska time (Anchorage)"),
        "Pacific/Honolulu": tr("Hawaii time (Honolulu)"),
    }


class FacilityPart(Part):
    """Id, name, type, address, desk, policy, time zone, and the borough where the policy asks for it. Policy and zone follow the address
    until somebody chooses them. `policy`: the id of the one that is chosen; `goes_by` comes with it."""

    goes_by = Signal(str)

    def __init__(self, theme: Theme) -> None:
        help_ = tr("These words stand on every report. Only IT and your supervisor can say them for sure.")
        super().__init__(theme, tr("Which site is this?"), help_)
        self.fields = {
            "name": Field(theme, tr("Name of the site"), tr("As people know it.")),
            "address": Field(theme, tr("Address"), tr("As a warrant would name it.")),
            "id": Field(theme, tr("Short id"), tr("1 to 10 letters and digits, like SCH900.")),
            "desk": Field(theme, tr("Desk"), tr("1 to 4 letters and digits, like 1. Each desk has its own.")),
        }
        kinds = {
            "school": tr("School"),
            "shelter": tr("Shelter"),
            "hospital": tr("Hospital"),
            "parking": tr("Parking"),
            "office": tr("Office"),
        }
        self._kinds, self.kind = choices(theme, kinds, tr("Type of site"))
        self._boroughs, self.borough = choices(theme, {each: each for each in DISTRICTS}, tr("Borough"))
        self._offers: Sequence[Offer] = ()
        self._own, self._asked = DEFAULT, Asked(True, frozenset(kinds), {})
        self.policies, self.zones = Chosen(theme, tr("Policy")), Chosen(theme, tr("Time zone"))
        self.zones.offer(zone_words(), NEW_YORK)
        self.box.addLayout(two_columns(*self.fields.values()))
        self._over_boroughs = cap(tr("BOROUGH"))
        for each in (cap(tr("TYPE OF SITE")), self._kinds, self._over_boroughs, self._boroughs):
            self.box.addWidget(each)
        self.box.addLayout(two_columns(self.policies, self.zones))
        self.fields["address"].typed.edited.connect(self._follow)
        self.policies.pick.activated.connect(lambda _: self.goes_by.emit(self.policy))

    @property
    def policy(self) -> str:
        """The id of the policy that is chosen."""
        return self.policies.chosen or self._own

    @property
    def title_of_policy(self) -> str:
        """Its title."""
        return next((each.title for each in self._offers if each.id == self.policy), self.policy)

    def offer(self, listed: Sequence[Offer], own: str, fixed: bool) -> None:
        """The policies to choose from. `own`: the one that the desk goes by now; `fixed`: IT has said which one it is."""
        self._offers, self._own = listed, own
        words = {
            each.id: each.title if each.signed else tr("{title} (draft)", title=each.title) for each in listed
        }
        self.policies.offer(words, own)
        self.policies.setEnabled(not fixed)

    def go_by(self, found: Asked) -> None:
        """What the policy that is chosen asks."""
        self._asked = found
        for each in (self._over_boroughs, self._boroughs):
            each.setVisible(found.borough)

    def _follow(self, _: str) -> None:
        """The address says which place's policy and time it most likely is."""
        address = self.fields["address"].text
        if not self.zones.by_hand and (zone := zone_for(address)):
            self.zones.choose(zone)
        if not self.policies.by_hand and self.policies.isEnabled():
            before = self.policy
            self.policies.choose(likely(self._offers, address, self._own))
            if self.policy != before:
                self.goes_by.emit(self.policy)

    def stops(self) -> list[QWidget]:
        """The fields, then the groups, then what follows the address."""
        boroughs = [] if self._boroughs.isHidden() else self.borough.targets.values()
        lists = [each.pick for each in (self.policies, self.zones) if each.isEnabled()]
        return [
            *(field.typed for field in self.fields.values()),
            *self.kind.targets.values(),
            *boroughs,
            *lists,
        ]

    def options(self) -> list[Options]:
        """Type and borough."""
        return [self.kind, self.borough]

    def take(self, raw: Raw) -> None:
        """Ids are capital letters, however they were typed."""
        for key, field in self.fields.items():
            raw[key] = field.text.upper() if key in ("id", "desk") else field.text
        raw["type"], raw["zone"] = self.kind.chosen, self.zones.chosen
        raw["borough"] = self.borough.chosen if self._asked.borough else ""
        raw |= {"policy": named} if (named := written(self.policy)) else {}

    def wrong(self, findings: Sequence[Finding]) -> str:
        """The first field that cannot be used."""
        bad = {finding.field for finding in findings if finding.place == "facility"}
        missing = {
            "name": tr("The name of the site is missing."),
            "address": tr("The address is missing."),
            "id": tr("The short id is missing."),
            "desk": tr("The desk is missing."),
        }
        for key, field in self.fields.items():
            if key in bad:
                field.typed.setFocus()
                if not field.text:
                    return missing[key]
                return f"{field.name}: {field.hint}"
        if self.kind.chosen and self.kind.chosen not in self._asked.kinds:
            bad.add("type")
        if self._asked.borough and not self.borough.chosen:
            bad.add("borough")
        unfit = tr("The policy that is chosen is not for such a site.")
        for key, group, words in (
            ("type", self.kind, unfit if self.kind.chosen else tr("Choose the type of site.")),
            ("borough", self.borough, tr("Choose the borough.")),
        ):
            if key in bad:
                next(iter(group.targets.values())).setFocus()
                return words
        return ""


class AreasPart(Part):
    """Parts of the site, and which of them are public."""

    def __init__(self, theme: Theme) -> None:
        help_ = tr("What is not listed as public is not public. IT can add areas later in facility.toml.")
        super().__init__(theme, tr("Which areas are public, and which are not?"), help_)
        self.words = {
            "public": tr("Public"),
            "nonpublic": tr("Not public"),
            "private_room": tr("Somebody sleeps or is cared for"),
            "parking": tr("Parking"),
            "ask": tr("Not sure: ask first"),
        }
        self.area = Field(theme, tr("Name of an area"), tr("Like: Main lobby"))
        self._group, self.status = choices(theme, self.words, tr("This area is"), "public")
        self.add = Target(theme, tr("Add this area"), "accent-line")
        self.listed = Listed(theme, tr("No area is listed yet."))
        self.listed.show_entries((), self.words)
        self.add.clicked.connect(self._add)
        for each in (self.area, self._group, self.add, cap(tr("LISTED")), self.listed):
            self.box.addWidget(each)

    def _add(self) -> None:
        if self.area.text and self.listed.add(self.area.text, self.status.chosen):
            self.area.typed.put("")
        self.area.typed.setFocus()

    def stops(self) -> list[QWidget]:
        """The line of the next area, then what is listed."""
        return [self.area.typed, *self.status.targets.values(), self.add, *self.listed.targets]

    def options(self) -> list[Options]:
        """What the area is."""
        return [self.status]

    def take(self, raw: Raw) -> None:
        """Every area that is listed."""
        raw["areas"] = [{"name": name, "status": status} for name, status in self.listed.entries]

    def wrong(self, findings: Sequence[Finding]) -> str:
        """Words that were typed and not added would be lost."""
        if self.area.text:
            self.add.setFocus()
            return tr("Press “Add this area” first, or empty the line.")
        return ""


class NumbersPart(Part):
    """Whom the desk calls."""

    def __init__(self, theme: Theme) -> None:
        help_ = tr(
            "The guard sees these numbers in the moment they are needed. Two of them must not be missing."
        )
        super().__init__(theme, tr("Which numbers does this desk call?"), help_)
        self.fields = {key: Field(theme, key) for key in CALLS}
        self.fields[EMERGENCY].typed.put("911")
        self.box.addLayout(two_columns(*self.fields.values()))

    def name_calls(self, words: Mapping[str, str]) -> None:
        """The policy pack says what each number is called."""
        for key, field in self.fields.items():
            field.name = words.get(key, key)
            field.words.setText(field.name)
            field.typed.setAccessibleName(field.name)

    def stops(self) -> list[QWidget]:
        """Every number."""
        return [field.typed for field in self.fields.values()]

    def take(self, raw: Raw) -> None:
        """Those that were given."""
        raw["phones"] = {key: field.text for key, field in self.fields.items() if field.text}

    def wrong(self, findings: Sequence[Finding]) -> str:
        """The first that cannot be dialled; supervisor and counsel must be there."""
        bad = {finding.field for finding in findings if finding.place == "facility.phones"}
        for key, field in self.fields.items():
            if key in bad or (key in ("supervisor", "counsel") and not field.text):
                field.typed.setFocus()
                return tr("{name}: write the number like 212-555-0107.", name=field.name)
        return ""


class BackupPart(Part):
    """Where a copy of the record goes each day."""

    def __init__(self, theme: Theme) -> None:
        help_ = tr("A folder on another disk or stick. Threshold copies the record there by itself each day.")
        super().__init__(theme, tr("Where do backups go?"), help_)
        self.folder = Field(
            theme, tr("Folder for backups"), tr("The whole path. Leave it empty to go on without.")
        )
        self.told = label("", "body")
        self.folder.typed.edited.connect(self._look)
        self.box.addWidget(self.folder)
        self.box.addWidget(self.told)
        self.box.addStretch(1)
        self._look("")

    def _look(self, text: str) -> None:
        words = tr("Without backups all visits are lost when the disk of this PC breaks.")
        if text.strip():
            there = Path(text.strip()).is_dir()
            words = (
                tr("✓ This folder is there.")
                if there
                else tr("This folder is not there yet. IT must make it.")
            )
        self.told.setText(words)

    def stops(self) -> list[QWidget]:
        """The folder."""
        return [self.folder.typed]

    def take(self, raw: Raw) -> None:
        """The path as it was typed: it may hold two spaces."""
        raw["backup_folder"] = self.folder.typed.text.encode("utf-8", "replace").decode().strip()

    def wrong(self, findings: Sequence[Finding]) -> str:
        """A path that is none."""
        if any(finding.field == "backup_folder" for finding in findings):
            return tr("Write the whole path of the folder, from its beginning.")
        return ""

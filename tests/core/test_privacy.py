"""What must not be written about a person is found in what a guard writes, and what a guard must write is left alone."""

import itertools
import tomllib
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.core.privacy import DETECTORS, Group, Hit, Privacy, find, findings, leave_out
from desktop.core.texts import Words

PACK = Path(__file__).parents[2] / "resources" / "packs" / "us-ny-nyc" / "facility-entry"


def from_pack() -> Privacy:
    table = tomllib.loads((PACK / "text" / "en" / "words.toml").read_text(encoding="utf-8"))
    return msgspec.convert(table, Words).privacy


NYC = from_pack()

FINE = """
Two officers came to the front desk at 10:15 a.m. and asked for the camera room.
ICE, HSI and NYPD came in three cars. They were here for 20 minutes and left at 10:40.
The officer said he is with U.S. Citizenship and Immigration Services.
Letter from US Citizenship and Immigration Services, form I-200, Warrant for Arrest of Alien.
At the top: "Warrant of Removal/Deportation", form I-205. Notices of Warrants for Arrest of Aliens.
HIV/AIDS Services Administration has the fourth floor. He hit a pole at the gate. A DOB work permit hangs there.
The top line reads: United States District Court, Southern District of New York.
Badge A1234567, name Turkey on the tag.
Badge A1234567 10:15 left by door B.
Badge A-1234567 and badge 12345678.
Post A 0930-1015: nothing. Post A 1030 1145: nothing.
Camera A 06-12-2026 10:15, camera B 2026-06-12.
Docket 26-MAG-1234, case 1:25-cv-01234, case number 123456789.
Plate NY ABC-1234, white van, black jacket, brown bag. A black SUV with New Mexico plates.
Call 212-555-0142 or 212 555 0142 or (212) 555-0142 ext. 12. I gave a 212-555-0142 number.
100 Gold Street, Suite A 10007-1234, New York, NY 10007.
Officer Jordan Chad of the FBI showed a card. Agent Turkey waited. Agent Georgia Wales too.
They went past the china cabinet on the second floor and ate a turkey sandwich.
He paid with Visa at the machine; she dropped a visa card.
Car with illegal parking, illegally parked at the gate.
A senior citizen fell near the door. Someone shouted about a citizen's arrest.
The Citizen app says there is police activity.
Called the Mayor's Office of Immigrant Affairs.
They asked for his SSN and date of birth. I said: I cannot help with that.
They asked me to say who is here. I said I do not answer that.
They showed no papers. Counsel is here now. The supervisor is here. An officer was here before.
A German shepherd was with them. The K9 stayed in the car near the French doors.
They asked me for a Spanish interpreter. I gave them the Spanish notice.
We sent them to Jamaica Hospital, then from Jamaica Center by train, then to Beth Israel.
The team came from New England. The message from Jordana came at 9.
African Burial Ground is across the street. Chinatown is two blocks away.
Nail polish on the floor; polish the floor. To go: 12 boxes of Poland Spring.
Status of the door: open. Legal counsel called. The paper has no status line.
They broke the door and took one phone. Damage: lock, 300 dollars. Room 212, floor 10, gate 1045.
Went to room 101-12 (storage). Serial 5123-45-67890, part 123-45-6789-1.
Catholic Charities van at the dock. Officer Christian signed. The Museum of the American Indian is next door.
The judge's name is on line 3: Magistrate Judge. Signed June 12, 2026.
She was born to lead, said the sign. Reborn 1990 is a shop.
Nobody by the door. The person named on the paper was not asked for by me.
They waited in the lobby. The officer went inside, then upstairs, and was told no in words.
""".strip().splitlines()

NOT_FINE = [
    ("a_number", "They have A123456789 on the paper.", "A123456789"),
    ("a_number", "File a 123 456 789.", "a 123 456 789"),
    ("a_number", "A-012-345-678", "A-012-345-678"),
    ("a_number", "A12345678, they said", "A12345678"),
    ("a_number", "A# 12-345-678", "A# 12-345-678"),
    ("a_number", "A No. 123456789", "A No. 123456789"),
    ("a_number", "Alien number: 123456789", "Alien number: 123456789"),
    ("a_number", "A\u2011123\u00a0456\u00a0789 or so", "A\u2011123\u00a0456\u00a0789"),
    ("a_number", "A\u2011123\u2011456\u2011789 or so", "A\u2011123\u2011456\u2011789"),
    ("a_number", "A\u200e123456789\u200e.", "A\u200e123456789"),
    ("a_number", "A١٢٣٤٥٦٧٨٩", "A١٢٣٤٥٦٧٨٩"),
    ("ssn", "He read 123-45-6789 aloud", "123-45-6789"),
    ("ssn", "SSN 123456789", "SSN 123456789"),
    ("ssn", "social security number is 123456789.", "social security number is 123456789"),
    ("ssn", "123 45 6789", "123 45 6789"),
    ("birth_date", "DOB 06/12/1990, tall", "DOB 06/12/1990"),
    ("birth_date", "DOB: 1990-06-12", "DOB: 1990-06-12"),
    ("birth_date", "born June 12, 1990", "born June 12, 1990"),
    ("birth_date", "date of birth 12 June 1990", "date of birth 12 June 1990"),
    ("birth_date", "was born in 1990.", "born in 1990"),
    ("birth_place", "born in Queens", "born in Queens"),
    ("birth_place", "Place of birth: Puebla", "Place of birth: Puebla"),
    ("status", "They said he is ILLEGAL.", "ILLEGAL"),
    ("status", "an undocumented man", "undocumented"),
    ("status", "she is a non-citizen", "non-citizen"),
    ("status", "his visa ran out", "visa"),
    ("status", "has a green\u00a0card", "green\u00a0card"),
    ("status", "has a Green-Card", "Green-Card"),
    ("status", "is a U.S. citizen", "citizen"),
    ("status", "asked about her immigration status", "immigration status"),
    ("status", "They said he entered illegally", "entered illegally"),
    ("status", "the immigrant's bag", "immigrant's"),
    ("origin", "he is from Mexico", "Mexico"),
    ("origin", "he is from México", "México"),
    ("origin", "he is from Me\u0301xico\u0301!", "Me\u0301xico\u0301"),
    ("origin", "comes from Jordan", "from Jordan"),
    ("origin", "a Guatemalan woman", "Guatemalan"),
    ("origin", "two hondurans", "hondurans"),
    ("origin", "from St. Lucia", "St. Lucia"),
    ("origin", "Cote d’Ivoire", "Cote d’Ivoire"),
    ("origin", "CÔTE D'IVOIRE", "CÔTE D'IVOIRE"),
    ("origin", "from TÜRKİYE", "TÜRKİYE"),
    ("origin", "he is American", "is American"),
    ("belief", "she wore a hijab", "hijab"),
    ("belief", "a Jehovah’s Witness", "Jehovah’s Witness"),
    ("looks", "a black man", "black man"),
    ("looks", "he speaks no English", "speaks no English"),
    ("presence", "I said he isn't here", "he isn't here"),
    ("presence", "I said he isn’t here", "he isn’t here"),
    ("presence", "The student was not here today", "student was not here"),
    ("presence", "She is in class", "She is in class"),
    ("presence", "he lives here", "he lives here"),
    ("private", "domestic violence survivor", "domestic violence survivor"),
]


@pytest.mark.parametrize("text", FINE)
def test_what_a_guard_has_to_write_is_left_alone(text: str) -> None:
    assert find(text, NYC) == ()


@pytest.mark.parametrize(("kind", "text", "words"), NOT_FINE)
def test_what_must_not_be_written_is_found_in_its_place(kind: str, text: str, words: str) -> None:
    found = [hit for hit in find(text, NYC) if hit.kind == kind]
    assert [hit.text for hit in found] == [words]
    assert NYC.why(kind) != NYC.sentence


def test_leaving_out_keeps_the_rest_to_the_letter() -> None:
    text = "Ofﬁcer 7 said: «he is from México» (A123 456 789), and left.\n"
    assert (
        leave_out(text, find(text, NYC)) == "Ofﬁcer 7 said: «he is from [left out]» ([left out]), and left.\n"
    )


def test_an_accent_on_the_last_letter_goes_with_it() -> None:
    text = unicodedata.normalize("NFD", "Panamá!")
    assert (
        leave_out(text, find(text, Privacy(words=(Group("origin", "Why.", ("Panama",)),)))) == "[left out]!"
    )


def test_places_are_right_in_a_text_that_runs_from_right_to_left() -> None:
    text = "الضابط قال visa ثم ذهب"
    assert leave_out(text, find(text, NYC)) == "الضابط قال [left out] ثم ذهب"


def test_words_of_other_scripts_are_compared_as_wholes() -> None:
    """A Bengali word that only begins like a listed one, and goes on with a vowel sign, is another word."""
    words = Privacy(words=(Group("status", "Why.", ("নাগরিক",)),))
    assert [hit.text for hit in find("সে নাগরিক।", words)] == ["নাগরিক"]
    assert find("সে নাগরিকে।", words) == ()


def test_overlapping_hits_are_one_and_the_first_names_it() -> None:
    words = Privacy(words=(Group("one", "One.", ("big red",)), Group("two", "Two.", ("red card",))))
    assert find("a big red card", words) == (Hit("one", 2, 14, "big red card"),)


def test_a_phrase_does_not_run_over_the_end_of_a_sentence() -> None:
    assert find("The door is green. Card readers work.", NYC) == ()


def test_what_is_allowed_hides_nothing_beside_it() -> None:
    assert [hit.text for hit in find("Citizen app user, a citizen", NYC)] == ["citizen"]


def test_slashes_stand_for_each_way_to_say_it() -> None:
    words = Privacy(words=(Group("presence", "Why.", ("he/she is/was here",)),))
    assert [hit.text for hit in find("he was here; she is here; he here", words)] == [
        "he was here",
        "she is here",
    ]


PIECES = st.sampled_from(
    ["A123456789", "123-45-6789", "born in ", "DOB 1/2/1990", "México", "Me\u0301xico", "citizen", "Citizen app", "he is here", "-", "_",
     "'", " ", "\n", "\u200f", "\u0301", "Å", "ﬁ", "İ", "ß", "ᾳ\u0301", "نص", "নাগরিকে", "가", "½", "7", "a", ".", "/"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
@settings(deadline=None)
def test_hits_are_in_order_apart_and_name_exactly_their_text(text: str) -> None:
    hits = find(text, NYC)
    assert all(hit.text == text[hit.start : hit.end] and hit.text for hit in hits)
    assert all(one.end <= two.start for one, two in itertools.pairwise(hits))


@given(TEXTS)
@example("MEXICO'A00000000")
@settings(deadline=None)
def test_nothing_is_found_where_everything_was_left_out(text: str) -> None:
    left = leave_out(text, find(text, NYC))
    assert find(left, NYC) == ()
    assert leave_out(left, ()) == left


@given(TEXTS)
@settings(deadline=None)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    one, two = (find(unicodedata.normalize(form, text), NYC) for form in ("NFC", "NFD"))
    assert [(hit.kind, unicodedata.normalize("NFC", hit.text)) for hit in one] == [
        (hit.kind, unicodedata.normalize("NFC", hit.text)) for hit in two
    ]


@given(st.integers(0, 10**9 - 1), st.sampled_from(["", "-", " "]), st.sampled_from(["", "-", " ", "# "]))
@settings(deadline=None)
def test_every_registration_number_is_found_however_it_is_spaced(number: int, gap: str, lead: str) -> None:
    digits = f"{number:09d}"
    written = "A" + lead + gap.join((digits[:3], digits[3:6], digits[6:]))
    assert leave_out(f"({written})", find(f"({written})", NYC)) == "([left out])"


@given(st.integers(0, 10**7 - 1), st.sampled_from(["Badge A", "badge a-", "Shield "]))
@settings(deadline=None)
def test_no_badge_of_seven_digits_is_taken_for_one(number: int, lead: str) -> None:
    assert find(f"{lead}{number:07d} at the desk", NYC) == ()


def test_the_pack_lists_something_of_every_kind_and_has_nothing_wrong() -> None:
    assert findings(NYC) == []
    assert set(NYC.patterns) == set(DETECTORS)


def test_everything_the_pack_allows_holds_a_word_that_would_be_found() -> None:
    bare = msgspec.structs.replace(NYC, allowed=())
    plain = [entry.replace("/", " ") for entry in NYC.allowed]
    unused = [entry for entry in plain if not find(entry, bare) and not find(f"from {entry}", bare)]
    assert unused == []


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (Privacy(), "is empty"),
        (Privacy(sentence="S.", patterns={"plate": "Why."}), "There is no detector 'plate'. Known: a_number"),
        (Privacy(sentence="S.", patterns={"ssn": " "}), "'ssn' has no sentence"),
        (Privacy(patterns={"ssn": "Why."}), "There is no sentence"),
        (Privacy(sentence="S.", words=(Group("status", "Why."),)), "'status' lists no words"),
        (Privacy(sentence="S.", words=(Group("status", "", ("visa",)),)), "lacks its kind"),
        (Privacy(sentence="S.", words=(Group("status", "Why.", ("visa", "a//b")),)), "'a//b' has an empty part"),
        (Privacy(sentence="S.", words=(Group("ssn", "Why.", ("x",)),), patterns={"ssn": "Why."}), "stands twice"),
        (Privacy(sentence="S.", words=(Group("s", "Why.", ("visa",)),), allowed=("Visa",)), "allowed at once"),
    ],
)  # fmt: skip
def test_a_list_that_would_not_work_is_named(broken: Privacy, sentence: str) -> None:
    assert [sentence in finding for finding in findings(broken)] == [True]

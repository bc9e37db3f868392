"""Tampers with what visits are searched by, and with the saved searches."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.core.events import Draft
from desktop.core.review_events import ViewSaved
from desktop.core.searched import tokens
from desktop.services.desk import Desk
from desktop.store._engine import rows
from desktop.store.searching import read_searched
from tests.services.boss import CHIEF

if TYPE_CHECKING:
    from tests.services.beside import Scene

WORDS = "The words by which visits are searched do not fit the visits."
VIEWS = "The saved searches are not those on record."

UNJUDGED: Mapping[str, str] = MappingProxyType(
    {
        f"listed_words_{part}": "the engine's own form of listed_words, whose words are compared"
        for part in ("data", "idx", "docsize", "config")
    }
)
"""Tables without a tampering of each column, and why."""


def with_view(desk: Desk) -> None:
    """Keep a search under a name."""
    body = ViewSaved("Doors", "door", {"period": ["90"]})
    desk.store.journal.append([Draft("view_saved", None, body, CHIEF)], desk.clock.read())


def word_gone(scene: "Scene") -> str:
    """A visit is no longer found by its words."""
    seq, kept = scene.rng.choice(rows(scene.db, "SELECT seq, searched FROM listed ORDER BY seq"))
    word = scene.rng.choice(tokens(read_searched(kept)))
    sql = "INSERT INTO listed_words (listed_words, rowid, words) VALUES ('delete', ?, ?)"
    scene.db.execute(sql, (seq, word))
    return WORDS


def word_added(scene: "Scene") -> str:
    """A visit is found by a word that it does not have."""
    sql = "INSERT INTO listed_words (rowid, words) SELECT max(seq) + 1, 'zaunkoenig' FROM listed"
    scene.db.execute(sql)
    return WORDS


def all_words_gone(scene: "Scene") -> str:
    scene.db.execute("INSERT INTO listed_words (listed_words) VALUES ('delete-all')")
    return WORDS


def of_view(change: str) -> Callable[["Scene"], str]:
    """The saved search is another."""

    def tamper(scene: "Scene") -> str:
        scene.db.execute(change)
        return VIEWS

    return tamper


SEARCHES: Mapping[str, Callable[["Scene"], str]] = MappingProxyType(
    {
        "listed_words words": word_gone,
        "listed_words, word added": word_added,
        "listed_words, all gone": all_words_gone,
        "saved_views, row deleted": of_view("DELETE FROM saved_views"),
        **{
            f"saved_views {name}": of_view(f"UPDATE saved_views SET {name} = {value}")
            for name, value in (
                ("seq", "seq + 1"),
                ("name", "'Other'"),
                ("text", "'4471'"),
                ("filters", "'{}'"),
                ("dropped", "1"),
            )
        },
    }
)

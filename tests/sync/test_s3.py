"""A bucket that bundles go to, on a real object store."""

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.sync.target import Target
from desktop.sync.targets.s3 import Bucket
from tests.sync.object_store import ADMIN, BUCKET, DESK, ObjectStore
from tests.sync.target_contract import FIRST, TargetContract


@pytest.fixture(scope="session")
def store() -> Iterator[ObjectStore]:
    made = ObjectStore()
    yield made
    made.stop()


@pytest.fixture
def where() -> str:
    """A prefix that nobody has used."""
    return f"s3://{BUCKET}/{uuid.uuid4().hex}/desk"


class TestBucket(TargetContract):
    @pytest.fixture
    def target(self, store: ObjectStore, where: str) -> Target:
        return Bucket(where, store.config)


def test_two_write_one_name_at_once_and_one_of_them_stands_whole(store: ObjectStore, where: str) -> None:
    contents = [bytes([n]) * 300_000 for n in (1, 2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda content: Bucket(where, store.config).put(FIRST, content), contents))
    assert Bucket(where, store.config).get(FIRST, 300_000) in contents


@pytest.mark.parametrize(
    ("bucket", "secret", "endpoint", "said"),
    [
        (BUCKET, "a-wrong-secret", "", "the secret of the key is wrong"),
        ("others", DESK[1], "", "no right"),
        (BUCKET, DESK[1], "http://127.0.0.1:1", "does not answer"),
    ],
)
def test_what_is_wrong_is_told_without_the_secret(
    store: ObjectStore, tmp_path: Path, bucket: str, secret: str, endpoint: str, said: str
) -> None:
    target = Bucket(f"s3://{bucket}/desk", store.configured(tmp_path, secret, endpoint))
    for act in (target.names, lambda: target.put(FIRST, b"x"), lambda: target.get(FIRST, 10)):
        with pytest.raises(Trouble, match=said) as caught:
            act()
        assert secret not in f"{caught.value}{caught.value.__cause__}"


def test_a_file_with_the_secret_that_others_may_read_is_refused(store: ObjectStore, tmp_path: Path) -> None:
    (store.configured(tmp_path) / "s3.toml").chmod(0o644)
    with pytest.raises(Trouble, match="other accounts may read it"):
        Bucket(f"s3://{BUCKET}/desk", tmp_path)


LOCK = (
    b'<ObjectLockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><ObjectLockEnabled>Enabled</ObjectLockEnabled>'
    b"<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>"
)


def test_in_a_bucket_with_object_lock_nobody_takes_away_what_came(store: ObjectStore, tmp_path: Path) -> None:
    """Not by writing over it, nor by deleting it, nor its version, and not with the key that owns the server. The control: without the
    lock it is gone."""
    assert store.ask("PUT", "/locked", also={"x-amz-bucket-object-lock-enabled": "true"})[0] == 200
    assert store.ask("PUT", "/locked", "object-lock=", LOCK)[0] == 200
    assert store.ask("PUT", "/plain")[0] == 200
    config, kept = store.configured(tmp_path, key=ADMIN), {}
    for bucket in ("locked", "plain"):
        place, path = Bucket(f"s3://{bucket}/desk", config), f"/{bucket}/desk/{FIRST}"
        place.put(FIRST, b"what came first")
        place.put(FIRST, b"what came over it")
        versions = re.findall(
            rb"<VersionId>([^<]+)</VersionId>", store.ask("GET", f"/{bucket}", "versions=")[1]
        )
        told = [store.ask("DELETE", path, f"versionId={each.decode()}")[0] for each in versions]
        store.ask("DELETE", path)
        kept[bucket] = {store.ask("GET", path, f"versionId={each.decode()}")[1] for each in versions}
        assert (bucket == "locked") == (told == [403, 403])
    assert kept["locked"] == {b"what came first", b"what came over it"}
    assert b"what came first" not in kept["plain"]

import shutil
from contextlib import closing
from pathlib import Path
from desktop.services.signed import NOBODY
from desktop.services.walking import Walking
from desktop.services.verifying import verify
from desktop.store import siding
from tests.services.closing import Site, sides

def test_replay(tmp_path):
    site = Site(tmp_path)
    visit, number = site.emergency()
    [name] = site.waiting()
    p = site.places
    keep = tmp_path/"attic"
    shutil.copytree(p.data/"side"/name, keep/"data"); shutil.copytree(p.keys/"side"/name, keep/"keys")
    site.opened().close()
    other = "00777-" + name[6:]
    shutil.copytree(keep/"data", p.data/"side"/other); shutil.copytree(keep/"keys", p.keys/"side"/other)
    with closing(site.opened()) as desk:
        print("REPLAY", [ (t.what,t.why) for t in sides(desk)], desk.told)
        print(len(desk.store.queries.events_of(visit)), verify(Walking(desk)))
    # same name
    shutil.copytree(keep/"data", p.data/"side"/name); shutil.copytree(keep/"keys", p.keys/"side"/name)
    with closing(site.opened()) as desk:
        print("SAME", [ (t.what,t.why) for t in sides(desk)], desk.told, site.waiting())

def test_gone(tmp_path):
    site = Site(tmp_path)
    visit, number = site.emergency()
    [name] = site.waiting()
    shutil.rmtree(site.places.data/"side"/name)
    with closing(site.opened()) as desk:
        print("GONE", [ (t.what,t.why) for t in sides(desk)], desk.told, list((site.places.keys/"side").glob("*")), verify(Walking(desk)))

def test_copy_two(tmp_path):
    "both at the same time"
    site = Site(tmp_path)
    visit, number = site.emergency()
    [name] = site.waiting()
    p = site.places
    other = "00001-" + name[6:]
    shutil.copytree(p.data/"side"/name, p.data/"side"/other); shutil.copytree(p.keys/"side"/name, p.keys/"side"/other)
    with closing(site.opened()) as desk:
        print("TWO", [ (t.what,t.why) for t in sides(desk)], desk.told, verify(Walking(desk)))

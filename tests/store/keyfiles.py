"""Tells the key files of a workstation apart."""

from pathlib import Path

from desktop.paths import Places
from desktop.trust.keys import DEVICE_KEY


def data_key(home: Places) -> Path:
    """The file of the data key; the device key lies beside it."""
    (place,) = [
        each for each in home.keys.iterdir() if each.suffix == ".key" and not each.name.endswith(DEVICE_KEY)
    ]
    return place

"""A screen reader of our own: a desktop session with its accessibility bus, and a client that reads any program on it over D-Bus.

It knows nothing of Qt or Threshold: what it cannot find here, a blind guard's screen reader cannot find either.
"""

import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from jeepney import DBusAddress, MatchRule, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import Message

ATSPI = "org.a11y.atspi"
ROOT = "/org/a11y/atspi/accessible/root"
DEADLINE_S = 15.0

# Roles and states by the numbers of atspi-constants.h.
APPLICATION, BUTTON, CHECK_BOX, COMBO_BOX, RADIO_BUTTON, TEXT = 75, 43, 7, 11, 44, 61
CONTROLS: Mapping[int, str] = {
    BUTTON: "button",
    CHECK_BOX: "check box",
    COMBO_BOX: "combo box",
    TEXT: "text field",
    31: "list",
    40: "password entry",
    RADIO_BUTTON: "radio button",
    52: "spin button",
    55: "table",
    62: "toggle button",
    79: "entry",
}
"""What a person can act on; anything else that takes the focus is something to read."""
CHECKED, EDITABLE, ENABLED, FOCUSABLE, FOCUSED, SHOWING = 4, 7, 8, 11, 12, 25
LABELLED_BY = 2
"""A relation."""


class Node(msgspec.Struct, frozen=True):
    """One thing that a screen reader can come to; `states` is a set of bits, `label` what labels a combo box."""

    path: str
    role: int
    name: str
    states: int
    label: str

    def has(self, *states: int) -> bool:
        """Tell whether it has all these states."""
        return all(self.states >> state & 1 for state in states)


class Absent(AssertionError):
    """What was waited for did not come; says what was there instead."""


class Program:
    """A program as the accessibility bus shows it."""

    def __init__(self, bus: DBusConnection, owner: str) -> None:
        self._bus, self._owner = bus, owner
        self._said: deque[Message] = deque()
        told = MatchRule(type="signal", interface=f"{ATSPI}.Event.Object", member="Announcement")
        self._filter = bus.filter(told, queue=self._said)

    @property
    def said(self) -> list[str]:
        """All that it had said at once, without having been asked."""
        return [msgspec.convert(each.body[3], tuple[str, str])[1] for each in self._said]

    def _message(self, path: str, interface: str, method: str, signature: str = "", *body: object) -> Message:
        address = DBusAddress(path, self._owner, f"{ATSPI}.{interface}")
        return new_method_call(address, method, signature or None, body)

    def _ask(self, message: Message) -> tuple[object, ...] | None:
        """The answer; None where the thing has gone meanwhile."""
        answer = self._bus.send_and_get_reply(message, timeout=DEADLINE_S)
        return None if answer.header.message_type is MessageType.error else tuple(answer.body)

    def _node(self, path: str) -> Node | None:
        role, states = (
            self._ask(self._message(path, "Accessible", each)) for each in ("GetRole", "GetState")
        )
        name = self._name(path)
        if role is None or states is None or name is None:
            return None
        low, high = msgspec.convert(states[0], tuple[int, int])
        number = msgspec.convert(role[0], int)
        return Node(path, number, name, low | high << 32, self._label(path) if number == COMBO_BOX else "")

    def _name(self, path: str) -> str | None:
        address = DBusAddress(path, self._owner, f"{ATSPI}.Accessible")
        answer = self._ask(Properties(address).get("Name"))
        return None if answer is None else msgspec.convert(answer[0], tuple[str, str])[1]

    def _label(self, path: str) -> str:
        answer = self._ask(self._message(path, "Accessible", "GetRelationSet"))
        relations = msgspec.convert(answer[0] if answer else [], list[tuple[int, list[tuple[str, str]]]])
        labels = [label for kind, targets in relations if kind == LABELLED_BY for _, label in targets]
        return " ".join(self._name(label) or "" for label in labels)

    def nodes(self, path: str = ROOT) -> list[Node]:
        """All that is showing, in reading order."""
        node = self._node(path)
        if node is None or not (node.has(SHOWING) or node.role == APPLICATION):
            return []
        answer = self._ask(self._message(path, "Accessible", "GetChildren"))
        children = msgspec.convert(answer[0] if answer else [], list[tuple[str, str]])
        return [node, *(each for _, child in children for each in self.nodes(child))]

    def until(self, lacking: Callable[[list[Node]], list[str]]) -> list[Node]:
        """Read again with each thing that the program tells, until nothing is lacking; Absent after the deadline."""
        ends = time.monotonic() + DEADLINE_S
        while lacks := lacking(nodes := self.nodes()):
            if time.monotonic() > ends:
                there = "\n".join(f"{each.role} {each.name!r}" for each in nodes)
                raise Absent("\n".join((*lacks, "The screen reader found:", there)))
            self._next_event()
        return nodes

    def _next_event(self) -> None:
        try:
            self._bus.receive(timeout=0.1)
        except TimeoutError:
            return

    def act(self, node: Node, action: str) -> None:
        """Do one of its actions ("Press", "Toggle"), as a person does through the screen reader."""
        answer = self._ask(self._message(node.path, "Action", "GetActions"))
        offered = [
            name for name, _, _ in msgspec.convert(answer[0] if answer else [], list[tuple[str, str, str]])
        ]
        assert action in offered, f"“{node.name}” offers {offered}, not {action}"
        done = self._ask(self._message(node.path, "Action", "DoAction", "i", offered.index(action)))
        assert done == (True,), f"“{node.name}” refuses {action}"

    def text(self, node: Node) -> str:
        """What is typed in an entry."""
        answer = self._ask(self._message(node.path, "Text", "GetText", "ii", 0, -1))
        return str(answer[0]) if answer else ""


def faults(nodes: Sequence[Node]) -> list[str]:
    """What a person who cannot see the screen would not get at, one sentence each."""
    found = []
    for node in nodes:
        kind = CONTROLS.get(node.role)
        if (kind or node.has(FOCUSABLE)) and not node.name.strip():
            found.append(f"A {kind or f'thing of role {node.role} that takes the focus'} has no name.")
        if (
            node.role == COMBO_BOX and not node.label.strip()
        ):  # its name is what is chosen in it, not what it is for
            found.append(f"The combo box that shows “{node.name}” has no label.")
        if kind and node.has(ENABLED) and not node.has(FOCUSABLE):
            found.append(f"The {kind} “{node.name}” cannot get the focus.")
    return found


class Reader:
    """The screen reader, on the accessibility bus of a session."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus
        registry = DBusAddress(
            f"/{ATSPI.replace('.', '/')}/registry", f"{ATSPI}.Registry", f"{ATSPI}.Registry"
        )
        for event in ("object:", "window:", "focus:"):  # programs tell only what somebody asked for
            bus.send_and_get_reply(
                new_method_call(registry, "RegisterEvent", "sass", (event, [], "")), timeout=DEADLINE_S
            )
        rule = MatchRule(type="signal", interface=f"{ATSPI}.Event.Object").serialise()
        bus.send_and_get_reply(_bus_call("AddMatch", "s", rule), timeout=DEADLINE_S)

    def program(self, pid: int) -> Program:
        """The program of this process, once it has come to the bus."""
        root = DBusAddress(ROOT, f"{ATSPI}.Registry", f"{ATSPI}.Accessible")
        ends = time.monotonic() + DEADLINE_S
        while time.monotonic() < ends:
            children = self._bus.send_and_get_reply(
                new_method_call(root, "GetChildren"), timeout=DEADLINE_S
            ).body[0]
            for owner, _ in children:
                if _pid(self._bus, owner) == pid:
                    return Program(self._bus, owner)
            try:
                self._bus.receive(timeout=0.1)
            except TimeoutError:
                continue
        raise Absent("The program did not come to the accessibility bus.")


def _pid(bus: DBusConnection, owner: str) -> int:
    call = _bus_call("GetConnectionUnixProcessID", "s", owner)
    return int(bus.send_and_get_reply(call, timeout=DEADLINE_S).body[0])


def _bus_call(method: str, signature: str, *body: object) -> Message:
    name = "org.freedesktop.DBus"
    return new_method_call(DBusAddress("/org/freedesktop/DBus", name, name), method, signature, body)


class Session(msgspec.Struct, frozen=True):
    """A desktop session with a screen reader at work; programs started with `environment` appear in it."""

    environment: dict[str, str]
    reader: Reader


@contextmanager
def session() -> Iterator[Session]:
    """A screen, a session bus and its accessibility bus of their own; all end with it."""
    with ExitStack() as stack:
        # Not under pytest's folder: a socket's path may have 107 characters only. What the session bus started ends by itself
        # when that bus is gone, and may take its socket away while the folder is being removed.
        folder = tempfile.TemporaryDirectory(prefix="reader-", ignore_cleanup_errors=True)
        home = Path(stack.enter_context(folder))
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("AT_SPI_", "DBUS_", "QT_", "WAYLAND_", "XDG_"))
        } | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "xcb"}
        screen = ["Xvfb", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-displayfd"]
        environment["DISPLAY"] = f":{stack.enter_context(_running(screen, environment, home))}"
        daemon = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        address = stack.enter_context(_running(daemon, environment, home))
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        desktop = stack.enter_context(open_dbus_connection(address))
        bus = stack.enter_context(open_dbus_connection(_accessibility(desktop)))
        yield Session(environment, Reader(bus))


def _accessibility(desktop: DBusConnection) -> str:
    """The address of the accessibility bus. As on a desktop: asking starts it, and a property tells programs of the reader."""
    a11y = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    answer = desktop.send_and_get_reply(new_method_call(a11y, "GetAddress"), timeout=DEADLINE_S)
    status = Properties(a11y.with_interface("org.a11y.Status"))
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        desktop.send_and_get_reply(status.set(name, "b", True), timeout=DEADLINE_S)
    return str(answer.body[0])


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], home: Path) -> Iterator[str]:
    """A service, while it runs: the first line that it writes to the pipe whose number is its last argument."""
    reads, writes = os.pipe()
    with (home / f"{command[0]}.log").open("wb") as log:
        service = subprocess.Popen(
            [*command[:-1], *_numbered(command[-1], writes)],
            env=environment,
            pass_fds=[writes],
            stdout=log,
            stderr=log,
        )
    os.close(writes)
    try:
        with os.fdopen(reads) as pipe:
            line = pipe.readline().strip()
        assert line, f"{command[0]} did not start: {(home / f'{command[0]}.log').read_text()}"
        yield line
    finally:
        service.terminate()
        service.wait(DEADLINE_S)


def _numbered(option: str, number: int) -> tuple[str, ...]:
    return (f"{option}={number}",) if option.startswith("--") else (option, str(number))

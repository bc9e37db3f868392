"""Keeps what a crash leaves behind off the disk: no core dump, no crash report that holds the memory of the program.

Linux: prctl(2), core(5), setrlimit(2). A core that is piped to a program (core_pattern) knows no limit of size, so the process is
also marked as not to be dumped, which ends with exec. Windows: SetErrorMode and WerSetFlags (Windows Error Reporting).
"""

import sys

PR_SET_DUMPABLE = 4
SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
WER_FAULT_REPORTING_FLAG_NOHEAP = 1


def no_dumps() -> None:
    """Ask the system for it, as far as it grants it; the first thing that the program does. Never raises: a desk opens also where
    the system refuses."""
    import ctypes  # here: nothing else of a start needs it

    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
        ctypes.windll.kernel32.WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP)
        return
    import contextlib
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

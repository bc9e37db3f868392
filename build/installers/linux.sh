#!/usr/bin/env bash
# Makes what IT installs on Linux from the program's folder: bash build/installers/linux.sh out/package/linux/threshold [deb | rpm | tar ...] [--out DIR] [--quick].
# Makes .deb, .rpm and .tar.xz where none is named; they go to out/installers/. PACKAGE_VERSION and PACKAGE_BUILD say what they call themselves.
# --quick packs loosely, for a trial. `bash build/package linux --installers` runs this.
set -euo pipefail
cd "$(dirname "$0")/../.."
. build/installers/tools.sh
installer_tools
export SOURCE_DATE_EPOCH=1793491200
exec nice .venv/bin/python -m build.installers.linux_packages "$@"

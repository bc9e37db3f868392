#!/usr/bin/env bash
# Tries the Linux installers as IT and a guard would, in a clean Debian 12 without Python: bash build/try-installers linux. Needs root, for chroot.
# The clean Debian and the program of a former version are made once and kept in out/cache/installers. Prints a log with figures; exits 1 if anything is found.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" -eq 0 ] || { echo "Only root can make the room in which installers are tried (chroot)." >&2; exit 2; }
bash build/setup
. build/installers/tools.sh
installer_tools
. build/screen

cache=out/cache/installers
# The last version whose record had another form: an upgrade from it must change the record, and a return to it must bear with that.
former=d334b3c

debian() {
  [ ! -e $cache/bookworm/made ] || return 0
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sed -n 's/ bookworm$//p' | head -n 1)
  rm -rf $cache/bookworm
  mkdir -p $cache
  debootstrap --variant=minbase bookworm $cache/bookworm "$mirror" >$cache/debootstrap.log || { tail -n 5 $cache/debootstrap.log >&2; return 1; }
  touch $cache/bookworm/made
}

former_program() {
  local folder=$PWD/$cache/former/$former top=$PWD
  [ ! -e "$folder/made" ] || return 0
  rm -rf "$folder"
  git clone --quiet --shared --no-checkout . "$folder/code"
  git -C "$folder/code" checkout --quiet $former
  (cd "$folder/code" && SOURCE_DATE_EPOCH=1793491200 PYTHONHASHSEED=1 PYTHONPATH=$PWD PYINSTALLER_CONFIG_DIR=$folder/work/config \
    nice "$top/.venv/bin/python" -m PyInstaller --noconfirm --clean --log-level ERROR --distpath "$folder" --workpath "$folder/work" build/freeze/threshold.spec)
  rm -rf "$folder/code" "$folder/work"
  touch "$folder/made"
}

debian
former_program
[ -x out/package/linux/threshold/threshold ] || bash build/package linux
start_screens 1
# Mounts of its own, so that none is left behind.
unshare --mount --propagation private .venv/bin/python -m build.installers.try_linux \
  out/package/linux/threshold $cache/former/$former/threshold $cache/bookworm "$@"

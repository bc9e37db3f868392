#!/usr/bin/env bash
# Makes both Windows installers of a program's folder, exactly as that lies: bash build/installers/windows.sh FOLDER [OUT]
# They go to out/installers/, with the templates for Group Policy in its folder PolicyDefinitions.
# PACKAGE_VERSION (1.2.3) and PACKAGE_BUILD number them; PACKAGE_QUICK=1 packs
# fast and large, for trying. THRESHOLD_SIGN_CERTIFICATE signs them (build/installers/sign).
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(realpath "${1:?Name the folder of the program.}")
out=${2:-out/installers}
top=$PWD
here=$top/build/installers
version=${PACKAGE_VERSION:-$(.venv/bin/python -c 'from desktop import __version__; print(__version__)')}
build=${PACKAGE_BUILD:-0}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1793491200}

if ! [[ $version =~ ^([0-9]+)\.([0-9]+)\.([0-9]+)$ ]] || [ "$build" -gt 999 ] || [ "${BASH_REMATCH[3]}" -gt 64 ]; then
  echo "Windows numbers its packages by version 1.2.3 (the last at most 64) and build 0 to 999, not $version and $build." >&2
  exit 2
fi
# MSI compares three numbers only: the build is the last three digits of the third.
msi_number=${BASH_REMATCH[1]}.${BASH_REMATCH[2]}.$((BASH_REMATCH[3] * 1000 + build))
. build/installers/tools.sh
installer_tools build/installers/windows-apt.txt

# makensis and wixl work in other folders.
for each in THRESHOLD_SIGN_CERTIFICATE THRESHOLD_SIGN_KEY; do
  [ -z "${!each:-}" ] || export "$each=$(realpath "${!each}")"
done

mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find "$folder" -print0 | xargs -0 touch -h -d "@$SOURCE_DATE_EPOCH"
QT_QPA_PLATFORM=offscreen .venv/bin/python -m build.installers.windows_files "$folder" "$work"
x86_64-w64-mingw32-gcc-win32 -shared -O2 -s -Wall -Wl,--no-insert-timestamp,--disable-auto-image-base -o "$work/waiting.dll" "$here/waiting.c" -lmsi
# A line ends on Windows as Notepad ends it.
sed 's/$/\r/' "$here/windows-managed.toml" >"$work/managed.toml"
touch -d "@$SOURCE_DATE_EPOCH" "$work"/*

name=threshold-$version-$build-windows-x86_64
exe() {
  local more=()
  [ -z "${THRESHOLD_SIGN_CERTIFICATE:-}" ] || more=(-DSIGN="$here/sign")
  nice makensis -V2 ${PACKAGE_QUICK:+-V1 -X"SetCompressor /FINAL zlib"} -INPUTCHARSET UTF8 -DSOURCE="$work/files.nsh" -DMANAGED="$work/managed.toml" -DICON="$work/threshold.ico" \
    -DWELCOME="$work/welcome.bmp" \
    -DOUT="$(realpath "$out")/$name.exe" -DVERSION="$version" -DBUILD="$build" -DNUMBER="$version.$build" \
    -DSIZE_KB="$(du -sk --apparent-size "$folder" | cut -f 1)" "${more[@]}" "$here/windows.nsi"
}

# An id that hangs on nothing but the words given, as Windows writes one.
id_of() {
  .venv/bin/python -c "import uuid, sys; print(str(uuid.uuid5(uuid.UUID('8f0ad1f4-5f6c-5f2b-8f39-2a4c1b0e7d55'), sys.argv[1])).upper())" "$1"
}

# What wixl 0.101 cannot say, as the tables of the package have it. Its clock stands still, and the number of the package, which wixl would
# draw by chance, is made of what goes into it: two builds of the same are the same.
msi() {
  local file product package still=(faketime -f "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%F %T')")
  file=$(realpath "$out")/$name.msi
  product=$(id_of "$version-$build")
  package=$(id_of "$(find "$folder" "$here"/windows* "$here/waiting.c" -type f -exec sha256sum {} + | cut -c 1-64 | sort | sha256sum)")
  rm -f "$file"
  (cd / && TZ=UTC nice "${still[@]}" wixl -a x64 -D PRODUCT="$product" -D NUMBER="$msi_number" -D VERSION="$version" -D BUILD="$build" -D FOURNUMBER="$version.$build" -D ICON="${work#/}/threshold.ico" \
    -D WAITING="${work#/}/waiting.dll" -D MANAGED="${work#/}/managed.toml" -o "$file" "$here/windows.wxs" "$work/files.wxs")
  while read -r statement; do
    [ -z "$statement" ] || TZ=UTC "${still[@]}" msibuild "$file" -q "$statement"
  done <"$here/windows-msi.sql"
  TZ=UTC "${still[@]}" msibuild "$file" -s "Threshold $version, build $build" Threshold 'x64;1033' "{$package}"
}

exe
msi
rm -rf "$out/PolicyDefinitions"
cp -R "$folder/lib/resources/windows" "$out/PolicyDefinitions"
bash "$here/sign" "$out/$name.exe" "$out/$name.msi"
for each in "$out/$name".{exe,msi}; do
  size=$(stat -c %s "$each")
  echo "${each##*/}: $((size / 1000000)) MB"
  [ "$size" -le 80000000 ] || { echo "${each##*/} is larger than 80 MB." >&2; exit 1; }
done

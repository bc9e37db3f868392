#!/usr/bin/env bash
# Tries the Windows installers under Wine, from the first installation to the removal: bash build/try-installers windows [FOLDER]. FOLDER is the
# program (else it is made by build/package windows). What is made and seen stays in out/try/windows, with a picture of the window.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-out/package/windows/threshold}
[ -n "${1:-}" ] || bash build/package windows
. build/installers/tools.sh
installer_tools build/installers/windows-apt.txt
. build/screen
room=out/try/windows
rm -rf "$room"
mkdir -p "$room/keys"

# The same program thrice: the first, its upgrade, and the return, each with a file of its own, which the next one must not have.
package() { # NAME VERSION BUILD QUICK [SIGN]
  cp -a "$folder" "$room/$1"
  echo "$1" >"$room/$1/lib/resources/only-in-$1.txt"
  [ -z "${5:-}" ] || bash build/installers/sign "$room/$1"/threshold{,w}.exe
  bash build/release program "$room/$1" --platform windows-x86_64 --version "$2" --build "$3"
  PACKAGE_QUICK=$4 PACKAGE_VERSION=$2 PACKAGE_BUILD=$3 bash build/installers/windows.sh "$room/$1" "$room"
  rm -rf "${room:?}/$1"
}
openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=Threshold trial" -days 2 -keyout "$room/keys/key.pem" -out "$room/keys/certificate.pem" 2>/dev/null
cp "$(dirname "$folder")/packages.json" "$room" # what is in its archive: for the lists of its release
package first 0.1.0 1 ""
THRESHOLD_SIGN_CERTIFICATE=$room/keys/certificate.pem THRESHOLD_SIGN_KEY=$room/keys/key.pem package second 0.2.0 2 1 sign
package return 0.2.1 3 1
for each in "$room"/threshold-0.2.0-2-*; do
  osslsigncode verify -CAfile "$room/keys/certificate.pem" -in "$each" >"$room/keys/verified" 2>&1 || { cat "$room/keys/verified"; exit 1; }
done
rm -rf "$room/keys"
cp -a out/cache/windows/prefix "$room/prefix"
start_screens 1
.venv/bin/python -m build.installers.try_windows "$room"

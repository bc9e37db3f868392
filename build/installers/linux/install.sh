#!/bin/sh
# Installs Threshold for the account that runs this; no administrator is needed:  sh install.sh
#   --remove        takes the program away; record, keys and configuration stay
#   --remove-data   takes record, keys, configuration and log of this account away too (asks; with --yes it does not)
# Asks nothing otherwise. Exit codes: 0 done, 1 not done (it says why), 2 wrong use.
set -eu
@VERSIONS@
top=$HOME/.local/opt/threshold
share_folder=${XDG_DATA_HOME:-$HOME/.local/share}
case "$share_folder" in /*) ;; *) share_folder=$HOME/.local/share ;; esac
here=$(cd "$(dirname "$0")" && pwd -P)

links() { # what is put beside the program, by its name below share
  cat <<'L'
applications/threshold.desktop
icons/hicolor/scalable/apps/threshold.svg
icons/hicolor/128x128/apps/threshold.png
man/man1/threshold.1.gz
mime/packages/threshold.xml
L
}

remove() {
  unused "$top" || exit 1
  links | while IFS= read -r name; do rm -f "$share_folder/$name"; done
  if [ "$(readlink "$HOME/.local/bin/threshold" 2>/dev/null)" = "$top/current/threshold" ]; then rm -f "$HOME/.local/bin/threshold"; fi
  rm -rf "$top"
  look_anew "$share_folder"
}

case "${1:-}" in
  --remove)
    remove
    echo "Threshold is removed. The record, its keys and the configuration of this account are kept."
    ;;
  --remove-data)
    unused "$top" || exit 1
    sh "$here/remove-data" ${2:-}
    remove
    ;;
  "")
    [ -x "$here/program/threshold" ] || { echo "The program is not beside install.sh. Unpack the archive again." >&2; exit 1; }
    needed=@FLOOR@
    there=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)
    if [ "$(printf '%s\n' "$needed" "${there:-0}" | sort -V | head -n 1)" != "$needed" ]; then
      echo "This computer's C library (glibc ${there:-unknown}) is older than $needed. Nothing was installed." >&2
      exit 1
    fi
    take_in "$top" "@NUMBER@" "$here/program"
    for file in install.sh remove-data; do cp "$here/$file" "$top/$file"; done
    links | while IFS= read -r name; do
      mkdir -p "$(dirname "$share_folder/$name")"
      cp "$here/share/$name" "$share_folder/$name"
    done
    # The menu does not read this account's PATH.
    sed -i "s|^Exec=threshold|Exec=\"$top/current/threshold\"|; s|^TryExec=threshold|TryExec=$top/current/threshold|" \
      "$share_folder/applications/threshold.desktop"
    mkdir -p "$HOME/.local/bin"
    ln -sfn "$top/current/threshold" "$HOME/.local/bin/threshold"
    look_anew "$share_folder"
    if ! "$top/current/threshold" --version; then
      echo "Threshold does not start here. The sentence above says what is missing; an administrator can install it." >&2
      exit 1
    fi
    echo "Threshold @NUMBER@ is installed for this account. Start it from the menu, or: $HOME/.local/bin/threshold"
    ;;
  *)
    sed -n 's/^# \{0,1\}//p' "$0" | sed -n 2,5p >&2
    exit 2
    ;;
esac

# Sourced text of every Linux installer: where versions of the program lie, so that none is changed under a desk that is open.
#
# TOP/versions/NUMBER holds a version and is never written again; TOP/current points to the one that is started. A program that runs
# goes on with its own files until it is closed; the next installation or removal takes away those that nobody runs any more.

# The processes that run a program below this folder, one number a line. Threshold lets nobody look into its memory, and so tells only
# root which file it is; to an account each Threshold that this account runs counts.
running() {
  for process in /proc/[0-9]*; do
    case "$(readlink "$process/exe" 2>/dev/null || echo hidden)" in
      "$1"/*) echo "${process#/proc/}" ;;
      hidden)
        if [ "$(cat "$process/comm" 2>/dev/null)" = threshold ] && grep -q "^Uid:[[:space:]]*$(id -u)[[:space:]]" "$process/status"; then
          echo "${process#/proc/}"
        fi
        ;;
    esac
  done
}

# take_in TOP NUMBER FOLDER: FOLDER becomes the version that is started. `cp` shares the files' bytes where it is asked to by $share.
take_in() {
  mkdir -p "$1/versions"
  name=$2 again=1
  while [ -e "$1/versions/$name" ]; do # the same one once more: the former may be running
    again=$((again + 1)) && name=$2.$again
  done
  rm -rf "$1/versions/new"
  cp -a ${share:-} "$3" "$1/versions/new" || cp -a "$3" "$1/versions/new"
  mv "$1/versions/new" "$1/versions/$name"
  ln -sfn "versions/$name" "$1/current.new"
  mv -T "$1/current.new" "$1/current"
  for former in "$1/versions"/*; do
    [ "$former" = "$1/versions/$name" ] || [ -n "$(running "$former")" ] || rm -rf "$former"
  done
}

# unused TOP: ends with 1, and says why, where a desk is open that was started from there.
unused() {
  found=$(running "$1" | tr '\n' ' ')
  [ -z "$found" ] || {
    echo "Threshold is open here (process ${found% }). Close it first. Nothing was removed." >&2
    return 1
  }
}

# Menus, icons and kinds of files are looked up anew where this system has the tools for it; $1: the folder share.
look_anew() {
  if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$1/applications" || true; fi
  if command -v update-mime-database >/dev/null; then update-mime-database "$1/mime" || true; fi
  if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -q -t -f "$1/icons/hicolor" || true; fi
}

# Sourced: what making and trying the programs and their installers needs beside build/setup. Apart from it, for only these need them.
# installer_tools [FILE]: installs the system packages that the file names, one in each line.
installer_tools() {
  local names missing
  mapfile -t names <"${1:-build/installers/apt.txt}"
  missing=$(comm -23 <(printf '%s\n' "${names[@]}" | sort) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null | sed -n 's/^installed //p' | sort))
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "Missing system packages. Have an administrator run: apt-get install --no-install-recommends" $missing >&2
    return 1
  fi
  echo "Installing system packages:" $missing
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq </dev/null
  # shellcheck disable=SC2086  # one word per package
  apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
}

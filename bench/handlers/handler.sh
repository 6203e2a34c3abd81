#!/bin/bash
# A handler of the shape of ours in bash, for comparison only: it believes what it is told, verifies the minimum and
# knows one distribution. `handler.sh COMMAND`, in the folder that has HandlerEnvironment.json.
set -u
base=$(cd "$(dirname "$0")" && pwd)
name=Bench.Bash
state=/var/lib/bench-bash
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$2" | head -1; }
log() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$1" >>"$logs/handler.log"; }

status() { # STATE CODE MESSAGE
  local now file=$statuses/$ConfigSequenceNumber.status
  now=$(date -u +%FT%TZ)
  printf '[{"version":1.0,"timestampUTC":"%s","status":{"name":"%s","operation":"Enable","status":"%s","code":%s,"formattedMessage":{"lang":"en-US","message":"%s"}}}]' \
    "$now" "$name" "$1" "$2" "$3" >"$file.tmp" && mv "$file.tmp" "$file"
}

fail() { # CODE MESSAGE
  log "failed: $2"
  echo "$1: $2" >&2
  if [ "$command" = enable ]; then status error "$1" "$2"; fi
  exit "$1"
}

check_identity() {
  local url='http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F'
  local answer
  answer=$(curl -sS --noproxy '*' --max-time 10 -H Metadata:true "$url") || fail 53 'the metadata service does not answer'
  case $answer in *'"access_token"'*) ;; *) fail 22 'no managed identity' ;; esac
}

check_system() {
  [ -r /etc/os-release ] || fail 51 'unknown distribution'
  (. /etc/os-release && [ "$ID" = debian ]) || fail 51 'not a supported distribution'
  [ "$(df --output=avail / | tail -1)" -gt 100000 ] || fail 52 'the disk is full'
}

installed() { [ "$(dpkg-query -W -f '${Status}' aadsshlogin 2>/dev/null)" = 'install ok installed' ]; }

check_login() {
  installed || fail 80 'the package is not installed'
  grep -q '^passwd:.*\baad\b' /etc/nsswitch.conf || fail 81 'name service is not wired'
  grep -qs aad_certhandler /etc/ssh/sshd_config.d/*.conf /etc/ssh/sshd_config || fail 82 'sshd is not wired'
}

install_packages() {
  cp "$base/key.gpg" /usr/share/keyrings/bench.gpg
  echo "deb [arch=amd64 signed-by=/usr/share/keyrings/bench.gpg] $(cat "$base/repository")" >/etc/apt/sources.list.d/bench.list
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q -y -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/bench.list -o Dir::Etc::sourceparts=- \
    -o APT::Get::List-Cleanup=0 update >>"$logs/handler.log" 2>&1 || fail 60 'apt-get update failed'
  apt-get -q -y -o DPkg::Lock::Timeout=60 --no-install-recommends install aadsshlogin >>"$logs/handler.log" 2>&1 ||
    fail 64 'apt-get install failed'
}

command=${1-}
case $command in install | enable | disable | update | uninstall) ;; --version) echo 1.0.0; exit ;; *) exit 64 ;; esac
logs=$(field logFolder "$base/HandlerEnvironment.json")
statuses=$(field statusFolder "$base/HandlerEnvironment.json")
settings=$(field configFolder "$base/HandlerEnvironment.json")/$ConfigSequenceNumber.settings
exec 9>/run/bench-bash.lock
flock -w 60 9 || fail 70 'another command runs'
log "$command"
[ -e "$settings" ] && grep -q '"runtimeSettings"' "$settings" || fail 40 'no settings'
case $command in
install) check_system && check_identity && install_packages && check_login && mkdir -p "$state" && date >"$state/installed" ;;
enable) check_identity && check_login && status success 0 'Login works.' ;;
esac
log "$command done"

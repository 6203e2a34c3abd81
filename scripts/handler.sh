#!/bin/sh
# The guest agent's door, and an operator's (`handler.sh status`): cleans the environment, then becomes the runtime
# that this folder carries. Plain POSIX sh, because dash, bash 4.2 and busybox ash all have to run it.
set +x -u

PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C
export PATH HOME LC_ALL

# Kept: what the agent hands over and the proxies of its unit file. Unset one by one, not with `env -i NAME=VALUE`:
# a proxy may hold a password, and arguments are public while a process starts.
set -f
IFS='
'
for name in $(declare -F 2>/dev/null); do unset -f "${name##* }"; done # bash takes functions from the environment
for name in $(export -p); do
  name=${name#export } name=${name#declare -*x }
  name=${name%%=*}
  case $name in
  '' | [0-9]* | *[!A-Za-z0-9_]*) ;; # a further line of some value
  PATH | HOME | LC_ALL) ;;
  AZURE_GUEST_AGENT_EXTENSION_PATH | AZURE_GUEST_AGENT_EXTENSION_VERSION) ;;
  AZURE_GUEST_AGENT_EXTENSION_SUPPORTED_FEATURES | AZURE_GUEST_AGENT_WIRE_PROTOCOL_ADDRESS) ;;
  AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE | AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODES_MULTIPLE_EXTENSIONS) ;;
  AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE | AZURE_GUEST_AGENT_UPDATING_FROM_VERSION) ;;
  ConfigSequenceNumber | ConfigExtensionName | VERSION) ;;
  http_proxy | https_proxy | no_proxy | HTTP_PROXY | HTTPS_PROXY | NO_PROXY) ;;
  TERM | NO_COLOR) ;; # an operator's
  SHELLOPTS | BASHOPTS | BASH_VERSINFO | UID | EUID | PPID) # read-only in bash
    if (unset "$name") 2>/dev/null; then unset "$name"; else export -n "$name"; fi
    ;;
  *) unset "$name" ;;
  esac
done
unset IFS name
set +f

# Ends with the code and its text. `disable` still ends with 0: the agent keeps a machine from deleting an extension
# whose disable fails. `enable` needs a final status, or the portal shows "transitioning" for ever.
fail() { # CODE CAUSE REMEDY
  printf '%s: %s\n%s\n' "$1" "$2" "$3" >&2
  case $operation in
  disable) exit 0 ;;
  enable) [ "$agent" = no ] || write_status "$1" "$(printf '%s %s' "$2" "$3" | tr -cd ' -~' | tr -d '"\\')" ;;
  esac
  exit "$1"
}

write_status() { # CODE MESSAGE
  case ${ConfigSequenceNumber-} in '' | *[!0-9]*) return ;; esac
  folder=$(sed -n 's/.*"statusFolder" *: *"\([^"]*\)".*/\1/p' "$base/HandlerEnvironment.json" 2>/dev/null)
  [ -d "$folder" ] || return
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  message='{"lang":"en-US","message":"'$2'"}'
  printf '[{"version":1.0,"timestampUTC":"%s","status":{"name":"AADSSHLoginForLinux","operation":"Enable","configurationAppliedTime":"%s","status":"error","code":%s,"formattedMessage":%s,"substatus":[{"name":"ErrorClarification","status":"error","code":%s,"formattedMessage":%s}]}}]\n' \
    "$now" "$now" "$1" "$message" "$1" "$message" >"$folder/$ConfigSequenceNumber.handler" &&
    mv -f "$folder/$ConfigSequenceNumber.handler" "$folder/$ConfigSequenceNumber.status"
}

reinstall='Delete the extension and set it again: az vm extension delete, then az vm extension set.'

# Whether the folder's file system is mounted noexec: of the mounts above it the last one counts.
mounted_noexec() {
  found=
  while read -r _ point _ options _; do
    case $base/ in "${point%/}"/*) found=$options ;; esac
  done </proc/self/mounts
  case ,$found, in *,noexec,*) return 0 ;; esac
  return 1
}

require_files() {
  for file in app/start.cjs app/main.cjs HandlerManifest.json "runtime/$architecture/node" \
    "$lib/$loader" "$lib/libc.so.6" "$lib/libm.so.6" "$lib/libdl.so.2" "$lib/libpthread.so.0" \
    "$lib/libstdc++.so.6" "$lib/libgcc_s.so.1"; do
    [ -s "$base/$file" ] && [ -r "$base/$file" ] && continue
    fail 52 "The extension folder is damaged: $base/$file is missing, empty or not readable for this user." \
      "Use sudo. If that is not it: $reinstall"
  done
}

# The agent may have unpacked the loader a moment ago and still hold it open for writing: that passes by itself.
require_loader() {
  tries=0
  until answer=$("$base/$lib/$loader" --version 2>&1); do
    case $answer in
    *'ext file busy'*)
      tries=$((tries + 1))
      [ "$tries" -lt 10 ] && sleep 1 && continue
      fail 52 "Another process keeps $base/$lib/$loader open for writing." \
        "Find it (sudo fuser -v $base/$lib/$loader) and end it, then run the extension again."
      ;;
    esac
    if [ "$(id -u)" != 0 ]; then # the agent makes files executable for their owner alone
      fail 69 "The command \"$operation\" is for root only." "Run it with sudo: sudo $base/scripts/handler.sh $operation."
    fi
    if mounted_noexec; then
      fail 52 "The file system of $base is mounted noexec, so nothing in it can run." \
        "Mount it without noexec (see: findmnt -T $base), then run the extension again."
    fi
    fail 52 "The runtime $base/$lib/$loader cannot be started: ${answer##*: }." \
      "Use sudo. If that is not it: see whether a security module forbids it (journalctl -k). $reinstall"
  done
}

umask 077
ulimit -c 0 2>/dev/null || : # a core file would hold decrypted settings
operation=${1-} base='' self=$0 agent=yes
case " $* " in *' --standalone '*) agent=no reinstall='Unpack the package anew.' ;; esac
[ ! -h "$self" ] || self=$(readlink -f "$self")
case $self in */*) ;; *) self=./$self ;; esac
base=$(cd -P -- "${self%/*}/.." && pwd -P) || fail 52 "The folder of $self cannot be opened." "Use sudo."

machine=$(uname -m)
case $machine in
x86_64) architecture=x64 loader=ld-linux-x86-64.so.2 ;;
aarch64) architecture=arm64 loader=ld-linux-aarch64.so.1 ;;
*)
  fail 51 "The processor architecture '$machine' is not supported (supported: x86_64, aarch64)." \
    "Use a VM size with a supported processor architecture."
  ;;
esac
[ -d "$base/runtime/$architecture" ] ||
  fail 51 "This package was made without the parts for the processor architecture '$machine'." \
    "Install the package that is made for every architecture."
lib=runtime/$architecture/lib
require_files

# Node trusts these certificate authorities besides its own. The first file that is there is the distribution's.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
  [ -f "$bundle" ] && [ -s "$bundle" ] || continue
  export NODE_EXTRA_CA_CERTS="$bundle"
  break
done

# With at most 4 MiB for young objects `enable` stays below 70 MiB. The code caches were made under this flag, and V8
# takes them under no other.
young=--max-semi-space-size=4

# A host that preloads a library of its own, or forbids starting programs through a loader (fapolicyd), gets its own
# loader where that one is new enough for this Node.
if { [ -s /etc/ld.so.preload ] || [ -e /run/fapolicyd ]; } && "$base/runtime/$architecture/node" --version >/dev/null 2>&1; then
  exec "$base/runtime/$architecture/node" "$young" "$base/app/start.cjs" "$@"
fi

require_loader
exec "$base/$lib/$loader" --library-path "$base/$lib" "$base/runtime/$architecture/node" "$young" "$base/app/start.cjs" "$@"

import { limits } from '../core/limits.ts'

/** In the command line of every process that is a transaction. */
export const marker = 'aadsshlogin-transaction'

/**
 * Waits until this session holds no process but this one and the one that waits for it: a package manager that is
 * killed leaves the scripts, or the dpkg, that it had started, and they go on.
 */
const waitForTheRest = [
  'session() { { read -r line <"$1"; } 2>/dev/null || return 1; pid=${line%% *}; set -- ${line##*) }; sid=$4; }',
  'others() {',
  '  for stat in /proc/[0-9]*/stat; do',
  '    session "$stat" && [ "$sid" = "$own" ] && [ "$pid" != $$ ] && [ "$pid" != "$PPID" ] && return 0',
  '  done',
  '  return 1',
  '}',
  'rest() {',
  '  session /proc/$$/stat || return; own=$sid left=$1',
  '  while [ "$left" -gt 0 ] && others; do sleep 1; left=$((left - 1)); done',
  '}',
]

/**
 * $1 folder, $2 ticket, then the program: says that it runs, runs, says how it ended. Without its ticket it does
 * nothing: it has run already, or the handler has given up waiting for it. The program gets the usual umask back:
 * with the handler's own, what it writes for all users would be for root alone.
 */
const wrapper = [
  ...waitForTheRest,
  'dir=$1 ticket=$2; shift 2; cd /',
  'mv "$dir/$ticket" "$dir/claim" 2>/dev/null || exit 0',
  'echo $$ >"$dir/claim" && mv "$dir/claim" "$dir/running" || exit 1',
  '(umask 022; exec "$@")',
  // Above 128: ended by a signal.
  `code=$?; [ "$code" -le 128 ] || rest ${limits.transaction.restSeconds}`,
  'echo "$code" >"$dir/exit.new" && mv -f "$dir/exit.new" "$dir/exit"',
].join('\n')

/** $1 wrapper, $2 folder, $3 ticket, then the program. Without a working systemd the session of its own must do. */
const launcher = [
  'wrapper=$1 dir=$2 ticket=$3; shift 3',
  '{',
  '  if [ -d /run/systemd/system ]; then',
  `    systemd-run --quiet --scope --unit="$ticket.scope" /bin/sh -c "$wrapper" ${marker} "$dir" "$ticket" "$@"`,
  '  fi',
  `  exec /bin/sh -c "$wrapper" ${marker} "$dir" "$ticket" "$@"`,
  '} </dev/null >>"$dir/output" 2>&1 &',
].join('\n')

/** The program that starts a transaction with this ticket in this folder, goes into the background and ends. */
export function launchCommand(folder: string, ticket: string, argv: readonly string[]): string[] {
  return ['/bin/sh', '-c', launcher, 'aadsshlogin-launcher', wrapper, folder, ticket, ...argv]
}

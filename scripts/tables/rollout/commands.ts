import { markdownTable } from '../markdown.ts'

/** A command of docs/rollout.md, by its first words and the template it sends. */
export interface DocumentedCommand {
  readonly command: string
  /** Files below test/ that execute it, or that check what it sends. */
  readonly tests: readonly string[]
  /** Whether the command itself was never executed by a test. */
  readonly isLiveOnly: boolean
}

const template = ['rollout/arm/templates.test.ts', 'rollout/sdk/round-trip.test.ts']
const policies = [...template, 'rollout/policy/verdicts.test.ts']

/** Types them with the real az, at the lab's resource manager. */
const az = ['e2e/az.test.ts']

export const commands: readonly DocumentedCommand[] = [
  ...executed('az --version'),
  ...live('az extension add', 'az extension show', 'az login', 'az ssh vm'),
  ...executed('az vm identity assign', 'az vm extension set', 'az vm extension delete'),
  ...live('az vm application set'),
  ...executed('az vmss identity assign', 'az vmss extension set', 'az vmss list-instances', 'az vmss update-instances'),
  ...executed('az policy state trigger-scan', 'az policy remediation show'),
  ...live('az policy state summarize', 'az role assignment create', 'az ad sp create'),
  ...live('az storage blob upload', 'az bicep build', 'terraform apply', 'terraform validate'),
  { command: 'scripts/handler.sh check', tests: ['contract/operator.test.ts'], isLiveOnly: false },
  byHand('mkdir -p /opt/aadsshlogin-handler/1.0.0'),
  byHand('tar --no-same-owner -xzf aadsshlogin-handler.tar.gz -C /opt/aadsshlogin-handler/1.0.0'),
  byHand('ln -sfn 1.0.0 /opt/aadsshlogin-handler/current'),
  byHand('/opt/aadsshlogin-handler/current/scripts/handler.sh install --standalone'),
  byHand('/opt/aadsshlogin-handler/current/scripts/handler.sh enable --standalone'),
  byHand('/opt/aadsshlogin-handler/current/scripts/handler.sh uninstall --standalone'),
  byHand('rm -r /opt/aadsshlogin-handler'),
  ...executes('az deployment group create', 'arm/vm-extension.json', template),
  ...sends('az deployment group create', 'arm/arc-extension.json', template),
  ...sends('az deployment group create', 'bicep/vm-extension.bicep', ['rollout/bicep/twins.test.ts']),
  ...executes('az deployment group create', 'roles/login-roles.json', template),
  ...sends('az deployment group create', 'vm-application/gallery.json', template),
  ...sends('az deployment group create', 'vm-application/version.json', template),
  ...executes('az deployment sub create', 'policy/definitions.subscription.json', policies),
  ...executes('az deployment sub create', 'policy/assignment.subscription.json', template),
  ...executes('az deployment sub create', 'policy/remediation-1-identity.json', template),
  ...executes('az deployment sub create', 'policy/remediation-2-extension.json', template),
  ...sends('az deployment sub create', 'policy/remediation-2-application.json', template),
  ...executes('az deployment mg create', 'policy/definitions.management-group.json', policies),
  ...executes('az deployment mg create', 'policy/assignment.management-group.json', template),
]

/** Commands of this machine, not of Azure: whoever builds runs them. */
export const localCommands = ['npm run package']

/** How far each command of the page was tried. */
export function commandTable(): string {
  return markdownTable(
    ['Command', 'Checked by', 'Itself'],
    commands.map(({ command, tests, isLiveOnly }) => [
      `\`${command}\``,
      tests.map((path) => `\`test/${path}\``).join(', '),
      isLiveOnly ? 'live only' : 'executed',
    ]),
  )
}

function byHand(command: string): DocumentedCommand {
  return { command, tests: ['e2e/standalone.test.ts'], isLiveOnly: false }
}

function live(...names: readonly string[]): DocumentedCommand[] {
  return names.map((command) => ({ command, tests: [], isLiveOnly: true }))
}

function executed(...names: readonly string[]): DocumentedCommand[] {
  return names.map((command) => ({ command, tests: az, isLiveOnly: false }))
}

function executes(command: string, file: string, tests: readonly string[]): DocumentedCommand[] {
  return [{ command: `${command} --template-file rollout/${file}`, tests: [...tests, ...az], isLiveOnly: false }]
}

function sends(command: string, file: string, tests: readonly string[]): DocumentedCommand[] {
  return [{ command: `${command} --template-file rollout/${file}`, tests, isLiveOnly: true }]
}

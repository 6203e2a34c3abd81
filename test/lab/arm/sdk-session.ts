// What a program does with the JavaScript SDK: sets the extension on a VM, looks at it, deletes it.
// Arguments: access as JSON, resource group, VM. Prints what it saw as JSON.
import { clientsFor, type Access } from './sdk.ts'

const [access, group, vm] = process.argv.slice(2) as [string, string, string]
const { virtualMachineExtensions: extensions } = clientsFor(JSON.parse(access) as Access).compute
const type = 'AADSSHLoginForLinux'
const wish = {
  ...{ location: 'westeurope', publisher: 'Microsoft.Azure.ActiveDirectory', typePropertiesType: type },
  ...{ typeHandlerVersion: '1.0', autoUpgradeMinorVersion: true, settings: {} },
}
const set = await extensions.createOrUpdate(group, vm, type, wish)
const seen = await extensions.get(group, vm, type, { expand: 'instanceView' })
await extensions.delete(group, vm, type)
const gone = await extensions.get(group, vm, type).catch((error: unknown) => (error as { code: string }).code)
const { typeHandlerVersion: version, statuses } = seen.instanceView ?? {}
process.stdout.write(JSON.stringify({ set: set.provisioningState, version, code: statuses?.[0]?.code, gone }))

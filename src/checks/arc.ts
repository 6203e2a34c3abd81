import type { Host } from '../host.ts'

/** The program that is the identity service of an Azure Arc machine; @azure/identity recognises one by it, too. */
const himds = '/opt/azcmagent/bin/himds'

/** Whether this is a machine outside Azure that Azure Arc manages: its metadata and identity come from its own agent. */
export async function isArcMachine({ files }: Pick<Host, 'files'>): Promise<boolean> {
  return (await files.resolve(himds)) !== undefined
}

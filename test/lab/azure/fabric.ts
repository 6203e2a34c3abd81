import { azureAddresses, type FabricAddresses } from './addresses.ts'
import { serveControl } from './control.ts'
import { makeFabric } from './world.ts'

/** The argument of the program, as JSON: `node fabric.ts '{"control":"/run/x.sock"}'`. */
export interface FabricConfig {
  /** Path of the control socket. */
  readonly control: string
  /** Azure's own addresses unless given. */
  readonly addresses?: Partial<FabricAddresses>
  /** The fabric ends when this process is gone. */
  readonly runner?: number
}

async function main(config: FabricConfig): Promise<void> {
  const fabric = await makeFabric({ ...azureAddresses, ...config.addresses })
  await fabric.open()
  await serveControl(config.control, fabric.control)
  process.stdout.write('ready\n')
  process.on('SIGTERM', () => process.exit(0))
  if (config.runner !== undefined) endWith(config.runner)
}

function endWith(runner: number): void {
  setInterval(() => {
    try {
      process.kill(runner, 0)
    } catch {
      process.exit(0)
    }
  }, 1000)
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as FabricConfig)

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { Script, constants } from 'node:vm'

type Wrapper = (exports: object, require: unknown, module: object, file: string, folder: string) => void

export interface Loader {
  /** What the CommonJS file exports; files that it requires from its own folder go the same way. */
  readonly load: (file: string) => object
  readonly scripts: ReadonlyMap<string, Script>
}

/** The V8 code cache of a file: checked by V8 against version, flags and source, and ignored when it does not fit. */
export function codeCacheName(file: string): string {
  return `${file}.${process.arch}.cache`
}

/** Runs CommonJS files with their code caches, so that V8 need not compile them again in every command. */
export function createLoader(): Loader {
  const loaded = new Map<string, { exports: object }>()
  const scripts = new Map<string, Script>()

  function load(file: string): object {
    const have = loaded.get(file)
    if (have !== undefined) return have.exports
    const module = { exports: {} }
    loaded.set(file, module)
    const script = compile(file)
    scripts.set(file, script)
    const folder = dirname(file)
    const requireOutside = createRequire(resolve(file))
    const require = (id: string): unknown => (id.startsWith('./') ? load(join(folder, id)) : requireOutside(id))
    ;(script.runInThisContext() as Wrapper)(module.exports, require, module, file, folder)
    return module.exports
  }

  return { load, scripts }
}

function compile(file: string): Script {
  const code = readFileSync(file, 'latin1') // the bundle is ASCII
  const source = `(function (exports, require, module, __filename, __dirname) {${code}\n})`
  return new Script(source, {
    filename: basename(file), // it becomes part of the cache, which must not depend on the folder
    cachedData: readIfPresent(codeCacheName(file)),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

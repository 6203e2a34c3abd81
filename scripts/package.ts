import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { buildPackage, writeApplication } from './package/build.ts'
import { packageOptions } from './package/options.ts'

/**
 * npm run package -- [--version V] [--out FOLDER] [--profiles FOLDER] [--entry FILE] [--architecture NAME] [--refresh]
 * writes dist/AADSSHLoginForLinux-<version>.zip and checks it, and dist/aadsshlogin-handler.tar.gz with the same content;
 * with one architecture alone, ...-NAME.zip and ...-NAME.tar.gz.
 */
const started = performance.now()
const options = packageOptions(process.argv.slice(2))
const paths = [await buildPackage(options), await writeApplication(options)]
const seconds = ((performance.now() - started) / 1000).toFixed(1)
const sizes = paths.map((path) => `${relative('.', path)}: ${(statSync(path).size / 1e6).toFixed(1)} MB`)
console.log(`${sizes.join(', ')}, built and checked in ${seconds} s`)

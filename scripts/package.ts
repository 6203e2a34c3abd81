import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { buildPackage } from './package/build.ts'
import { packageOptions } from './package/options.ts'

/**
 * npm run package -- [--version V] [--out FOLDER] [--profiles FOLDER] [--entry FILE] [--architecture NAME] [--refresh]
 * writes dist/AADSSHLoginForLinux-<version>.zip and checks it; with one architecture alone, ...-<version>-NAME.zip.
 */
const started = performance.now()
const path = await buildPackage(packageOptions(process.argv.slice(2)))
const megabytes = (statSync(path).size / 1e6).toFixed(1)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${relative('.', path)}: ${megabytes} MB, built and checked in ${seconds} s`)

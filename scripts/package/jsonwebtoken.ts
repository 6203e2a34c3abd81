/**
 * Stands in for the package of this name, with which @azure/identity signs what the certificate of an application
 * proves. A managed identity has none, and loading it and what it needs took a tenth of the library's time.
 */
const jwt = {
  sign: (): never => {
    throw new Error('a managed identity signs nothing')
  },
}

export { jwt as default }

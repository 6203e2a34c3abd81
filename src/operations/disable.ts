/**
 * Changes nothing: a failing disable blocks a delete, and after a failed update the old version stays disabled while
 * people must still get in.
 */
export function disable(): Promise<string> {
  return Promise.resolve('Login is left as it is until the extension is removed.')
}

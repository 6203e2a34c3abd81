import type { Key } from 'openpgp'
import type { Keyring, PublicKey } from '../host.ts'

const armourHead = '-----BEGIN PGP '
const publicKeyHead = `${armourHead}PUBLIC KEY BLOCK-----`

/** OpenPGP public keys through openpgp, which is loaded when first asked. */
export function createKeyring(): Keyring {
  return { read: readPublicKeys }
}

/**
 * Every key of the file, written anew from what was parsed: a packet that this reader skips but another program would
 * trust must not get into a keyring beside a fingerprint that was checked. Private keys are refused.
 */
async function readPublicKeys(bytes: Uint8Array): Promise<PublicKey | undefined> {
  try {
    const keys = await parseKeys(bytes)
    if (keys.length === 0 || keys.some((key) => key.isPrivate())) return undefined
    return {
      fingerprints: keys.map((key) => key.getFingerprint().toUpperCase()),
      binary: new Uint8Array(Buffer.concat(keys.map((key) => key.write()))),
      // rpm reads line ends as Unix has them only since 4.15.
      armoured: keys.map((key) => `${key.armor().replaceAll('\r\n', '\n').trimEnd()}\n`).join(''),
    }
  } catch {
    return undefined
  }
}

async function parseKeys(bytes: Uint8Array): Promise<Key[]> {
  const { readKeys } = await import('openpgp')
  if (isBinary(bytes)) return readKeys({ binaryKeys: bytes })
  const keys = await Promise.all(armouredBlocks(bytes).map((armoredKeys) => readKeys({ armoredKeys })))
  return keys.flat()
}

/** The first octet of an OpenPGP packet has its highest bit set (RFC 9580 §4.2), which no armour has. */
function isBinary(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x80) !== 0
}

/** The armoured public keys of a text; none when the text holds any other armour. */
function armouredBlocks(bytes: Uint8Array): string[] {
  const text = new TextDecoder('latin1').decode(bytes)
  const blocks = text.split(publicKeyHead).slice(1)
  const isForeign = text.split(armourHead).length - 1 !== blocks.length
  return isForeign ? [] : blocks.map((block) => `${publicKeyHead}${block}`)
}

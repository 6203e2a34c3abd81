import { ours, unread, unsigned, type AptCase } from './case.ts'

/** The list cannot be had. */
export const networkTexts: readonly AptCase[] = [
  ...(
    [
      ['name cannot be resolved', "Temporary failure resolving 'packages.example'", 'transient'],
      ['name unknown', "Could not resolve 'packages.example'", 'transient'],
      [
        'refused',
        'Could not connect to packages.example:443 (192.0.2.1). - connect (111: Connection refused)',
        'transient',
      ],
      ['connection reset', 'Connection failed [IP: 192.0.2.1 443]', 'transient'],
      ['timeout', 'Connection timed out [IP: 192.0.2.1 443]', 'transient'],
      ['cut short', 'Error reading from server. Remote end closed connection [IP: 192.0.2.1 443]', 'transient'],
      ['server error', '503  Service Unavailable [IP: 192.0.2.1 443]', 'transient'],
      ['too many requests', '429  Too Many Requests [IP: 192.0.2.1 443]', 'throttled'],
      ['server error, apt 1.2', 'The requested URL returned error: 502 Bad Gateway', 'transient'],
      ['dead proxy', 'Could not connect to 192.0.2.9:3128 (192.0.2.9), connection timed out', 'transient'],
      ['index hash', 'Hash Sum mismatch', 'transient'],
      ['forbidden', '403  Forbidden [IP: 192.0.2.1 443]', 'repository.refused'],
      ['forbidden, apt 1.2', 'The requested URL returned error: 403 Forbidden', 'repository.refused'],
      [
        'proxy wants a password',
        'Invalid response from proxy: HTTP/1.1 407 Proxy Authentication Required  Content-Length: 0     [IP: 192.0.2.9 3128]',
        'repository.refused',
      ],
      [
        'certificate not trusted',
        'Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification. [IP: 192.0.2.1 443]',
        'repository.refused',
      ],
      [
        'certificate not trusted, apt 3',
        'SSL connection failed: error:0A000086:SSL routines::certificate verify failed [IP: 192.0.2.1 443]',
        'repository.refused',
      ],
      [
        'handshake cut, apt 3',
        'SSL connection failed: error:0A000126:SSL routines::unexpected eof while reading',
        'transient',
      ],
      [
        'wrong name in the certificate, apt 1.4',
        "SSL: certificate subject name (elsewhere.example) does not match target host name 'packages.example'",
        'repository.refused',
      ],
      ['no CA file', 'No system certificates available. Try installing ca-certificates.', 'repository.refused'],
    ] as const
  ).map(([failure, answer, verdict]): AptCase => {
    const reason = answer.replace(/\s+/g, ' ').replace(/\.$/, '')
    return { failure, output: unread(answer), verdict, reason }
  }),
  {
    failure: 'suite missing',
    output: [
      `Ign:1 ${ours} bookworm InRelease`,
      `Err:2 ${ours} bookworm Release`,
      '  404  Not Found [IP: 192.0.2.1 443]',
      `E: The repository '${ours} bookworm Release' does not have a Release file.`,
    ],
    verdict: 'repository.refused',
    reason: '404 Not Found [IP: 192.0.2.1 443]',
  },
  {
    failure: 'list expired',
    output: [
      `E: Release file for ${ours}/dists/bookworm/InRelease is expired (invalid since 41d 2h 3min 4s). Updates for this repository will not be applied.`,
    ],
    verdict: 'repository.refused',
    reason: `Release file for ${ours}/dists/bookworm/InRelease is expired (invalid since 41d 2h 3min 4s). Updates for this repository will not be applied`,
  },
  {
    failure: 'list from the future',
    output: [
      `E: Release file for ${ours}/dists/bookworm/InRelease is not valid yet (invalid for another 3d 2h 3min 4s). Updates for this repository will not be applied.`,
    ],
    verdict: 'repository.refused',
    reason: `Release file for ${ours}/dists/bookworm/InRelease is not valid yet (invalid for another 3d 2h 3min 4s). Updates for this repository will not be applied`,
  },
  {
    failure: 'no https method, apt 1.4',
    output: [
      'E: The method driver /usr/lib/apt/methods/https could not be found.',
      'N: Is the package apt-transport-https installed?',
    ],
    verdict: 'dependency.missing-tool',
    reason: 'The method driver /usr/lib/apt/methods/https could not be found',
  },
]

const weak =
  'Sub-process /usr/bin/sqv returned an error code (1), error message is: Signing key on B39312961D2BE8A2BC6E2E678A7492DC23E4AD8F is not bound:            No binding signature at time 2026-11-22T08:01:24Z   because: Policy rejected non-revocation signature (PositiveCertification) requiring second pre-image resistance   because: SHA1 is not considered secure since 2026-02-01T00:00:00Z'

/** The machine refuses the key itself. */
export const keyTexts: readonly AptCase[] = [
  {
    failure: 'key that vouches for itself with SHA-1, apt 3',
    output: unsigned(weak),
    verdict: 'repository.key-refused',
    reason: weak.replace(/\s+/g, ' '),
  },
]

/** The list is not signed by a key that is trusted for it. */
export const signatureTexts: readonly AptCase[] = (
  [
    [
      'key missing',
      "The following signatures couldn't be verified because the public key is not available: NO_PUBKEY EB3E94ADBE1229CF",
    ],
    [
      'key expired',
      'The following signatures were invalid: EXPKEYSIG EB3E94ADBE1229CF Somebody <nobody@packages.example>',
    ],
    [
      'bad signature',
      'The following signatures were invalid: BADSIG EB3E94ADBE1229CF Somebody <nobody@packages.example>',
    ],
    [
      'key missing, apt 3',
      'Missing key BC528686B50D79E339D3721CEB3E94ADBE1229CF, which is needed to verify signature.',
    ],
    ['keyring unreadable, apt 3', 'Failed to parse keyring "/usr/share/keyrings/own.gpg"'],
  ] as const
).map(([failure, answer]): AptCase => ({
  failure,
  output: unsigned(answer),
  verdict: 'repository.signature',
  reason: answer.replace(/\.$/, ''),
}))

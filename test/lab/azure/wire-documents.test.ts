import { describe, expect, it } from 'vitest'
import { azureAddresses } from './addresses.ts'
import { blobNames } from './blob-names.ts'
import { ticks, type GoalState, type PlannedPlugin } from './goal-state.ts'
import { makeIdentifiers } from './identifiers.ts'
import { extensionsDocument, goalStateDocument, manifestDocument } from './wire-documents.ts'

const ids = makeIdentifiers()
const blobs = blobNames(azureAddresses, ids)
const plugin = { handler: 'Contoso.Test', version: '1.0.0.0', state: 'enabled', seqNo: 3 } as const

function goal(...plugins: PlannedPlugin[]): GoalState {
  return { incarnation: 7, at: Date.UTC(2026, 0, 31, 12), activityId: 'a', correlationId: 'c', plugins }
}

describe('goalStateDocument', () => {
  it('links every document with escaped ampersands and the incarnation', () => {
    const document = goalStateDocument(goal(), ids, 'http://168.63.129.16:80')

    const links = [...document.matchAll(/>(http[^<]+)</g)].map(([, link = '']) => link)
    expect(links).toHaveLength(4)
    for (const link of links) {
      expect(link).toMatch(
        new RegExp(`^http://168.63.129.16:80/machine/${ids.containerId}/_labvm\\?comp=config&amp;type=`),
      )
      expect(link).toMatch(/&amp;incarnation=7$/)
    }
    expect(document).toContain('<Incarnation>7</Incarnation>')
  })
})

describe('extensionsDocument', () => {
  it('carries settings as escaped element text', () => {
    const document = extensionsDocument(goal({ ...plugin, settings: '{"a":"<b>&"}' }), blobs)

    expect(document).toContain(
      '<RuntimeSettings seqNo="3">{&quot;a&quot;:&quot;&lt;b&gt;&amp;&quot;}</RuntimeSettings>',
    )
    expect(document).toContain('inSvdSeqNo="7" createdOnTicks="639054576000000000"')
  })

  it('leaves the settings entry out when there are no settings at all', () => {
    const document = extensionsDocument(goal({ ...plugin, settings: undefined }), blobs)

    expect(document).toContain('<Plugin name="Contoso.Test" version="1.0.0.0" state="enabled"')
    expect(document).toContain('<PluginSettings></PluginSettings>')
  })
})

describe('manifestDocument', () => {
  it('names both places of every version', () => {
    const document = manifestDocument('Contoso.Test', ['1.0.0.0', '1.0.0.1'], blobs)

    expect(document.match(/<Version>1\.0\.0\.[01]<\/Version>/g)).toHaveLength(2)
    expect(document.match(/<Uri>http:\/\/lab\.blob\.core\.windows\.net\/c\w+\/Contoso\.Test__1/g)).toHaveLength(4)
  })
})

describe('ticks', () => {
  it('counts 100 ns units since year 1', () => {
    expect(ticks(0)).toBe(621_355_968_000_000_000n)
    expect(ticks(1)).toBe(621_355_968_000_010_000n)
  })
})

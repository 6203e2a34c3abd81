import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventText, sendEvent, type Event } from '../../src/agent/events.ts'
import { anyText } from '../any-text.ts'
import { World } from '../world.ts'

const place = { version: '1.0.0', logFolder: '/log', eventsFolder: '/log/events' }
const event: Event = {
  level: 'Informational',
  task: 'enable',
  message: 'Login is ready.',
  operationId: 'enable-7',
  pid: 42,
}
const names = async (world: World): Promise<string[]> => (await world.host().files.list('/log/events')) ?? []

describe('sendEvent', () => {
  it('leaves one file that the agent takes, and nothing else', async () => {
    const world = new World().directory('/log/events')

    await sendEvent(world.host(), place, event)

    const [name = '', ...others] = await names(world)
    expect(name).toMatch(/^\d{16}\.json$/)
    expect(others).toEqual([])
    expect(await world.host().files.list('/log')).toEqual(['events'])
    expect(JSON.parse(world.text(`/log/events/${name}`)!)).toEqual({
      Version: '1.0.0',
      Timestamp: '2026-11-22T00:00:00.000Z',
      TaskName: 'enable',
      EventLevel: 'Informational',
      Message: 'Login is ready.',
      EventPid: '42',
      EventTid: '42',
      OperationId: 'enable-7',
    })
  })

  it('names files in the order of time', async () => {
    const world = new World().directory('/log/events')
    const sent: string[] = []
    for (const random of [0.999, 0, 0.5]) {
      world.randomNumber = random
      await sendEvent(world.host(), place, event)
      sent.push((await names(world)).find((name) => !sent.includes(name))!)
      world.time += 1
    }

    expect(sent).toEqual([...sent].sort())
  })

  it.each([
    ['the agent has no telemetry', { version: '1', logFolder: '/log' }],
    ['the folder is not there', place],
  ])('does nothing when %s', async (_, where) => {
    const world = new World().directory('/log')

    await sendEvent(world.host(), where, event)

    expect(world.entries.size).toBe(0)
    expect(world.logged).toEqual([])
  })

  it.each(['/log/event-', '/log/events/'])('only logs that %s… cannot be written, and leaves nothing', async (path) => {
    const world = new World().directory('/log/events')
    world.readOnlyPaths = [path]

    await sendEvent(world.host(), place, event)

    expect(world.entries.size).toBe(0)
    expect(world.logged).toMatchObject([{ level: 'warn', message: 'The telemetry event could not be handed over' }])
  })
})

describe('eventText', () => {
  it('has only strings, none too long, whatever it is told', () => {
    const text = anyText(8000)
    const given = fc.record({
      level: fc.constantFrom('Informational' as const, 'Warning', 'Error'),
      task: fc.constant('enable'),
      message: text,
      operationId: text,
      pid: fc.nat(),
    })
    fc.assert(
      fc.property(given, (one) => {
        const written = eventText(undefined, new Date(0), one)

        const values = Object.values(JSON.parse(written) as Record<string, unknown>)
        expect(values).toHaveLength(8)
        expect(values.every((value) => typeof value === 'string')).toBe(true)
        expect(written.length).toBeLessThanOrEqual(6144)
        expect(written.isWellFormed()).toBe(true)
      }),
    )
  })

  it('cuts a long message and never leaves it blank', () => {
    const message = (text: string): string =>
      (JSON.parse(eventText('1', new Date(0), { ...event, message: text })) as { Message: string }).Message

    expect(message('x'.repeat(5000))).toHaveLength(3000)
    expect(message('"'.repeat(5000)).length).toBeLessThan(3000)
    expect(message(' \n ')).toBe('enable')
  })
})

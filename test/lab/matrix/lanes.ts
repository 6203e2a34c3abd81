/** Work on its way or waiting; what is slow goes two at a time, because that is how many processors there are. */
let free = 2
const waiting: (() => void)[] = []

/** What `work` returns, once fewer than two others are at it. */
export async function atMostTwo<T>(work: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  else free -= 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
}

/** As `atMostTwo`, and prints the name of the work and how long it took. */
export async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  return await atMostTwo(async () => {
    const start = performance.now()
    const made = await work()
    console.log(`${name}: made in ${((performance.now() - start) / 1000).toFixed(1)} s`)
    return made
  })
}

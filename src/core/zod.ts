import { z } from 'zod'

// A command reads a few texts once: compiling code for each schema took 30 of 75 ms, and systems may forbid it.
z.config({ jitless: true })

export { z }

import { z } from 'zod'

// zod compiles its schemas with `new Function` where it may; here nothing makes code from text, so that a strict content policy holds everywhere.
z.config({ jitless: true })

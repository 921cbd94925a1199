import { readFileSync } from 'node:fs'

const { timezone = '' } = JSON.parse(readFileSync(0, 'utf8'))

const isKnown = (name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** A zone by its own name, or by its city: "new york" is America/New_York. */
function findZone(asked) {
  if (asked === '' || asked.toLowerCase() === 'local') return Intl.DateTimeFormat().resolvedOptions().timeZone
  if (isKnown(asked)) return asked.length <= 4 ? asked.toUpperCase() : asked
  const city = asked.toLowerCase().replaceAll(' ', '_')
  const found = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === city || zone.toLowerCase().endsWith(`/${city}`))
  if (found) return found
  console.error(`there is no time zone named "${asked}"; use a name such as Europe/Paris`)
  process.exit(1)
}

const zone = findZone(timezone.trim())
const now = new Date()
const shown = {
  timeZone: zone,
  hourCycle: 'h23',
  weekday: 'long',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
}
const part = Object.fromEntries(new Intl.DateTimeFormat('en-GB', shown).formatToParts(now).map(({ type, value }) => [type, value]))
const offset = part.timeZoneName.replace('GMT', '').slice(0, 6) || '+00:00'
const [date, time] = [`${part.year}-${part.month}-${part.day}`, `${part.hour}:${part.minute}:${part.second}`]
console.log(JSON.stringify({ timezone: zone, time: time.slice(0, 5), date, iso: `${date}T${time}${offset}`, weekday: part.weekday, offset }))

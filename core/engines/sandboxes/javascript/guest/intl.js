// QuickJS has no Intl. These classes ask the host's, through pure functions of locale, options and value.
import { host } from './host.js'

const setting = (locales, options) => JSON.stringify({ locales: locales === undefined ? null : locales, options: options ?? {} })
const instant = (value) => (value === undefined ? Date.now() : Number(value))
const ask = (name, ...rest) => JSON.parse(host(name, ...rest))

class DateTimeFormat {
  #setting
  constructor(locales, options) {
    this.#setting = setting(locales, options)
    ask('intl.date', this.#setting, 0)
    this.format = (value) =>
      this.formatToParts(value)
        .map((part) => part.value)
        .join('')
  }
  formatToParts(value) {
    return ask('intl.date', this.#setting, instant(value))
  }
  formatRange(from, to) {
    return ask('intl.dateRange', this.#setting, instant(from), instant(to))
  }
  resolvedOptions() {
    return ask('intl.dateOptions', this.#setting)
  }
  static supportedLocalesOf(locales) {
    return ask('intl.locales', JSON.stringify(locales))
  }
}

class NumberFormat {
  #setting
  constructor(locales, options) {
    this.#setting = setting(locales, options)
    ask('intl.number', this.#setting, '0')
    this.format = (value) =>
      this.formatToParts(value)
        .map((part) => part.value)
        .join('')
  }
  formatToParts(value) {
    return ask('intl.number', this.#setting, String(value))
  }
  resolvedOptions() {
    return ask('intl.numberOptions', this.#setting)
  }
  static supportedLocalesOf(locales) {
    return ask('intl.locales', JSON.stringify(locales))
  }
}

class PluralRules {
  #setting
  constructor(locales, options) {
    this.#setting = setting(locales, options)
    ask('intl.plural', this.#setting, 0)
  }
  select(value) {
    return ask('intl.plural', this.#setting, Number(value))
  }
}

class RelativeTimeFormat {
  #setting
  constructor(locales, options) {
    this.#setting = setting(locales, options)
    ask('intl.relative', this.#setting, 0, 'day')
  }
  format(value, unit) {
    return ask('intl.relative', this.#setting, Number(value), String(unit))
  }
}

class Collator {
  #setting
  constructor(locales, options) {
    this.#setting = setting(locales, options)
    this.compare = (left, right) => host('intl.compare', this.#setting, String(left), String(right))
  }
}

/** Node lets these be called without `new`. */
const callable = (type) => new Proxy(type, { apply: (target, _, values) => new target(...values) })
export const hostIntl = {
  DateTimeFormat: callable(DateTimeFormat),
  NumberFormat: callable(NumberFormat),
  PluralRules,
  RelativeTimeFormat,
  Collator: callable(Collator),
  supportedValuesOf: (key) => ask('intl.values', String(key)),
}

const dateOnly = { year: 'numeric', month: 'numeric', day: 'numeric' }
const timeOnly = { hour: 'numeric', minute: 'numeric', second: 'numeric' }
const asks = (options, keys) => keys.some((key) => options?.[key] !== undefined)
const dateKeys = ['weekday', 'year', 'month', 'day', 'dateStyle']
const timeKeys = ['hour', 'minute', 'second', 'dayPeriod', 'fractionalSecondDigits', 'timeStyle']
const define = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true })
define(Date.prototype, 'toLocaleString', function (locales, options) {
  const all = asks(options, [...dateKeys, ...timeKeys]) ? options : { ...dateOnly, ...timeOnly, ...options }
  return new DateTimeFormat(locales, all).format(this)
})
define(Date.prototype, 'toLocaleDateString', function (locales, options) {
  return new DateTimeFormat(locales, asks(options, dateKeys) ? options : { ...dateOnly, ...options }).format(this)
})
define(Date.prototype, 'toLocaleTimeString', function (locales, options) {
  return new DateTimeFormat(locales, asks(options, timeKeys) ? options : { ...timeOnly, ...options }).format(this)
})
define(Number.prototype, 'toLocaleString', function (locales, options) {
  return new NumberFormat(locales, options).format(Number(this))
})
define(String.prototype, 'localeCompare', function (other, locales, options) {
  return new Collator(locales, options).compare(this, other)
})

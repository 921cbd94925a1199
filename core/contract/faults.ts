/**
 * Every fault a person can act on. `message` is written for that person and says what to do next;
 * `{name}` is filled from the fault's data. `status` is what the HTTP transport answers.
 */
export const faultCatalogue = {
  BAD_INPUT: { status: 400, message: '{detail}' },
  UNAUTHORIZED: { status: 401, message: 'The token is missing or wrong. Use the one printed when the workstation started.' },
  FORBIDDEN_ORIGIN: { status: 403, message: 'Requests from {origin} are refused. Open the app by the printed address.' },
  NOT_FOUND: { status: 404, message: 'There is no {what} named {name}.' },
  MANIFEST_NOT_FOUND: { status: 404, message: 'There is no {kind} named {name}.{suggestion}' },
  MANIFEST_INVALID: { status: 422, message: '{kind} {name} has problems: {detail} Fix the file; the change is picked up when it is saved.' },
  INPUT_INVALID: { status: 422, message: 'The input of {name} does not fit its schema: {detail}' },
  SESSION_BUSY: { status: 409, message: 'This chat is still answering. Stop it first, or wait until it is done.' },
  NO_MODEL: { status: 503, message: 'No model is available: {detail} Start Ollama, drop a GGUF file into Models, or add a key.' },
  MODEL_FAILED: { status: 502, message: '{model} failed: {detail}' },
  MODEL_LOST: { status: 502, message: '{model} stopped unexpectedly and is being restarted. What it wrote so far is kept. Retry the message.' },
  MODEL_BUSY: { status: 409, message: '{model} is in use. {detail}' },
  PROVIDER_UNREACHABLE: { status: 502, message: '{provider} does not answer at {url}. {detail}' },
  TIER_UNAVAILABLE: { status: 409, message: '{name} cannot run here: {why}' },
  APPROVAL_DENIED: { status: 403, message: '{name} was not allowed to run: {detail}' },
  APPROVAL_UNAVAILABLE: {
    status: 403,
    message: '{name} needs a yes ({asks}) and nobody is there to give it. Open the app, or pass --yes to allow it once.',
  },
  BUDGET_EXCEEDED: { status: 429, message: '{name} used up its budget of {limit}.' },
  DEADLINE_EXCEEDED: { status: 504, message: '{name} did not finish within {limit} and was stopped.' },
  TOOL_FAILED: { status: 502, message: '{name} failed: {detail}' },
  ENGINE_UNAVAILABLE: { status: 503, message: 'No container engine answers: {why} Start Docker or Podman; it is found again by itself.' },
  ENGINE_FAILED: { status: 502, message: 'The container engine refused: {detail}' },
  BUILD_FAILED: { status: 422, message: 'The image of {name} could not be built. {detail}' },
  RELIC_FAILED: { status: 502, message: 'The relic {name} is not up: {detail}' },
  CANCELLED: { status: 499, message: '{name} was stopped.' },
  INTERRUPTED: { status: 503, message: 'The workstation closed while this was running. What was done so far is kept.' },
  DATA_FOLDER_BUSY: {
    status: 409,
    message: 'Another Cortex is working on {folder}. Close it or wait until it is done, or choose another folder with --data.',
  },
  DATABASE_DAMAGED: { status: 503, message: 'The database was damaged and has been set aside as {file}. {detail}' },
  DATABASE_TOO_NEW: {
    status: 503,
    message: 'The database {file} was written by a newer Cortex ({version}). Install that version or a later one, or start with another data folder.',
  },
  PATH_OUTSIDE: { status: 400, message: '{path} leaves {root}. Use a path inside it.' },
  TOO_LARGE: { status: 413, message: '{what} is larger than {limit}.' },
  DISK_FULL: { status: 507, message: '{detail}' },
  GIT_MISSING: {
    status: 503,
    message: 'Git was not found on this computer. Install it from git-scm.com, or download the repository as a zip and drop that.',
  },
  GIT_FAILED: { status: 502, message: '{address} could not be fetched. {detail}' },
  FILE_CHANGED: {
    status: 409,
    message: '{file} changed on disk since it was opened. Open it again and repeat the change, or keep your text elsewhere first.',
  },
  SETTING_UNKNOWN: { status: 404, message: 'There is no setting {path}.{suggestion}' },
  SETTING_INVALID: { status: 422, message: '{detail}' },
  SETTINGS_BROKEN: {
    status: 409,
    message: '{file} has a mistake in line {line}, column {column}, so nothing is written over it. Mend it first: {detail}',
  },
  PICTURE_UNAVAILABLE: { status: 502, message: 'The picture at {host} could not be loaded: {detail}' },
  INSTALL_CONFLICT: { status: 409, message: '{detail}' },
  BACKUP_UNUSABLE: { status: 422, message: '{file} cannot be restored. {detail}' },
  BACKUP_BUSY: { status: 409, message: '{what} is under way. Wait until it is done, or stop it first.' },
  NOT_SUPPORTED: { status: 501, message: '{detail}' },
  INTERNAL: { status: 500, message: 'Something went wrong inside Cortex. The log has the details under {traceId}.' },
} as const

export type FaultCode = keyof typeof faultCatalogue

/** Throw for anything a person can act on: `throw new Fault('NOT_FOUND', { what: 'session', name: id })`. */
export class Fault extends Error {
  readonly code: FaultCode
  readonly data: Record<string, unknown>
  constructor(code: FaultCode, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(faultMessage(code, data), options)
    this.name = 'Fault'
    this.code = code
    this.data = data
  }
  /** The HTTP status this fault is answered with. */
  get status(): number {
    return faultCatalogue[this.code].status
  }
}

function faultMessage(code: FaultCode, data: Record<string, unknown>): string {
  return faultCatalogue[code].message.replace(/\{(\w+)\}/g, (_, key: string) => String(data[key] ?? '')).trim()
}

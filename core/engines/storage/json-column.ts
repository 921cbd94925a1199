/** A value as a nullable JSON column holds it: both null and undefined are SQL's null. */
export const toJson = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))

/** What a nullable JSON column holds. */
export const fromJson = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

/** For a change that may leave a JSON column alone: undefined stays undefined. */
export const toJsonChange = (value: unknown): string | null | undefined => (value === undefined ? undefined : toJson(value))

/** Numbers both sides keep to. Without zod, so that the window can have them without the schemas. */

/** The largest file that may lie with a chat. */
export const attachmentLimitBytes = 25 * 2 ** 20

/** A larger file comes in pieces of this size, so that it can be said how far it is. */
export const attachmentPieceBytes = 2 ** 20

/** In characters. Larger exports are imported by their path, which is read piece by piece. */
export const importTextLimit = 48 * 2 ** 20

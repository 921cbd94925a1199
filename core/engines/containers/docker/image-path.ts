/** Where the engine's API has an image; slashes of its name stay. */
export const imagePath = (ref: string, rest = '') => `/images/${ref.split('/').map(encodeURIComponent).join('/')}${rest}`

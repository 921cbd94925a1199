import { constants, promises } from './files.js'

export { constants }
export const { readFile, writeFile, appendFile, stat, lstat, access, readdir, mkdir, rm, rmdir, unlink, rename, copyFile } = promises
export default { ...promises, constants }

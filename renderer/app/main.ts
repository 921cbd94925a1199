import '../ui/styles.css'
import { loadModule } from '../ui/load-module.ts'
import { loadLanguage } from './language.ts'
import { applyTheme } from './theme.ts'

applyTheme()
// The app is loaded when its language is known, since its parts take their words as they are loaded. index.html has the browser fetch it meanwhile.
void loadLanguage()
  .then(() => loadModule(() => import('./start.tsx')))
  .then(({ start }) => start())

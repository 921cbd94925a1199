import { loadLanguage } from '../app/language.ts'

// As in app/main.ts: the app's parts take their words as they are loaded.
void loadLanguage().then(() => import('./main.tsx'))

/** What each model of the catalogue is good for, resources/models/catalogue.json. In the form of told-phrases.ts. */
export const cataloguePhrases: readonly (readonly [english: string, german: string])[] = [
  [
    'Very small and quick: short answers, titles and simple tool calls on any computer.',
    'Sehr klein und schnell: kurze Antworten, Titel und einfache Tool-Aufrufe auf jedem Computer.',
  ],
  ['Small: summaries, titles and tool calls where memory is short.', 'Klein: Zusammenfassungen, Titel und Tool-Aufrufe bei wenig Speicher.'],
  ['Plain conversation and rewriting in several languages on a laptop.', 'Einfache Gespräche und Umschreiben in mehreren Sprachen auf einem Laptop.'],
  ['Mathematics and reasoning for its size, mostly in English.', 'Für seine Größe gut in Mathematik und Schlussfolgern, meist auf Englisch.'],
  [
    'The smallest that plans and calls several tools in a row; thinks when asked.',
    'Das kleinste, das plant und mehrere Tools nacheinander aufruft; denkt auf Wunsch nach.',
  ],
  ['Friendly writing in well over a hundred languages.', 'Freundliches Schreiben in weit über hundert Sprachen.'],
  ['Writes, mends and explains code.', 'Schreibt, repariert und erklärt Code.'],
  [
    'Thinks at length before it answers: mathematics and puzzles. Calls no tools.',
    'Denkt lange nach, bevor es antwortet: Mathematik und Rätsel. Ruft keine Tools auf.',
  ],
  ['A steady all-rounder with a long context.', 'Ein solider Allrounder mit langem Kontext.'],
  ['The best start for agents with tools on 16 GB of memory.', 'Der beste Anfang für Agenten mit Tools bei 16 GB Speicher.'],
  ['Careful writing and translation.', 'Sorgfältiges Schreiben und Übersetzen.'],
  ['European languages, long texts and tool calls.', 'Europäische Sprachen, lange Texte und Tool-Aufrufe.'],
  ['Reasoning, mathematics and exact answers, mostly in English.', 'Schlussfolgern, Mathematik und genaue Antworten, meist auf Englisch.'],
  ['Agents that plan, with better judgement than 8B.', 'Agenten, die planen, mit besserem Urteil als 8B.'],
  [
    'Reasoning and tools at the speed of a much smaller model: only 3.6B of it work on a token.',
    'Schlussfolgern und Tools im Tempo eines viel kleineren Modells: Nur 3,6B davon arbeiten an einem Token.',
  ],
  ['Follows instructions to the letter and calls tools reliably.', 'Folgt Anweisungen aufs Wort und ruft Tools zuverlässig auf.'],
  [
    'Large and quick: only 3B of it work on a token, if there is memory for all of it.',
    'Groß und schnell: Nur 3B davon arbeiten an einem Token, wenn der Speicher für alles reicht.',
  ],
  [
    'The strongest here for plans and hard questions; slow without a graphics card.',
    'Das stärkste hier für Pläne und schwere Fragen; langsam ohne Grafikkarte.',
  ],
  ['Makes texts searchable by meaning; English.', 'Macht Texte nach Bedeutung durchsuchbar; Englisch.'],
  ['Makes texts searchable by meaning, in many languages.', 'Macht Texte nach Bedeutung durchsuchbar, in vielen Sprachen.'],
]

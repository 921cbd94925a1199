/** What the core says of chats, runs, relics and images in words alone: core/sessions, core/runs, core/kinds, core/safety, core/engines/containers. */
export const runPhrases: readonly (readonly [english: string, german: string])[] = [
  // Chats
  ['There are {0} folders already.', 'Es gibt schon {0} Ordner.'],
  ['Say where to move them: `folderId`, null for no folder.', 'Das Ziel angeben: `folderId`, null für keinen Ordner.'],
  ['This cursor is not one of this list. Begin again without it.', 'Dieser Zeiger gehört nicht zu dieser Liste. Ohne ihn von vorn beginnen.'],
  ['This answer has no question that could be answered again.', 'Zu dieser Antwort gibt es keine Frage, die sich noch einmal beantworten ließe.'],
  [
    'Only an answer can be tried again. Choose the answer, not the question.',
    'Wiederholen lässt sich nur eine Antwort. Die Antwort wählen, nicht die Frage.',
  ],
  ['Choose models that differ.', 'Verschiedene Modelle wählen.'],
  ['This message id is already taken.', 'Diese Nachrichten-ID ist schon vergeben.'],
  ['The file is no JSON: {0} is out of place at line {1}, column {2}.', 'Die Datei ist kein JSON: In Zeile {1}, Spalte {2} gehört {0} nicht hin.'],
  ['Give either the path of a file or its content.', 'Entweder den Pfad einer Datei oder ihren Inhalt angeben.'],
  [
    'This piece of a file does not follow the one before. Send the file again.',
    'Dieses Stück einer Datei folgt nicht auf das davor. Die Datei noch einmal senden.',
  ],
  [
    'Too many files are on their way at once. Try again when some have arrived.',
    'Zu viele Dateien sind gleichzeitig unterwegs. Noch einmal, wenn einige angekommen sind.',
  ],
  ['Files are opened in the desktop app. This one is {0}', 'Dateien öffnet die Desktop-App. Diese ist {0}'],

  // Runs
  [
    'There is no keychain here to keep {0} in. Set {1} before starting instead.',
    'Hier gibt es keinen Schlüsselbund für {0}. Stattdessen vor dem Start {1} setzen.',
  ],
  ['Running a {0} is not supported in this version.', 'Die Art {0} lässt sich in dieser Version nicht ausführen.'],
  ['There is a run {0} already. Choose a new id, or leave it out.', 'Einen Lauf {0} gibt es schon. Eine neue ID wählen oder weglassen.'],
  ['The workstation was closed.', 'Die Workstation wurde geschlossen.'],
  ['The build ended as {0}.', 'Der Build endete als {0}.'],
  ['{0} ended as {1}.', '{0} endete als {1}.'],
  ['{0} names itself among its agents; that is left out.', '{0} nennt sich selbst unter den eigenen Agenten; das wird ausgelassen.'],
  ['{0} is not offered to {1}: {2} agents already stand above one another.', '{0} wird {1} nicht angeboten: Schon {2} Agenten stehen übereinander.'],
  ['Agents cannot call workflows yet: {0} left out.', 'Agenten können noch keine Workflows aufrufen: {0} ausgelassen.'],
  [
    '{0} needs the secret {1}, which is not set. Keep it under Settings, or set CORTEX_SECRET_{2} before starting.',
    '{0} braucht das Geheimnis {1}, und es ist nicht gesetzt. Unter Einstellungen hinterlegen, oder vor dem Start CORTEX_SECRET_{2} setzen.',
  ],
  ['{0} is a file; permissions.filesystem takes folders.', '{0} ist eine Datei; permissions.filesystem nimmt Ordner.'],

  // Images and relics
  ['Its files changed while it was being built. Call it again.', 'Während des Builds haben sich die Dateien geändert. Noch einmal aufrufen.'],
  ['Its files changed while it was being built. Start it again.', 'Während des Builds haben sich die Dateien geändert. Noch einmal starten.'],
  ['A build is named tool/… or relic/…, and {0} is neither.', 'Ein Build heißt tool/… oder relic/…, und {0} ist keines davon.'],
  [
    'The relic {0} uses an image that is there already; nothing of it is built.',
    'Das Relic {0} benutzt ein Image, das schon da ist; gebaut wird nichts.',
  ],
  ['The address of {0} is no address: {1}.', 'Die Adresse von {0} ist keine: {1}.'],
  ['{0} needs {1}, which is part of its address.', '{0} braucht {1}, das Teil der Adresse ist.'],
  ['{0} of {1} cannot be "{2}".', '{0} von {1} kann nicht „{2}“ sein.'],
  ['{0} does not name it under `relics`, so it cannot use it.', '{0} nennt es nicht unter `relics` und kann es daher nicht benutzen.'],
  [
    '{0} belongs to a chat, and this run belongs to none. Run it in a chat, or pass the id of one.',
    '{0} gehört zu einem Chat, und dieser Lauf gehört zu keinem. In einem Chat ausführen, oder die ID eines Chats angeben.',
  ],
  ['{0} is at work for {1} chats. Say for which one.', '{0} arbeitet für {1} Chats. Angeben, für welchen.'],
  ['Its container was removed.', 'Der Container wurde entfernt.'],
  ['It was not healthy within {0} s: {1}.', 'Nach {0} s war es noch nicht gesund: {1}.'],
  ['It failed {0} checks in a row: {1}.', '{0} Prüfungen nacheinander sind fehlgeschlagen: {1}.'],
  [
    '{0} is not taken from a requirements file. Where packages come from is set under containers.registries.pip; what needs more writes its own Dockerfile.',
    '{0} wird aus einer Requirements-Datei nicht übernommen. Woher Pakete kommen, steht in containers.registries.pip; was mehr braucht, schreibt ein eigenes Dockerfile.',
  ],
  ['"{0}" does not name a package.', '„{0}“ nennt kein Paket.'],
]

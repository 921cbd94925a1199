/** What the core says of models that are fetched, opened or asked: core/engines/models. */
export const downloadPhrases: readonly (readonly [english: string, german: string])[] = [
  // On their way
  ['It comes in.', 'Kommt an.'],
  ['Its checksum is compared.', 'Die Prüfsumme wird verglichen.'],
  ['Its header is looked at.', 'Der Kopf wird angesehen.'],
  ['It is here.', 'Da.'],
  ['{0} is here already.', '{0} ist schon da.'],
  ['There are {0} downloads already. Cancel some of them first.', 'Es gibt schon {0} Downloads. Erst einige abbrechen.'],
  ['There is already a model named {0}. Delete it first to download it anew.', 'Ein Modell {0} gibt es schon. Zum neuen Herunterladen erst löschen.'],
  ['Nothing came for {0} s.', '{0} s lang kam nichts.'],
  [
    'The disk is full. Make room, then resume; what has come is kept.',
    'Die Festplatte ist voll. Platz schaffen, dann fortsetzen; was da ist, bleibt.',
  ],
  ['The connection broke off.', 'Die Verbindung brach ab.'],

  // Why one did not come
  [
    'It came whole but its header is damaged, so it was deleted. Resume to download it anew.',
    'Es kam ganz an, aber der Kopf ist beschädigt, daher wurde es gelöscht. Fortsetzen lädt es neu herunter.',
  ],
  [
    'The server ended the file before its end, so it was deleted. Resume to download it anew.',
    'Der Server hat die Datei vor dem Ende beendet, daher wurde sie gelöscht. Fortsetzen lädt sie neu herunter.',
  ],
  [
    'There is a model named {0} by now. Delete that, then resume; what has come is kept.',
    'Inzwischen gibt es ein Modell {0}. Das löschen, dann fortsetzen; was da ist, bleibt.',
  ],
  ['Ollama does not answer. Start it.', 'Ollama antwortet nicht. Starten.'],
  ['Ollama ended the download early.', 'Ollama hat den Download vorzeitig beendet.'],
  ['{0} sends on to nowhere.', '{0} leitet ins Leere weiter.'],
  [
    '{0} sends on to {1}//{2}, which is not secure. Nothing was fetched from there.',
    '{0} leitet zu {1}//{2} weiter, und das ist nicht sicher. Von dort wurde nichts geholt.',
  ],
  ['{0} sends on in circles.', '{0} leitet im Kreis weiter.'],
  ['The file has {0} GB, and more than {1} are not downloaded.', 'Die Datei hat {0} GB, und mehr als {1} werden nicht heruntergeladen.'],
  ['The server sent another piece than was asked for.', 'Der Server hat ein anderes Stück geschickt als verlangt.'],
  [
    '{0} asks for a login: the model may have a licence to accept first. Download it in a browser and drop the file on the window.',
    '{0} verlangt eine Anmeldung: Vielleicht ist erst eine Lizenz anzunehmen. Im Browser herunterladen und die Datei auf das Fenster ziehen.',
  ],
  ['{0} has no such file. Check the address.', '{0} hat keine solche Datei. Die Adresse prüfen.'],
  ['It answered with status {0}.', 'Die Antwort hatte Status {0}.'],
  ['{0} answered with status {1}.', '{0} hat mit Status {1} geantwortet.'],
  ['The server sends more than it said, so nothing of it is used.', 'Der Server schickt mehr als angekündigt, daher wird nichts davon benutzt.'],

  // Providers, keys and files
  ['{0} needs no key.', '{0} braucht keinen Schlüssel.'],
  [
    'It could not be deleted: {0}. Close what uses it and try again.',
    'Es ließ sich nicht löschen: {0}. Schließen, was es benutzt, dann noch einmal.',
  ],
  ['{0} could not be linked into the models folder.', '{0} ließ sich nicht in den Ordner der Modelle verlinken.'],
  ['{0} withheld the answer.', '{0} hat die Antwort zurückgehalten.'],
  ['{0} ended the answer early.', '{0} hat die Antwort vorzeitig beendet.'],
  ['It did not accept the key.', 'Der Schlüssel wurde nicht angenommen.'],
  ['It offers {0} {1}.', 'Modelle im Angebot: {0}.'],
  ['Nothing answered at {0}.', 'Unter {0} hat nichts geantwortet.'],
  ['{0} did not answer within {1} s. Check the network and try again.', '{0} hat {1} s lang nicht geantwortet. Das Netz prüfen, dann noch einmal.'],
  [
    '{0} asks to slow down, or the quota is used up. The key was not refused; try again {=1}.',
    '{0} bittet um langsamere Anfragen, oder das Kontingent ist verbraucht. Der Schlüssel wurde nicht abgelehnt; {=1} noch einmal.',
  ],
  ['in a while', 'später'],
  ['{0} has trouble of its own (status {1}). Try again later.', '{0} hat selbst Schwierigkeiten (Status {1}). Später noch einmal.'],
  [
    'Something else than {0} answered at {1} (status {2}): perhaps the login page of a network.',
    'Unter {1} hat etwas anderes als {0} geantwortet (Status {2}): vielleicht die Anmeldeseite eines Netzes.',
  ],
  ['The key works.', 'Der Schlüssel funktioniert.'],
  // Last, as it fits much.
  ['{0} cannot {=1}.', '{0} kann nicht {=1}.'],
  ['make embeddings', 'Embeddings erzeugen'],
  ['download models', 'Modelle herunterladen'],
  ['delete models', 'Modelle löschen'],
]

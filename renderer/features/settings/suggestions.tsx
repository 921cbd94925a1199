/** What a field offers while one types; nothing when there is nothing to offer. */
export function Suggestions({ id, of }: { id: string; of: readonly string[] }) {
  if (of.length === 0) return null
  return (
    <datalist id={id}>
      {of.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  )
}

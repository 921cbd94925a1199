/** The mark: a wall, a door, a core. */
export function Logo({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
      <path d="M14 6V4.5A2.5 2.5 0 0 0 11.5 2h-7A2.5 2.5 0 0 0 2 4.5v7A2.5 2.5 0 0 0 4.5 14h7a2.5 2.5 0 0 0 2.5-2.5V10" />
      <rect x="6" y="6" width="4" height="4" rx=".75" fill="currentColor" stroke="none" />
    </svg>
  )
}

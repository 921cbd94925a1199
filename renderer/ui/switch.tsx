import { Switch as Radix } from 'radix-ui'

export function Switch({ isOn, onChange, id, label }: { isOn: boolean; onChange: (isOn: boolean) => void; id?: string; label?: string }) {
  return (
    <Radix.Root className="switch" checked={isOn} onCheckedChange={onChange} id={id} aria-label={label}>
      <Radix.Thumb asChild>
        <span />
      </Radix.Thumb>
    </Radix.Root>
  )
}

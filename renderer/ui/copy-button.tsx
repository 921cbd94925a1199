import { Check, Copy, type LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../app/messages.ts'
import { showToast } from '../app/ui-store.ts'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

export function CopyButton({ text, label = t.action.copy, icon = Copy }: { text: () => string; label?: string; icon?: LucideIcon }) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text())
      setIsCopied(true)
    } catch {
      showToast(t.action.copyRefused)
    }
  }
  return (
    <IconButton label={isCopied ? t.action.copied : label} isSmall onClick={copy}>
      <Icon of={isCopied ? Check : icon} size="small" />
    </IconButton>
  )
}

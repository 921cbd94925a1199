import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useInstalling } from '../install/install-context.ts'
import { kindIcons } from './icons.ts'

/** What a new manifest can be started from. */
export function TemplateCards({ words }: { words: string }) {
  const { orpc } = useApi()
  const { addTemplate } = useInstalling()
  const list = useQuery(orpc.registry.templates.queryOptions({ input: {} }))
  const searched = words.trim().toLowerCase()
  const shown = (list.data?.templates ?? []).filter(({ title, description }) => `${title} ${description}`.toLowerCase().includes(searched))
  if (list.isError) return <Failed what={t.templates.loadFailed} error={list.error} onRetry={() => list.refetch()} />
  if (shown.length === 0) return null
  return (
    <section aria-label={t.gallery.templates}>
      <h2 className="cards-head">
        {t.gallery.templates} <span className="num">{shown.length}</span>
        <span className="font-normal">{t.gallery.templatesAbout}</span>
      </h2>
      <ul className="manifest-cards">
        {shown.map(({ id, kind, title, description, files }) => (
          <li key={id} className="card manifest-card">
            <h3 className="row">
              <Icon of={kindIcons[kind]} size="small" className="text-text-3" />
              <span className="cut">{title}</span>
            </h3>
            <p className="about small text-text-2">{description}</p>
            <div className="row actions">
              <Button isSmall aria-label={t.gallery.beginWith(title)} onClick={() => addTemplate(id)}>
                {t.gallery.use}
              </Button>
              <span className="small end cut text-text-3">{t.gallery.files(files.length)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

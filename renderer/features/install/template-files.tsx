import { useState } from 'react'
import { t } from '../../app/messages.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { fillTemplate, type Template } from './fill-template.ts'

/** The files that a template makes, one at a time, as they will be. */
export function TemplateFiles({ template, name, description }: { template: Template; name: string; description: string }) {
  const files = fillTemplate(template, name, description)
  const [path, setPath] = useState(files[0]?.path ?? '')
  const shown = files.find((file) => file.path === path) ?? files[0]
  if (!shown) return null
  return (
    <section className="flex min-h-[150px] flex-1 flex-col" aria-label={t.templates.files}>
      <h3 className="section-head text-text-1">
        {t.templates.files}
        <span className="end">
          {files.length > 1 ? (
            <Segments
              label={t.templates.files}
              value={shown.path}
              onChange={setPath}
              options={files.map((file) => ({ value: file.path, label: file.path }))}
            />
          ) : (
            shown.path
          )}
        </span>
      </h3>
      <ScrollBox className="well card min-h-0 flex-1 text-[12px]" label={shown.path}>
        {shown.text}
      </ScrollBox>
    </section>
  )
}

import { expect, test } from '../workstation.ts'

for (const [name, query] of [
  ['no token', ''],
  ['a wrong token', '?token=wrong'],
] as const) {
  test(`a page with ${name} says what to do`, async ({ page, workstation }) => {
    await page.goto(`${workstation.url}${query}`)
    await expect(page.getByRole('heading', { name: 'The token is missing or wrong' })).toBeVisible()
    await expect(page.getByText('?token=', { exact: false })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect(page.url()).not.toContain('wrong')
    await page.goto(workstation.address)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    expect(page.url()).not.toContain(workstation.token)
  })
}

test('programs are answered in JSON, mistakes too', async ({ workstation }) => {
  const document = await workstation.fetch('/openapi.json')
  expect(document.headers.get('content-type')).toContain('application/json')
  expect(Object.keys(((await document.json()) as { paths: object }).paths).length).toBeGreaterThan(20)
  for (const path of ['/sessions/ses_00000000000000000000000000000000', '/runs/run_00000000000000000000000000000000', '/no/such/route']) {
    const answer = await workstation.fetch(path)
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, expect.stringContaining('application/json')])
    expect(await answer.json()).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  }
  const refused = await fetch(new URL('/sessions', workstation.url))
  expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ code: 'UNAUTHORIZED' })])
})

import { someText } from './chats.ts'

const sentence = (count: number) => {
  const text = someText(count)
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`
}
const code = (step: number) => [
  '```ts',
  ...Array.from({ length: 9 }, (_, line) => `const ${someText(1)}${step}_${line} = await read('${someText(2)}', ${line}) // ${someText(4)}`),
  '```',
]
const table = (step: number) => [
  '| Name | Count | Where |',
  '| --- | ---: | --- |',
  ...Array.from({ length: 6 }, (_, row) => `| \`${someText(1)}\` | ${step * row} | ${someText(3)} |`),
]

/** One section of an answer as models write them: a heading, prose with marks in it, a list, code, a table. */
export const section = (step: number): string =>
  [
    `## ${step}. ${sentence(4)}`,
    `${sentence(24)} **${someText(2)}** and \`${someText(1)}\`: ${sentence(18)} See [${someText(2)}](https://example.com/${step}).`,
    Array.from({ length: 5 }, () => `- *${someText(1)}*: ${sentence(9)}`).join('\n'),
    code(step).join('\n'),
    table(step).join('\n'),
    `1. ${sentence(8)}\n2. ${sentence(8)}\n   - ${sentence(5)}\n\n> ${sentence(12)}`,
  ].join('\n\n')

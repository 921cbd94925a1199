import { posix } from 'node:path'
import { labelsOf } from '../labels.ts'
import { type BaseImage, baseArguments } from './base-images.ts'
import { readDockerfile } from './hand-written.ts'
import { environment, isPlainPath, type Layer, label, render, runScript, type Step, words } from './instructions.ts'
import { planBash } from './languages/bash.ts'
import { checkNames, where } from './languages/declared.ts'
import { planGo } from './languages/go.ts'
import type { ToolFolder } from './languages/language.ts'
import { planNode } from './languages/node.ts'
import { planPython } from './languages/python.ts'
import { refuse } from './refusal.ts'

/** What an image is built by. Made from a folder and the settings alone: the same folder gives the same plan. */
export type ImagePlan = {
  dockerfile: string
  /** The same without the marks that say whose it is: what the image is made of. */
  recipe: string
  /** Where the Dockerfile stands in the context; in `.cortex/` when it was made here. */
  dockerfilePath: string
  isHandWritten: boolean
  /** All images it stands on; the last stage's is the last one. */
  bases: BaseImage[]
  /** For people, from the bottom up. */
  layers: Omit<Layer, 'instructions'>[]
  /** Each instruction in order, as engines count their steps. */
  steps: Step[]
  /** Whether the context holds `certificatesPath`. */
  hasCertificates: boolean
  buildArgs: Record<string, string>
  /** null: as the Dockerfile says. */
  user: string | null
  workdir: string | null
  entrypoint: string[] | null
  /** What the person should know. */
  notes: string[]
}

/** What is ours in a context; a folder of that name in the tool's folder never gets in. */
export const ownFolder = '.cortex'
export const certificatesPath = `${ownFolder}/certificates.pem`
const certificatesInside = '/etc/cortex/certificates.pem'
const toolUser = '10001:10001'

/** Every program that is known to look for authorities in a place of its own is shown the same file. */
const trusting = Object.fromEntries(
  ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS'].map((name) => [
    name,
    certificatesInside,
  ]),
)

const aptScript =
  'apt-get update -qq -o APT::Update::Error-Mode=any && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -- "$@" && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*'
/** Beside the authorities that apt has by itself, as it does not look at SSL_CERT_FILE. */
const trustingAptScript = `export APT_CONFIG=/tmp/cortex-apt.conf; echo 'Acquire::https::CAInfo "${certificatesInside}";' > "$APT_CONFIG"; ${aptScript} && rm "$APT_CONFIG"`

/** Plans the image of a tool. Throws BUILD_FAILED, naming the line of the manifest, for what cannot or must not be built. Pure. */
export function planTool(tool: ToolFolder): ImagePlan {
  const { manifest } = tool
  const script = scriptOf(tool)
  if (manifest.build?.dockerfile !== undefined) return planHandWritten(tool, manifest.build.dockerfile)

  const plan = { python: planPython, node: planNode, go: planGo, bash: planBash }[manifest.implementation.type](tool, script)
  const healthCheck = manifest.health_check ? healthCheckOf(manifest.health_check.args, plan.entrypoint) : 'HEALTHCHECK NONE'
  const last: Layer[] = [
    ...ground(tool, plan.base),
    ...systemPackages(tool),
    { title: 'Folder', detail: 'where the tool lives', origin: 'cortex', instructions: [{ text: 'WORKDIR /tool', origin: 'cortex' }] },
    ...plan.dependencies,
    {
      title: 'User and entry point',
      detail: `${plan.entrypoint.join(' ')} as ${toolUser}; it can change no file of the image`,
      origin: 'implementation.script',
      instructions: [
        environment({ HOME: '/tmp', ...plan.environment }, 'cortex'),
        { text: `USER ${toolUser}`, origin: 'cortex' },
        { text: healthCheck, origin: manifest.health_check ? 'health_check' : 'cortex' },
        { text: `ENTRYPOINT ${words(plan.entrypoint)}`, origin: 'implementation.script' },
      ],
    },
    ...plan.taken,
    {
      title: 'Code',
      detail: `${tool.files.length} files`,
      origin: 'implementation.script',
      instructions: [{ text: 'COPY [".", "/tool/"]', origin: 'implementation.script' }],
    },
  ]
  const before = plan.before.map(({ base, name, layers }) => [...ground(tool, base, name), ...layers])
  const layers = [...before.flat(), ...last]
  const title = [
    `How Cortex builds the tool ${manifest.name}, made from ${tool.manifestFile.name}.`,
    'To change it, keep it as ./Dockerfile and write build: { dockerfile: ./Dockerfile }.',
  ]
  // Last, as one step: labels that are handed to an engine beside the Dockerfile are a step each.
  const marks = { title: 'Marks', detail: 'whose image this is', origin: 'cortex', instructions: [label(tool.marks, 'cortex')] }
  const { dockerfile: recipe } = render(title, layers)
  const { dockerfile, steps } = render(title, Object.keys(tool.marks).length > 0 ? [...layers, marks] : layers)
  return {
    dockerfile,
    recipe,
    dockerfilePath: `${ownFolder}/Dockerfile`,
    isHandWritten: false,
    bases: [...plan.before.map(({ base }) => base), plan.base],
    layers: layers.filter(({ instructions }) => instructions.length > 0).map(({ title, detail, origin }) => ({ title, detail, origin })),
    steps,
    hasCertificates: tool.hasCertificates,
    buildArgs: {},
    user: toolUser,
    workdir: '/tool',
    entrypoint: plan.entrypoint,
    notes: plan.notes,
  }
}

/** A Dockerfile of the folder, used as it is. `path` is as the manifest writes it. */
export function planHandWritten(
  tool: Pick<ToolFolder, 'text' | 'settings' | 'manifestFile'> & { manifest: { name: string } },
  path: string,
): ImagePlan {
  const { name } = tool.manifest
  const plain = posix.normalize(path)
  const dockerfile = isPlainPath(plain) ? tool.text(plain) : null
  if (dockerfile === null) refuse(name, `${tool.manifestFile.name} names ${path}, which is no Dockerfile inside its folder.`)
  const { steps, bases, buildArgs } = readDockerfile(dockerfile, baseArguments(name, tool.settings))
  if (steps.length === 0) refuse(name, `${path} is empty.`)
  return {
    dockerfile,
    recipe: dockerfile,
    dockerfilePath: plain,
    isHandWritten: true,
    bases,
    layers: [
      ...bases.map(({ ref, setting }) => ({ title: 'Base image', detail: ref, origin: setting ? `settings ${setting}` : 'build.dockerfile' })),
      { title: 'Dockerfile', detail: `${steps.length} instructions of ${plain}, as it is`, origin: 'build.dockerfile' },
    ],
    steps,
    // It says itself whether it takes them; where the settings name none it is given the ones that are known everywhere.
    hasCertificates: dockerfile.includes(certificatesPath),
    buildArgs,
    user: null,
    workdir: null,
    entrypoint: null,
    notes: [],
  }
}

/** Base, mark and authorities: what every stage begins with. The mark finds what builds leave behind; it is the same for all tools, so that equal layers are shared. */
function ground(tool: ToolFolder, base: BaseImage, stage?: string): Layer[] {
  const origin = base.setting ? `settings ${base.setting}` : 'cortex'
  return [
    {
      title: 'Base image',
      detail: base.ref,
      origin,
      instructions: [{ text: `FROM ${base.ref}${stage ? ` AS ${stage}` : ''}`, origin }, label(labelsOf({ role: 'image' }), 'cortex')],
    },
    {
      title: 'Authorities to trust',
      detail: 'those of the settings, for the build and for the tool',
      origin: 'settings containers.certificates',
      instructions: tool.hasCertificates
        ? [
            { text: `COPY ${words([certificatesPath, certificatesInside])}`, origin: 'settings containers.certificates' },
            environment(trusting, 'settings containers.certificates'),
          ]
        : [],
    },
  ]
}

function systemPackages(tool: ToolFolder): Layer[] {
  const packages = tool.manifest.build?.packages ?? []
  checkNames(tool, 'apt', packages, 'packages')
  if (packages.length === 0) return []
  const instructions = [runScript(tool.hasCertificates ? trustingAptScript : aptScript, packages, 'build.packages')]
  return [{ title: 'OS packages', detail: packages.join(' '), origin: 'build.packages', instructions }]
}

/** The script's path inside the folder. */
function scriptOf(tool: ToolFolder): string {
  const { script } = tool.manifest.implementation
  const path = posix.normalize(script)
  if (tool.files.includes(path)) return path
  refuse(
    tool.manifest.name,
    `${where(tool, 'script', script)} (implementation.script): ${script} is not among the files that go into the image. It is missing, outside the folder, or left out by .dockerignore.`,
  )
}

/**
 * Calls the tool as its manifest says, for who runs the image by hand or keeps it running. The first time after an hour: the workstation's own
 * containers are gone by then.
 */
function healthCheckOf(args: Record<string, unknown>, entrypoint: readonly string[]): string {
  return `HEALTHCHECK --interval=1h --timeout=1m --retries=1 CMD ${words(['/bin/sh', '-c', 'printf %s "$0" | "$@"', JSON.stringify(args), ...entrypoint])}`
}

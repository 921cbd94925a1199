import { describe, expect, it } from 'vitest'
import { placeOf, readCompose } from './read-compose.ts'
import { writeCompose } from './write-compose.ts'

const plan = { name: 'shop', folder: '/m/shop', capabilities: [] as string[] }
const service = (lines: string) => `services:\n  web:\n    image: web:1\n${lines}`

describe('a compose file', () => {
  it.each([
    ['privileged: true', /line 4 .*services\.web\.privileged: a relic cannot be privileged/],
    ['network_mode: host', /line 4 .*own network only/],
    ['pid: host', /line 4 .*processes of others/],
    ['ipc: host', /line 4/],
    ['volumes: ["/etc:/etc"]', /line 4 .*\/etc is outside of the relic's folder/],
    ['volumes:\n      - data:/data\n      - ../other:/x', /line 6 .*\.\.\/other is outside/],
    ['volumes: ["/var/run/docker.sock:/var/run/docker.sock"]', /line 4 .*socket is never given/],
    ['volumes: ["$HOME/x:/x"]', /line 4 .*without variables/],
    ['volumes: [{ type: bind, source: /etc, target: /x }]', /line 4 .*outside/],
    ['volumes: [{ type: npipe, source: x, target: /x }]', /line 4/],
    ['cap_add: [SYS_ADMIN]', /line 4 .*SYS_ADMIN is not named under `capabilities`/],
    ['devices: ["/dev/kmsg:/dev/kmsg"]', /line 4 .*no devices/],
    ['security_opt: ["seccomp:unconfined"]', /line 4 .*loosen/],
    ['sysctls: { net.ipv4.ip_forward: 1 }', /line 4/],
    ['extends: { file: ../x.yml, service: web }', /line 4/],
    ['env_file: ../secrets.env', /line 4 .*outside/],
    ['build: ..', /line 4 .*outside/],
    ['build: { context: ., network: host }', /line 4 .*services\.web\.build\.network/],
    ['build: { context: ., dockerfile: ../../Dockerfile }', /line 4/],
    ['surprise: 1', /line 4 .*services\.web\.surprise/],
    ['userns_mode: host', /line 4/],
    ['volumes_from: [container:other]', /line 4/],
  ])('with %s is refused at its line', (lines, message) => {
    expect(() => readCompose(service(`    ${lines}\n`), plan)).toThrow(message)
  })

  it.each([
    [
      'volumes:\n  data:\n    driver_opts: { type: none, device: /etc, o: bind }\nservices: { web: { image: x } }',
      /line 3 .*volumes\.data\.driver_opts/,
    ],
    ['services: { web: { image: x } }\nvolumes: { data: { external: true } }', /line 2 .*external/],
    ['include: [../x.yml]\nservices: { web: { image: x } }', /line 1 .*include/],
    ['secrets: { x: { file: /etc/shadow } }\nservices: { web: { image: x } }', /line 1 .*secrets/],
    ['services: {}', /no service/],
    ['services:\n  web: [', /YAML/],
    ['', /empty/],
  ])('%j is refused as a whole', (text, message) => expect(() => readCompose(text, plan)).toThrow(message))

  it('is taken without what would lead out of its network, and written anew with ours', () => {
    const project = readCompose(
      `version: "3.8"
x-common: &common { restart: always, environment: [A=1, "B=x=y"] }
services:
  db:
    <<: *common
    image: db:1
    volumes: [data:/data, ./init:/init]
    networks: [back]
  web:
    build: .
    ports: ["8004:80"]
    depends_on: [db]
    privileged: false
    container_name: fixed
    hostname: fixed
    mem_limit: 100g
networks: { back: { external: true } }
volumes: { data: }
`,
      plan,
    )
    expect(project.main).toBe('web')
    const written = JSON.parse(
      writeCompose({
        project,
        plan: { capabilities: ['CHOWN'], limits: { memoryBytes: 1, cpus: 1, pids: 2 }, name: 'shop' } as Parameters<typeof writeCompose>[0]['plan'],
        innerNetwork: 'inner-net',
        network: 'chat-net',
        reachable: new Set(['web']),
        aliasOf: (name) => `shop.${name}`,
        labels: { ours: 'yes' },
        env: { CORTEX_RELIC_X_HOST: 'x' },
        volumeName: (slug) => `vol-${slug}`,
      }),
    )
    expect(written.networks).toEqual({ inner: { external: true, name: 'inner-net' }, session: { external: true, name: 'chat-net' } })
    expect(written.volumes).toEqual({ data: { external: true, name: 'vol-data' } })
    expect(written.services.db).toMatchObject({
      networks: { inner: {} },
      volumes: ['data:/data', '/m/shop/init:/init:ro'],
      environment: { A: '1', B: 'x=y', CORTEX_RELIC_X_HOST: 'x' },
      cap_drop: ['ALL'],
      cap_add: ['CHOWN'],
      restart: 'no',
      labels: { ours: 'yes' },
      mem_limit: 1,
    })
    expect(written.services.web).toMatchObject({ ports: [], build: { context: '/m/shop' }, networks: { session: { aliases: ['shop.web', 'shop'] } } })
    for (const gone of ['container_name', 'hostname', 'privileged']) expect(written.services.web).not.toHaveProperty(gone)
  })

  it('tells where a host and port of the manifest are', () => {
    const project = readCompose(service('    ports: ["8004:80", "127.0.0.1:9000:90/tcp", "7000"]\n  db: { image: db }\n'), plan)
    expect(placeOf(project, 'shop', 'localhost', 8004)).toEqual({ service: 'web', port: 80 })
    expect(placeOf(project, 'shop', 'shop', 9000)).toEqual({ service: 'web', port: 90 })
    expect(placeOf(project, 'shop', 'shop', 7000)).toEqual({ service: 'web', port: 7000 })
    expect(placeOf(project, 'shop', 'shop', 1234)).toEqual({ service: 'web', port: 1234 })
    expect(placeOf(project, 'shop', 'db', 5432)).toEqual({ service: 'db', port: 5432 })
    expect(placeOf(project, 'shop', 'example.com', 80)).toBeNull()
  })
})

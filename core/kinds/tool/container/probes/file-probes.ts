import type { Probe } from './probe.ts'

/** What a container may reach on disk. `args.file` is a file of this computer that holds `args.secret`. */
export const fileProbes = (given: { folder: string }): Probe[] => [
  {
    name: 'a file of this computer, by every road',
    code: `import os
got = []
for path in [args["file"], "/../../.." + args["file"], "/tool/../../.." + args["file"], "/proc/1/root" + args["file"], "/proc/self/root" + args["file"], "/proc/1/cwd/../.." + args["file"]]:
    try:
        if args["secret"] in open(path).read():
            got.append(path)
    except OSError:
        pass`,
    control: ['--volume', `${given.folder}:${given.folder}:ro`, '--user', '0:0'],
  },
  {
    name: "the engine's socket",
    code: `import socket
got = []
for path in ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"]:
    try:
        s = socket.socket(socket.AF_UNIX)
        s.connect(path)
        s.send(b"GET /version HTTP/1.0\\r\\n\\r\\n")
        got.append(s.recv(100).decode())
    except OSError:
        pass`,
    control: ['--user', '0:0', '--volume', '/var/run/docker.sock:/var/run/docker.sock'],
  },
  {
    name: 'writing anywhere but into its own scratch',
    code: `import os
scratch = ("/tmp", "/work", "/run/cortex", "/dev", "/proc", "/sys")
got = []
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(scratch)]
    try:
        path = os.path.join(folder, ".probe")
        open(path, "w").close()
        os.remove(path)
        got.append(folder)
    except OSError:
        pass
    if len(got) > 5:
        break`,
    control: ['--user', '0:0'],
  },
  {
    name: 'changing programs, settings and code that are there',
    code: `import os, shutil
got = []
for path in ["/etc/passwd", "/etc/hosts", "/etc/resolv.conf", shutil.which("python3"), "/tool/main.py", "/bin/sh"]:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
        got.append(path)
    except OSError:
        pass`,
    control: ['--user', '0:0'],
  },
  {
    name: 'running a program that it wrote',
    code: `import os, shutil, subprocess
shutil.copy(shutil.which("true"), "/tmp/program")
os.chmod("/tmp/program", 0o755)
got = subprocess.run(["/tmp/program"]).returncode == 0`,
    control: ['--user', '10001:10001'],
  },
]

/** A program with the setuid bit; the image must hold it (see `setuidLine`). */
export const setuidProbe: Probe = {
  name: 'becoming root by a setuid program',
  code: `import subprocess\ngot = subprocess.run(["/usr/local/bin/setuid-id", "-u"], capture_output=True, text=True).stdout.strip() == "0"`,
  control: ['--user', '10001:10001'],
}
export const setuidLine = 'RUN cp /usr/bin/id /usr/local/bin/setuid-id && chmod 4755 /usr/local/bin/setuid-id'

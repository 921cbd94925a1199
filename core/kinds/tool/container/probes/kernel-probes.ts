import type { Probe } from './probe.ts'

/** Root with the one capability that most of the kernel asks for, and no filter. Not `--privileged`: not every engine may give all. */
const mighty = ['--user', '0:0', '--cap-add', 'SYS_ADMIN', '--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined']
const unmasked = [...mighty, '--security-opt', 'systempaths=unconfined']

const libc = `import ctypes, ctypes.util, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *rest):
    result = libc.syscall(ctypes.c_long(number), *rest)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
import platform
is_arm = platform.machine() == "aarch64"
`
const status = `status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
`
/** Opens each for writing, and writes back what it holds. */
const rewrite = (paths: string[]) => `got = []
for path in ${JSON.stringify(paths)}:
    try:
        before = open(path).read().strip()
        with open(path, "w") as file:
            file.write(before.split("[")[1].split("]")[0] if "[" in before else before)
        got.append(path)
    except OSError:
        pass`

/** What a container may ask of the kernel. Each needs nothing but Python, so that they can be asked in every container. */
export const kernelProbes: Probe[] = [
  { name: 'being root', code: `import os\ngot = os.getuid() == 0 or os.geteuid() == 0 or os.getgid() == 0`, control: ['--user', '0:0'] },
  {
    name: 'any capability, also only to be inherited or in the bounding set',
    code: `${status}got = [name for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(status[name], 16) != 0]`,
    control: [],
  },
  { name: 'new privileges by a program', code: `${status}got = int(status["NoNewPrivs"]) == 0`, control: [] },
  { name: 'system calls without a filter', code: `${status}got = int(status["Seccomp"]) == 0`, control: ['--security-opt', 'seccomp=unconfined'] },
  {
    name: 'making a device node',
    code: `import os, stat\nos.mknod("/tmp/device", stat.S_IFBLK | 0o600, os.makedev(8, 0))\ngot = os.stat("/tmp/device").st_rdev`,
    control: ['--user', '0:0'],
  },
  {
    name: 'memory and logs of the kernel, and disks, as devices',
    code: `import os, glob
got = []
for path in ["/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", *glob.glob("/dev/sd*"), *glob.glob("/dev/vd*"), *glob.glob("/dev/nvme*"), *glob.glob("/dev/loop*")]:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        got.append(path)
    except OSError:
        pass`,
    control: [...unmasked, '--device', '/dev/kmsg', '--cap-add', 'SYSLOG'],
  },
  {
    name: 'changing settings of the kernel in /proc/sys',
    code: rewrite([
      '/proc/sys/kernel/core_pattern',
      '/proc/sys/kernel/printk',
      '/proc/sys/vm/swappiness',
      '/proc/sys/net/ipv4/ip_forward',
      '/proc/sys/kernel/hostname',
    ]),
    control: unmasked,
  },
  {
    name: 'changing settings of the kernel in /sys',
    code: rewrite([
      '/sys/kernel/mm/transparent_hugepage/enabled',
      '/sys/kernel/mm/ksm/run',
      '/sys/module/printk/parameters/time',
      '/sys/kernel/profiling',
    ]),
    control: [...unmasked, '--volume', '/sys:/sys'],
  },
  {
    name: 'the kernel log by a system call',
    code: `${libc}buffer = ctypes.create_string_buffer(4096)\ngot = call(116 if is_arm else 103, 3, buffer, 4096) >= 0`,
    control: [...mighty, '--cap-add', 'SYSLOG'],
  },
  { name: 'the keyring', code: `${libc}got = call(219 if is_arm else 250, 0, -3, 1) >= 0`, control: ['--security-opt', 'seccomp=unconfined'] },
  {
    name: 'bpf',
    code: `${libc}import struct\nattributes = ctypes.create_string_buffer(struct.pack("IIII", 2, 4, 4, 1) + bytes(96))\ngot = call(280 if is_arm else 321, 0, attributes, 112) >= 0`,
    control: mighty,
  },
  {
    name: 'a user namespace of its own',
    code: `${libc}got = call(97 if is_arm else 272, 0x10000000) == 0`,
    control: ['--security-opt', 'seccomp=unconfined'],
  },
  {
    name: 'mounting',
    code: `${libc}os.makedirs("/tmp/mounted", exist_ok=True)
if libc.mount(b"none", b"/tmp/mounted", b"tmpfs", 0, None) != 0:
    raise OSError(ctypes.get_errno(), "mount")
got = True`,
    control: mighty,
  },
  {
    name: 'loading a module: the kernel does not even look at it',
    code: `${libc}import errno
try:
    call(105 if is_arm else 175, ctypes.create_string_buffer(b"no module"), 9, ctypes.create_string_buffer(b""))
except OSError as error:
    got = error.errno != errno.EPERM`,
    control: [...mighty, '--cap-add', 'SYS_MODULE'],
  },
  {
    name: 'setting the clock',
    code: `import time\ntime.clock_settime(time.CLOCK_REALTIME, time.time())\ngot = True`,
    control: ['--user', '0:0', '--cap-add', 'SYS_TIME'],
  },
  {
    name: 'raw sockets, and frames on the wire such as ARP',
    code: `import socket
got = []
for name, make in [("icmp", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)), ("frames", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806)))]:
    try:
        make().close()
        got.append(name)
    except OSError:
        pass`,
    control: ['--user', '0:0'],
  },
  {
    name: 'the way out by a control group: release_agent',
    code: `${libc}got = []
for kind in ("memory", "rdma", "pids", "cpu", "freezer"):
    os.makedirs("/tmp/group", exist_ok=True)
    if libc.mount(b"cgroup", b"/tmp/group", b"cgroup", 0, kind.encode()) == 0:
        try:
            open("/tmp/group/release_agent", "r+").close()
            got.append(kind)
        except OSError:
            pass
        libc.umount(b"/tmp/group")
if libc.mount(b"cgroup2", b"/tmp/group", b"cgroup2", 0, None) == 0:
    got.append("cgroup2")
    libc.umount(b"/tmp/group")`,
    control: mighty,
  },
  {
    name: 'changing its own control group, and so its limits',
    code: `import os
got = []
for folder, _, files in os.walk("/sys/fs/cgroup"):
    for name in files:
        if name in ("memory.limit_in_bytes", "memory.max", "pids.max", "cpu.max", "cpu.cfs_quota_us", "cgroup.procs", "tasks"):
            try:
                open(os.path.join(folder, name), "r+").close()
                got.append(name)
            except OSError:
                pass
    if len(got) > 3:
        break`,
    control: [...mighty, '--volume', '/sys/fs/cgroup:/sys/fs/cgroup'],
  },
  {
    name: 'other processes of this computer, in /proc and by ptrace',
    code: `${libc}mark = args["mark"]
got = []
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    try:
        line = open("/proc/" + pid + "/cmdline").read()
    except OSError:
        continue
    if mark in line and "json" not in line:
        got.append("seen")
        if libc.ptrace(16, int(pid), None, None) == 0:
            got.append("attached")
            os.waitpid(int(pid), 0x40000000)
            libc.ptrace(17, int(pid), None, None)`,
    control: ['--user', '0:0', '--pid', 'host', '--cap-add', 'SYS_PTRACE', '--security-opt', 'apparmor=unconfined'],
  },
  {
    name: 'the sockets that a program of this computer has without a file',
    code: `import socket
s = socket.socket(socket.AF_UNIX)
s.connect("\\0" + args["abstract"])
got = True`,
    control: ['--network', 'host', '--security-opt', 'apparmor=unconfined'],
  },
  {
    name: 'more open files than are good for the system',
    code: `import os
got = 0
held = []
try:
    while len(held) < 10000:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
got = len(held) if len(held) >= 10000 else 0`,
    control: [],
  },
  {
    name: 'all of the processors',
    code: `got = []
for path, all_of_it in (("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1"), ("/sys/fs/cgroup/cpu.max", "max")):
    try:
        if open(path).read().split()[0] == all_of_it:
            got.append(path)
    except OSError:
        pass`,
    control: [],
  },
]

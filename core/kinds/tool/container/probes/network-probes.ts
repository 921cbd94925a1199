/** Attempts to reach something, in Python. Each sets `got` to what answered. */

/** A TCP connection to each of `args.targets` (`[host, port]`), past any proxy. */
export const dialDirectly = `import socket
got = []
for host, port in args["targets"]:
    try:
        with socket.create_connection((host, port), 1.5) as s:
            got.append(host)
    except OSError:
        pass`

/** A datagram that holds a question for a name, to each of `args.targets`; what hears it is elsewhere. Then the same by the resolver. */
export const leakByDns = `import socket, struct
question = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + b"".join(bytes([len(part)]) + part.encode() for part in args["name"].split(".")) + b"\\0\\0\\1\\0\\1"
got = []
for host, port in args["targets"]:
    try:
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(0.5)
        s.sendto(question, (host, port))
        s.recv(512)
        got.append(host)
    except OSError:
        pass
try:
    got.append(socket.getaddrinfo(args["name"], 80)[0][4][0])
except OSError:
    pass`

/** Asks the proxy of the environment for each of `args.urls`; what a refusal says is in `refused`. */
export const askProxy = `import os, urllib.request, urllib.error
reached = []
refused = {}
for url in args["urls"]:
    try:
        reached.append(urllib.request.urlopen(url, timeout=8).read().decode())
    except urllib.error.HTTPError as error:
        refused[url] = str(error.code) + " " + str(error.reason)
    except OSError as error:
        refused[url] = str(error)
got = {"reached": reached, "refused": refused}`

/** Asks the proxy under another name than the run's own: `args.token`. */
export const askWithToken = `import os, urllib.request, urllib.error
proxy = "http://run:" + args["token"] + "@egress:3128"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
try:
    got = opener.open(args["url"], timeout=8).read().decode()
except urllib.error.HTTPError as error:
    raise Exception(error.code)`

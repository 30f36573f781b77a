"""What the scripts of this folder share: servers of our own, pinned to a CPU, and tables between markers of a Markdown file."""

import os
import pathlib
import platform
import signal
import socket
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds_of(pid):
    """User and system time of a whole process so far: fields 14 and 15 of /proc/PID/stat."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


class Server:
    """A server process with its files in a temporary folder; `command` may have the word PORT in it."""

    def __init__(self, name, command, directory, cpu=None, environment=None):
        self.name = name
        self.port = free_port()
        self.log = open(directory / f"{name}.log", "ab")
        command = [str(self.port) if word == "PORT" else word for word in command]
        pinned = ["taskset", "-c", cpu, *command] if cpu else command
        self.process = subprocess.Popen(
            pinned, cwd=directory, env=environment, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL
        )

    def await_ready(self, expected=b"+PONG"):
        """Asks until it answers as a server does that has loaded its data."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended with {self.process.returncode}; see {self.log.name}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(64).startswith(expected):
                        return self
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit(f"{self.name} is not ready after {START_TIMEOUT_S} s; see {self.log.name}")

    def cpu_seconds(self):
        return cpu_seconds_of(self.process.pid)

    def memory_bytes(self):
        """Proportional set size: resident memory, of what is shared a share."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return 0

    def resident_bytes(self):
        """Resident memory by the kernel's counters: unlike `memory_bytes` it does not walk the page tables, which holds up a process of some gigabytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def call(self, *words):
        """The reply to one command as redis-cli prints it."""
        command = ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def info(self, field):
        for line in self.call("INFO", "everything").splitlines():
            if line.startswith(field + ":"):
                return line.partition(":")[2].strip()
        raise SystemExit(f"{self.name} has no {field} in INFO")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def redis(name, directory, flags=(), cpu=None):
    data = directory / name
    data.mkdir(exist_ok=True)
    command = ["redis-server", "--port", "PORT", "--bind", "127.0.0.1", "--save", "", "--dir", str(data), *flags]
    return Server(name, command, directory, cpu)


def interrex(name, directory, flags=(), cpu=None, environment=None):
    command = [str(HOME / "interrex"), "node", "--standalone", "--port", "PORT", "--http-port", "0"]
    return Server(name, [*command, "--dir", str(directory / name), *flags], directory, cpu, environment)


def redis_version():
    output = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=True).stdout
    return output.split()[2].removeprefix("v=")


def machine():
    model = platform.machine()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}"


def still_ms(cpus, seconds):
    """For each CPU: by how many milliseconds a process stood still at most that does nothing but look at the clock, while all of them do, and the part of that
    which its own CPU time says it computed."""
    program = (
        "import time, sys\n"
        "end = time.monotonic() + float(sys.argv[1])\n"
        "last, last_cpu, most, most_cpu = time.monotonic(), time.thread_time(), 0.0, 0.0\n"
        "while last < end:\n"
        "    now, cpu = time.monotonic(), time.thread_time()\n"
        "    most, most_cpu = max(most, now - last), max(most_cpu, cpu - last_cpu)\n"
        "    last, last_cpu = now, cpu\n"
        "print(most * 1000, most_cpu * 1000)\n"
    )
    spinning = [
        subprocess.Popen(["taskset", "-c", cpu, sys.executable, "-c", program, str(seconds)], stdout=subprocess.PIPE, text=True) for cpu in cpus.split(",")
    ]
    return [[float(word) for word in process.communicate()[0].split()] for process in spinning]


def slow_reads(memory_bytes, seconds):
    """A process with so much memory of its own, which it has written to, reads 64 random bytes of it a thousand times a second: the milliseconds of CPU time that
    the slowest 64 took, how many took more than one, and how many page faults the system counted meanwhile. What takes long without a fault is the host."""
    program = (
        "import mmap, random, resource, sys, time\n"
        "size, seconds = int(sys.argv[1]), float(sys.argv[2])\n"
        "memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "memory.madvise(mmap.MADV_HUGEPAGE)\n"
        "for at in range(0, size, 4096):\n"
        "    memory[at] = 1\n"
        "time.sleep(10)\n"
        "faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "end, most, slow = time.monotonic() + seconds, 0.0, 0\n"
        "while time.monotonic() < end:\n"
        "    places = [random.randrange(size) for _ in range(64)]\n"
        "    before = time.thread_time()\n"
        "    for at in places:\n"
        "        memory[at]\n"
        "    took = time.thread_time() - before\n"
        "    most, slow = max(most, took), slow + (took > 0.001)\n"
        "    time.sleep(0.001)\n"
        "print(most * 1000, slow, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults)\n"
    )
    output = subprocess.run([sys.executable, "-c", program, str(memory_bytes), str(seconds)], capture_output=True, text=True, check=True).stdout
    most, slow, faults = output.split()
    return float(most), int(slow), int(faults)


def stolen_ms():
    """Milliseconds of all CPUs since the start that the host says it gave to others."""
    with open("/proc/stat", encoding="ascii") as file:
        return int(file.readline().split()[8]) * 1000 / os.sysconf("SC_CLK_TCK")


def write_block(path, marker, text):
    """Puts the text between the file's markers; at its end if it has none."""
    begin, end = f"<!-- {marker}: begin -->", f"<!-- {marker}: end -->"
    old = path.read_text() if path.exists() else ""
    block = f"{begin}\n{text}\n{end}"
    if begin in old and end in old:
        path.write_text(old.partition(begin)[0] + block + old.partition(end)[2])
    else:
        path.write_text(old + f"\n{block}\n")


def jdk():
    """The JDK that the launcher would take, or one as new."""
    named = [pathlib.Path(os.environ[name]) for name in ("INTERREX_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    for home in [*named, *sorted(pathlib.Path("/usr/lib/jvm").glob("*")), *sorted(pathlib.Path("/opt").glob("*j*"))]:
        release = home / "release"
        if release.exists() and int(release.read_text().partition('JAVA_VERSION="')[2].partition('"')[0].split(".")[0]) >= 25:
            return home
    raise SystemExit("no JDK 25 found; set INTERREX_JAVA_HOME")


def load_generator():
    """The command of the open-loop load generator, but for its options."""
    lib = HOME / "target" / "dist" / "bench" / "lib"
    if not any(lib.glob("interrex-bench-*.jar")):
        raise SystemExit("build the load generator first: mvn -q -Pfast -DskipTests -pl bench -am package")
    return [str(jdk() / "bin" / "java"), "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-cp", f"{lib}/*", "dev.interrex.bench.load.LoadMain"]

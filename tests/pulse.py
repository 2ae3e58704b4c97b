"""A sound card that is none: a PulseAudio of our own with a loudspeaker `spk` and a microphone `mic`.

Both are null sinks. The program records `mic.monitor`, into which `speak` plays; what the program plays is recorded by
`listen` from `spk.monitor`. Everything lives in one temporary folder and goes with it. Needs no rights, no hardware.
Used by the tests marked `device` and by scripts; imports nothing of pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import soundfile
from numpy.typing import NDArray
from patience import PATIENCE

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
INSTALL = "apt-get install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2 alsa-utils"
TAIL = 0.5  # s recorded after the `with` block of `listen`: what is still under way
ABANDONED = 600  # s without a client after which a server that was left behind ends itself


def missing() -> str | None:
    """Why there can be no such card here; None: there can."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"{', '.join(absent)} not installed: {INSTALL}" if absent else None


@dataclass
class Heard:
    """What the program played, there when the `with` block of `listen` is over."""

    rate: int  # Hz
    samples: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, dtype=np.int16))


class SoundCard:
    """Start with `with`; give the program `environment` before it loads PortAudio (or let it look again)."""

    def __init__(self, rate: int = 16_000, channels: int = 1) -> None:
        """Both devices have this rate (Hz) and number of channels, 16 bit."""
        self.rate = rate
        self.channels = channels
        self.folder = Path()
        self._server: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes "default" and "pulse" mean this card, for this process or for a child."""
        return {
            "PULSE_SERVER": f"unix:{self.folder}/native",  # names a server: libpulse starts none by itself
            "PULSE_COOKIE": f"{self.folder}/cookie",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_SINK": "spk",
            "PULSE_SOURCE": "mic.monitor",
        }

    def __enter__(self) -> Self:
        """Start the server and plug both devices in."""
        self.folder = Path(tempfile.mkdtemp(prefix="snd-"))
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--realtime=no", "--high-priority=no"]
        command += ["--disable-shm=yes", "--log-level=error", f"--exit-idle-time={ABANDONED}"]
        command += [f"--load=module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native"]
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        environment |= {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder), **self.environment}
        del environment["PULSE_SERVER"]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._until(lambda: self._pactl("info") is not None, "the server answers")
            self.plug()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """End what still plays and the server, remove the folder; may be called twice."""
        for player in self._players:
            player.kill()
            player.wait()
        self._players.clear()
        server, self._server = self._server, None
        if server is not None:
            server.terminate()
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def plug(self) -> None:
        """Put both devices there."""
        for name in ("spk", "mic"):  # without norewinds the first sound may take 2 s and PortAudio spins meanwhile
            options = [f"sink_name={name}", f"rate={self.rate}", f"channels={self.channels}", "norewinds=1"]
            self._must("load-module", "module-null-sink", *options)

    def unplug(self) -> None:
        """Take both away: were one left, PulseAudio would quietly move the streams over."""
        self._must("unload-module", "module-null-sink")

    def speak(self, sound: Path | NDArray[Any], rate: int = 16_000, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """Play a file or samples (int16, or −1…1) into the microphone; wait for the end, or give the running player."""
        path = sound if isinstance(sound, Path) else self._write(sound, rate)
        player = subprocess.Popen(["paplay", "--device=mic", str(path)], env={**os.environ, **self.environment})
        self._players.append(player)
        if wait and player.wait():
            raise RuntimeError(f"paplay failed:\n{self.log()}")
        return player

    def hiss(self, seconds: float = 600) -> None:
        """Noise of −70 dBFS, as every real microphone gives it: of digital silence the program says that it is dead."""
        noise = np.random.default_rng(0).standard_normal(round(seconds * self.rate)) * 10
        self.speak(noise.astype(np.int16), self.rate, wait=False)

    @contextmanager
    def listen(self, rate: int | None = None) -> Iterator[Heard]:
        """Record what the program plays, first channel, while the `with` block runs."""
        heard = Heard(rate or self.rate)
        path = self.folder / f"heard-{time.monotonic_ns()}"
        options = ["--device=spk.monitor", "--raw", "--format=s16le", f"--rate={heard.rate}", "--channels=1"]
        before = self.recorders()
        with path.open("wb") as file:
            recorder = subprocess.Popen(
                ["parec", *options, "--latency-msec=20"], stdout=file, env={**os.environ, **self.environment}
            )
            try:
                self._until(lambda: path.stat().st_size > 0 and self.recorders() > before, "parec records")
                yield heard
                enough = path.stat().st_size + round(TAIL * heard.rate) * 2
                self._until(lambda: path.stat().st_size > enough, "the last sound is recorded")
            finally:
                recorder.terminate()
                recorder.wait()
        heard.samples = np.fromfile(path, dtype="<i2")

    def recorders(self) -> int:
        """How many programs record from the card."""
        return len((self._pactl("list", "short", "source-outputs") or "").splitlines())

    def log(self) -> str:
        """What the server complained about."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def _write(self, samples: NDArray[Any], rate: int) -> Path:
        path = self.folder / f"speak-{time.monotonic_ns()}.wav"
        soundfile.write(path, samples, rate, subtype="PCM_16" if samples.dtype == np.int16 else "FLOAT")
        return path

    def _pactl(self, *arguments: str) -> str | None:
        environment = {**os.environ, **self.environment, "LC_ALL": "C"}
        done = subprocess.run(
            ["pactl", *arguments], env=environment, capture_output=True, check=False, timeout=PATIENCE
        )
        return done.stdout.decode() if done.returncode == 0 else None

    def _must(self, *arguments: str) -> None:
        if self._pactl(*arguments) is None:
            raise RuntimeError(f"pactl {' '.join(arguments)} failed:\n{self.log()}")

    def _until(self, there: Any, what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > deadline or (self._server is not None and self._server.poll() is not None):
                raise RuntimeError(f"waited in vain until {what}:\n{self.log()}")
            time.sleep(0.02)

"""The sound devices of this computer, by PortAudio: list, choose by name, open. The only module with `sounddevice`."""

from __future__ import annotations

import ctypes
import platform
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

from trainer.audio import device_errors as errors
from trainer.audio.device_capture import Capture
from trainer.audio.device_errors import MICROPHONE, SPEAKER, What
from trainer.audio.device_playback import Playback
from trainer.audio.device_stream import Callback, Stream, Target, restart
from trainer.audio.interface import Device
from trainer.errors import DeviceError

Load = Callable[[], Any]  # gives the module sounddevice
_Side = Literal["input", "output"]

_CARD = re.compile(r" \(hw:\d+,\d+\)$")  # ALSA's card number changes when something is plugged in


def load() -> Any:
    """The module `sounddevice`. Raises what importing it raises."""
    import sounddevice

    silence_c_library()
    return sounddevice


@cache
def silence_c_library() -> None:
    """Discard what C code writes to `stderr`, for the rest of the process; Python's own stderr and crash reports stay.

    PortAudio prints "Expression … failed" from its own thread whenever a device goes, with no way to turn it off.
    Only where C's library is glibc: elsewhere the variable has another name or cannot be written.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    nowhere = libc.fopen(b"/dev/null", b"w")
    if nowhere:
        ctypes.c_void_p.in_dll(libc, "stderr").value = nowhere


def inputs(load: Load = load) -> tuple[Device, ...]:
    """The microphones. Raises DeviceError where the sound system does not work; none at all is an empty tuple."""
    return tuple(device for device, _ in _found(_sound(load), "input"))


def outputs(load: Load = load) -> tuple[Device, ...]:
    """The loudspeakers and headphones; else like `inputs`."""
    return tuple(device for device, _ in _found(_sound(load), "output"))


def choose(wanted: str | None, devices: Sequence[Device], what: What = MICROPHONE) -> Device:
    """The device of that name, else the only one with that in its name; without a name the system's default.

    Raises DeviceError that lists what there is.
    """
    if not devices:
        raise DeviceError(errors.none_there(what))
    name = (wanted or "").strip().casefold()
    if not name:
        return next((device for device in devices if device.default), devices[0])
    same = [device for device in devices if device.name.casefold() == name]
    near = same or [device for device in devices if name in device.name.casefold()]
    if not near:
        raise DeviceError(errors.unknown(what, (wanted or "").strip(), [device.name for device in devices]))
    if len(near) > 1 and not same:
        raise DeviceError(errors.ambiguous(what, (wanted or "").strip(), [device.name for device in near]))
    return near[0]


def open_microphone(name: str | None = None, load: Load = load) -> Capture:
    """Start capturing from that microphone, by (part of) its name; None: the system's default. Raises DeviceError."""
    sound = _sound(load)
    device, target = _target(sound, "input", name)
    return Capture(sound.InputStream, target, device.channels)


def open_speaker(name: str | None = None, load: Load = load) -> Playback:
    """Open that loudspeaker; else like `open_microphone`. After a loss and `refresh`, `play` opens it again."""

    def open_stream(callback: Callback) -> Stream:
        sound = _sound(load)
        device, target = _target(sound, "output", name)
        return Stream(sound.OutputStream, target, (min(device.channels, 2), device.channels, 1), callback)

    return Playback(open_stream)


def refresh(load: Load = load) -> None:
    """See what was plugged in or pulled out since: closes every open microphone and loudspeaker first.

    Raises DeviceError.
    """
    try:
        restart(_sound(load))
    except DeviceError:
        raise
    except Exception as error:  # PortAudioError has no stable base class
        raise DeviceError(errors.no_sound_system(error)) from error


def _sound(load: Load) -> Any:
    try:
        return load()
    except ImportError as error:
        raise DeviceError(errors.no_library()) from error
    except OSError as error:
        raise DeviceError(errors.no_portaudio()) from error
    except Exception as error:  # PortAudioError has no stable base class
        raise DeviceError(errors.no_sound_system(error)) from error


def _target(sound: Any, side: _Side, wanted: str | None) -> tuple[Device, Target]:
    what = MICROPHONE if side == "input" else SPEAKER
    found = _found(sound, side)
    device = choose(wanted, [one for one, _ in found], what)
    index = next(index for one, index in found if one is device)
    return device, Target(what, device.name, index, device.rate)


def _found(sound: Any, side: _Side) -> list[tuple[Device, int]]:
    """The devices of the default host system (Windows has four that list each device), with PortAudio's numbers."""
    try:
        every = [raw for raw in sound.query_devices() if raw[f"max_{side}_channels"] > 0]
        preferred = [raw for raw in every if raw["hostapi"] == sound.default.hostapi] or every
        default = sound.default.device[0 if side == "input" else 1]
    except Exception as error:  # PortAudioError has no stable base class
        raise DeviceError(errors.no_sound_system(error)) from error
    short = [_CARD.sub("", raw["name"]) for raw in preferred]
    return [
        (
            Device(
                name=name if short.count(name) == 1 else raw["name"],
                channels=int(raw[f"max_{side}_channels"]),
                rate=int(raw["default_samplerate"]),
                default=raw["index"] == default,
            ),
            int(raw["index"]),
        )
        for name, raw in zip(short, preferred, strict=True)
    ]

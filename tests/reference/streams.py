#!/usr/bin/env python3
"""The words of tests/engine/test_simulate.c: xoshiro256++ in plain integers, its jump as a power of its matrix."""
import numpy as np

MASK = (1 << 64) - 1


def rotate(x, k):
    return (x << k | x >> 64 - k) & MASK


def step(s):
    word = (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
    t = s[1] << 17 & MASK
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotate(s[3], 45)
    return word


def split_mix(seed):
    while True:
        seed = seed + 0x9E3779B97F4A7C15 & MASK
        z = seed
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        yield z ^ z >> 31


def to_bits(s):
    return np.array([s[i // 64] >> i % 64 & 1 for i in range(256)], dtype=np.float32)


def from_bits(b):
    return [sum(int(b[64 * w + i]) << i for i in range(64)) for w in range(4)]


columns = []
for i in range(256):
    s = [0, 0, 0, 0]
    s[i // 64] = 1 << i % 64
    step(s)
    columns.append(to_bits(s))
power = np.array(columns).T
for _ in range(128):  # the state after 2^128 steps
    power = np.round(power @ power) % 2
mix = split_mix(1)
print("split mix of 0: %#x" % next(split_mix(0)))
state = [next(mix) for _ in range(4)]
for lane in range(5):  # the fifth is the first lane of the second block
    s = list(state)
    print("lane %d: 0x%016x 0x%016x" % (lane, step(s), step(s)))
    state = from_bits(np.round(power @ to_bits(state)) % 2)

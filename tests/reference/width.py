#!/usr/bin/env python3
"""Prints the ranges of engine/base/width.c. Needs a Python whose unicodedata is of the version named there.

unicodedata calls an unassigned character "F"; EastAsianWidth.txt makes it narrow, but for the blocks kept for ideographs.
"""
import unicodedata

IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD))


def zero(c):
    return unicodedata.category(chr(c)) in ("Mn", "Me") or 0x1160 <= c <= 0x11FF or 0xD7B0 <= c <= 0xD7FB


def double(c):
    if unicodedata.category(chr(c)) == "Cn":
        return any(first <= c <= last for first, last in IDEOGRAPHS)
    return unicodedata.east_asian_width(chr(c)) in ("W", "F") and not zero(c)


def table(name, is_member):
    ranges = []
    for c in range(0x300, 0x110000):
        if not is_member(c):
            continue
        if ranges and ranges[-1][1] == c - 1:
            ranges[-1][1] = c
        else:
            ranges.append([c, c])
    print("static const struct range %s[] = {" % name)
    for i in range(0, len(ranges), 5):
        print("\t" + " ".join("{0x%X, 0x%X}," % tuple(r) for r in ranges[i:i + 5]))
    print("};")


print("/* Unicode %s */" % unicodedata.unidata_version)
table("zero_width", zero)
print()
table("double_width", double)

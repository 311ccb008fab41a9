#!/usr/bin/env python3
"""Prints the two archives of tests/data/test_feed_shipped.c as C text: a table of invented rates in each."""
import io
import zipfile

TABLES = {
    "hist_zip": ("eurofxref-hist.csv",
                 "Date,USD,JPY,CYP,\n2026-07-24,1.0821,170.5,N/A,\n2026-07-23,1.0804,170.25,N/A,\n"
                 "2026-07-22,1.0799,N/A,N/A,\n"),
    "today_zip": ("eurofxref.csv", "Date, USD, JPY, BGN, \n03 June 2026, 1.2187, 133.85, 1.9558, \n"),
}

for name, (member, text) in TABLES.items():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, (2026, 7, 24, 16, 0, 0)), text, zipfile.ZIP_DEFLATED)
    data = held.getvalue()
    print("static const unsigned char %s[] = {" % name)
    for at in range(0, len(data), 20):
        print("\t" + ", ".join("0x%02X" % byte for byte in data[at:at + 20]) + ",")
    print("};\n")

# Manual pages, completion, units.

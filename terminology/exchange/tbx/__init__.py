"""TBX, both versions and styles: `reading` and `file` are its two ends."""

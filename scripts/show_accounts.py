#!/usr/bin/env python3
"""Print the address and, from the JSON of `manage.py demo --json`, the demo accounts: one table for each list."""

import json
import sys
import unicodedata


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(title: str, rows: list[dict]) -> None:
    """Columns are the keys of the first row; a cell that is a list or an object is left to the JSON's readers."""
    columns = [name for name, value in rows[0].items() if not isinstance(value, list | dict)]
    cells = [columns, *[[str(row.get(name, "") or "") for name in columns] for row in rows]]
    widths = [max(width(line[place]) for line in cells) for place in range(len(columns))]
    print(f"\n{title}")
    for line in cells:
        padded = (text + " " * (wide - width(text)) for text, wide in zip(line, widths, strict=True))
        print("  " + "  ".join(padded).rstrip())


def main(address: str) -> None:
    accounts = json.load(sys.stdin)
    for title, rows in accounts.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            table(title, rows)
        elif not isinstance(rows, list | dict):
            print(f"{title}: {rows}")
    print(f"\n✓ 平台已启动：{address}\n  按 Ctrl-C 停止。", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env python3
"""Print the demo accounts from the JSON of `manage.py demo --json`, one table for each way of logging in."""

import json
import sys
import unicodedata
from itertools import groupby

TITLES = {"method": "登录方式", "login": "用户", "role": "角色", "key_id": "证书", "pin": "PIN", "state": "证书状态"}
TITLES |= {
    "password": "密码",
    "totp_secret": "动态口令密钥",
    "phone": "手机号",
    "id_number": "身份证号",
    "name": "姓名",
}
METHODS = {"certificate": "证书登录（证书助手中选证书，输入 PIN）", "password+totp": "内网：密码和动态口令"}


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(address: str, rows: list[dict]) -> None:
    """Only what one has to type or to know; the rest is for the readers of the JSON."""
    columns = [name for name in rows[0] if name in TITLES and name != "method"]
    cells = [[TITLES[name] for name in columns], *[[str(row.get(name) or "") for name in columns] for row in rows]]
    widths = [max(width(line[place]) for line in cells) for place in range(len(columns))]
    print(f"\n{METHODS.get(rows[0]['method'], rows[0]['method'])}  {address.rstrip('/')}{rows[0].get('site', '/')}")
    for line in cells:
        padded = (text + " " * (wide - width(text)) for text, wide in zip(line, widths, strict=True))
        print("  " + "  ".join(padded).rstrip())


def main(address: str) -> None:
    accounts = json.load(sys.stdin)
    for _, rows in groupby(accounts, key=lambda row: (row["method"], row.get("site"))):
        table(address, list(rows))


if __name__ == "__main__":
    main(sys.argv[1])

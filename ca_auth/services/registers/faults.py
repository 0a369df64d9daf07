"""What is wrong in a file, said so that it can be found and mended. A cell is quoted with its numbers masked: whoever
puts a document number into the wrong column must not find it in a log."""

import re
from dataclasses import dataclass

from ca_auth.privacy import mask_id_number

_NUMBERS = re.compile(r"[0-9A-Za-z]{7,}")
_LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Fault:
    """`row` counts as the spreadsheet does; 0 and an empty `column` mean the sheet as a whole."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        row = f"第 {self.row} 行" if self.row else ""
        return f"「{self.sheet}」{row}{self.column}：{self.text}"


class Unusable(ValueError):
    """A value that cannot be taken; the text says what would be right."""


class RegisterFaults(Exception):
    """Nothing was imported. `faults` are all that were found, in the order of the file."""

    def __init__(self, *faults: "Fault | str"):
        super().__init__("\n".join(str(one) for one in faults))
        self.faults = faults


def quoted(value: object) -> str:
    """The value in quotation marks, shortened, with everything that looks like a number of somebody masked."""
    text = _NUMBERS.sub(lambda found: mask_id_number(found.group()), str(value))
    return f"“{text[:_LONGEST_QUOTE]}{'…' if len(text) > _LONGEST_QUOTE else ''}”"

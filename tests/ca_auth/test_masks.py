"""What of a personal number stays visible."""

import pytest

from ca_auth.privacy import mask, mask_name


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("id", "310199197408260116", "310***********0116"),
        ("id", "11010519491231002X", "110***********002X"),
        ("id", "110105491231002", "110********1002"),
        ("id", "E12345678", "E*****678"),
        ("id", "H0012345678", "H*******678"),
        ("id", "军字1234", "*****4"),
        ("id", "1234", "***4"),
        ("id", "7", "*"),
        ("id", "", ""),
        ("phone", "13812345678", "138****5678"),
        ("phone", "021-64750000", "********0000"),
        ("phone", "64750000", "****0000"),
        ("phone", "110", "**0"),
        ("account", "6222021001112345678", "***************5678"),
        ("account", "1234", "***4"),
        ("address", "上海市徐汇区田林街道田林路65弄3号", "上海市徐汇区田林街道***"),
        ("address", "上海市松江区泗泾镇文化路1号", "上海市松江区泗泾镇***"),
        ("address", "上海市徐汇区田林路65弄3号", "上海市徐汇区***"),
        ("address", "田林路65弄3号", "***"),
        ("address", "", ""),
        ("text", "任何内容", "***"),
        ("text", "", ""),
    ],
)
def test_masks(kind, value, shown):
    assert mask(value, kind) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳明日", "欧阳**"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_names_on_public_pages(name, shown):
    assert mask_name(name) == shown

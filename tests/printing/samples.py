"""A filing with everything on it, as the kernel freezes it: 47 fields, a table of 32 rows, files. All fictional."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

SUBMITTED_AT = datetime(2026, 11, 12, 2, 32, tzinfo=UTC)


def _field(label: str, text: str, *, unit: str = "", span: int = 6, name: str = "", **more) -> dict:
    return {"name": name or label, "label": label, "value": text, "text": text, "unit": unit, "span": span, **more}


def _flag(label: str, value: bool | None) -> dict:
    text = {True: "是", False: "否", None: ""}[value]
    return _field(label, text) | {"value": value, "kind": "bool"}


def _buildings(count: int) -> list[list[str]]:
    return [
        [f"示范路 480 弄 {number} 号", "多层住宅", "砖混", "6", "1982", str(30 + number % 5),
         f"{1420 + 7 * number:,}.50", "屋面翻修、外墙修补粉刷" + ("" if number % 7 else "、楼道照明与扶手更新")]
        for number in range(1, count + 1)
    ]  # fmt: skip


def project_content(*, buildings: int = 32) -> dict:
    sections = [
        ("项目基本信息", [
            _field("项目名称", "2026年度示范街道示范新村12–28号屋面及相关设施改造工程", span=12),
            _field("项目申报编号", "26SBXH0117"),
            _field("项目类别", "屋面及相关设施改造"),
            _field("建设地点", "示范路480弄1–32号", span=12),
            _field("所在区县", "徐汇区"),
            _field("所属街道（镇）", "示范街道"),
            _field("所在区域", "内环线以外、中环线以内"),
            _field("邮政编码", "200233"),
            _field("总投资", "3,860.0000", unit="万元"),
            _field("其中建安工程费", "3,412.5000", unit="万元"),
            _field("建筑面积", "46,218.70", unit="㎡"),
            _field("修缮面积", "51,004.00", unit="㎡"),
            _field("幢数", str(buildings), unit="幢"),
            _field("受益户数", "1,024", unit="户"),
            _field("结构类型", "砖混"),
            _field("建成年代", "1982", unit="年"),
            _field("计划开工日期", "2027年1月11日"),
            _field("计划竣工日期", "2027年9月30日"),
            _field("建设规模", "32幢1024户，建筑面积46218.70㎡，屋面、外墙、上下水改造", span=12),
            _field("修缮内容", "屋面、外立面、楼道公共部位、给排水管道、雨污分流、电气线路、三线整治、消防", span=12),
        ]),
        ("实施单位", [
            _field("实施单位", "上海示范旧改建设有限公司"),
            _field("统一社会信用代码", "91310199MA1K000000"),
            _field("单位性质", "国有独资公司"),
            _field("注册资金", "5,000.0000", unit="万元"),
            _field("单位地址", "示范区示范路100号8楼", span=12),
            _field("法定代表人", "陈立群"),
            _field("联系人", "吴敏喆"),
            _field("手机", "138****0000"),
            _field("电话", "021-6475 0000"),
        ]),
        ("立项信息", [
            _flag("是否正式立项", True),
            _field("立项级别", "区县级机关或区县级单位"),
            _field("立项或批准文件名称", "关于示范新村屋面及相关设施改造项目的批复", span=12),
            _field("立项或批准文件文号", "示房管修〔2026〕38号"),
            _field("发文日期", "2026年9月18日"),
        ]),
        ("保护与结构", [
            _flag("是否优秀历史建筑", False),
            _flag("是否地处历史文化风貌区", False),
            _flag("是否涉及建筑主体或承重结构变动、加层、增加面积、拆除重建", False),
            _flag("有无配套绿化", None),
            _flag("是否有民防设施", True),
        ]),
    ]  # fmt: skip
    funds = [
        ["市级政府财力补贴资金", "40.00", "1,544.0000", "示房修〔2026〕38号"],
        ["区级政府财力补贴资金", "30.00", "1,158.0000", ""],
        ["维修资金", "25.00", "965.0000", "业主大会已表决"],
        ["产权单位自有资金", "5.00", "193.0000", ""],
    ]
    return {
        "kind": "repair_projects.project",
        "form_title": "上海市建设工程项目信息报送表",
        "subtitle": "住宅修缮工程",
        "online_application_no": "W2026111200037",
        "owner": "上海示范旧改建设有限公司",
        "submission": 1,
        "sections": [
            {"id": f"s{number}", "title": title, "fields": fields}
            for number, (title, fields) in enumerate(sections)
        ],
        "tables": [
            {"id": "funds", "title": "资金来源构成", "rows": funds, "total": ["", "100.00", "3,860.0000", ""],
             "columns": [{"name": "source", "label": "资金来源", "align": ""},
                         {"name": "percent", "label": "占比（%）", "align": "end"},
                         {"name": "amount", "label": "金额（万元）", "align": "end"},
                         {"name": "note", "label": "备注", "align": ""}]},
            {"id": "buildings", "title": "房屋明细", "rows": _buildings(buildings),
             "total": ["", "", "", "", "", "1,024", "46,218.70", ""],
             "columns": [{"name": "building_address", "label": "幢号/门牌", "align": ""},
                         {"name": "house_type", "label": "房屋类型", "align": ""},
                         {"name": "structure_type", "label": "结构", "align": "center"},
                         {"name": "floors", "label": "层数", "align": "end"},
                         {"name": "year_built", "label": "建成年代", "align": "center"},
                         {"name": "households", "label": "户数", "align": "end"},
                         {"name": "area", "label": "建筑面积（㎡）", "align": "end"},
                         {"name": "scope", "label": "修缮内容", "align": ""}]},
        ],
        "attachments": [
            {"slot": f"a{number}", "label": label, "name": name, "size": size,
             "sha256": hashlib.sha256(name.encode()).hexdigest()}
            for number, (label, name, size) in enumerate([
                ("项目信息报送表（盖章）", "报送表-盖章.pdf", 1_482_000),
                ("营业执照或法人证书", "营业执照.jpg", 512_000),
                ("立项（批准）文件", "示房管修〔2026〕38号.pdf", 2_930_000),
                ("资金证明（专用账户开户回执／维修资金使用决议）", "业主大会决议（扫描件）.pdf", 842_000),
            ])
        ],
    }  # fmt: skip


def digest(content: dict) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

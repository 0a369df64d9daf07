"""What the style guide's components are filled with. All of it invented."""

from datetime import timedelta

from django.utils import timezone

from portal.ui.menu import Group, Item

NOW = timezone.now()
TODAY = timezone.localdate()

SHELL = {
    "menu": [
        Group("工作台", (Item("首页", "#home", icon="house"),)),
        Group(
            "项目办理",
            (
                Item("项目申报", "#declare", icon="file-earmark-plus"),
                Item("项目信息报送", "#project", icon="folder2-open", count=2, current=True),
                Item("合同信息报送", "#contract", icon="file-text"),
                Item("开工审核", "#start", icon="cone-striped", locked="待总包合同审核"),
            ),
        ),
    ],
    "systems": [
        Item("住宅修缮工程", "#repair", icon="house-gear", current=True),
        Item("维修资金", "#fund", icon="bank"),
    ],
    "unread_count": 3,
    "who": {"name": "样例建设有限公司", "detail": "913***********0019 · 证书有效至 2027-06-30"},
    "crumbs": [("首页", "/"), ("项目信息报送", "#list"), ("W2026111200037", "")],
    "support_phone": "021-0000 0000",
}

PROCESS = {
    "today": TODAY,
    "dues": [TODAY + timedelta(days=days) for days in (-2, 0, 1, 9)],
    "stages": [
        {"label": "项目申报", "state": "done", "hint": "2026-10-28 已审核", "url": "#declare"},
        {"label": "项目信息报送", "state": "returned", "hint": "退回修改"},
        {"label": "合同信息报送", "state": "locked", "hint": "信息报送审核通过后开放"},
        {"label": "开工审核", "state": "locked", "hint": "总包、监理合同审核通过后开放"},
        {"label": "竣工备案", "state": "locked", "hint": "开工审核通过后开放"},
    ],
    "return_remarks": [
        {"label": "邮政编码", "text": "邮编与建设地点不符", "target": "id_postcode"},
        {"label": "建筑面积", "text": "与检测报告不一致", "target": "id_area", "fixed": True},
        {"label": "房屋安全质量检测报告", "text": "第 6 页模糊，请按 300 dpi 重新扫描", "target": "slot-report"},
    ],
    "events": [
        {
            "title": "退回修改",
            "at": NOW,
            "actor": "审核员（样例中心）",
            "status": "returned",
            "text": "检测报告第 6 页模糊，请重新扫描。",
        },
        {"title": "受理", "at": NOW - timedelta(days=1), "actor": "审核员（样例中心）", "status": "accepted"},
        {
            "title": "上报",
            "at": NOW - timedelta(days=3),
            "actor": "经办人（实施单位）",
            "status": "submitted",
            "signed": True,
        },
        {"title": "新增保存", "at": NOW - timedelta(days=4), "actor": "经办人（实施单位）", "status": "saved"},
    ],
    "parts": [
        {"id": "s1", "label": "项目基本信息", "missing": 0},
        {"id": "s2", "label": "工程概况", "missing": 0},
        {"id": "s3", "label": "资金来源", "missing": 1},
        {"id": "s4", "label": "附件材料", "missing": 1},
    ],
    "actions": [
        {"label": "打印", "icon": "printer", "style": "outline", "url": "#print"},
        {"label": "保存", "icon": "floppy", "style": "pri-out", "form": "filing"},
        {"label": "上报", "icon": "send", "style": "primary", "dialog": "submit-dialog"},
        {"label": "开工审核", "closed": [{"text": "施工总包合同尚未审核通过", "repair_url": "#contract"}]},
    ],
    "facts": [("项目名称", "样例新村 12–28 号屋面改造工程"), ("总投资", "3,860.00 万元"), ("受理部门", "样例中心")],
    "missing": [{"text": "附件“资金落实证明”尚未上传", "repair_url": "#slot-money"}],
    "matrix_columns": ["信息报送", "总包合同", "监理合同", "开工审核"],
    "matrix_rows": [
        {
            "label": "样例里弄房屋修缮工程（二期）",
            "url": "#1",
            "cells": [
                {"state": "approved", "text": "已审核"},
                {"state": "submitted", "text": "已上报"},
                {"state": "open", "text": "去填报", "url": "#new"},
                {"state": "locked", "text": "待总包合同"},
            ],
        },
        {
            "label": "样例新村屋面改造工程",
            "url": "#2",
            "cells": [
                {"state": "approved", "text": "已审核"},
                {"state": "accepted", "text": "已受理"},
                {"state": "returned", "text": "退回修改", "url": "#fix"},
                {"state": "saved", "text": "已保存"},
            ],
        },
    ],
    "tabs": [
        {"label": "全部", "count": 137, "query": "", "current": True},
        {"label": "已保存", "count": 3, "query": "status=saved"},
        {"label": "退回修改", "count": 2, "query": "status=returned", "alert": True},
    ],
    "tiles": [
        {"label": "已超期", "value": 1, "url": "#over", "tone": "red"},
        {"label": "今日到期", "value": 1, "url": "#today", "tone": "amber"},
        {"label": "待受理", "value": 5, "url": "#new", "current": True},
        {"label": "退回后再次上报", "value": 1, "url": "#again"},
    ],
    "rows": [
        {
            "name": "样例新村 1 街坊成套改造项目",
            "number": "26JA0116",
            "status": "returned",
            "label": "退回修改",
            "attn": True,
            "can": "assign",
        },
        {
            "name": "样例三村 45–80 号屋面改造工程",
            "number": "26XH0113",
            "status": "submitted",
            "label": "已上报",
            "can": "accept assign",
        },
        {"name": "样例小区综合改造工程", "number": "26XH0111", "status": "approved", "label": "已审核", "can": ""},
    ],
}

REVIEW = {
    "section_detail": {
        "id": "d1",
        "title": "项目基本信息（查看）",
        "items": [
            {"label": "项目名称", "value": "样例新村 12–28 号屋面改造工程"},
            {"label": "总投资", "value": "3,860.00 万元"},
            {"label": "邮政编码", "value": "200233", "remark": "邮编与建设地点不符"},
            {"label": "建成年代", "value": ""},
            {"label": "修缮内容", "value": "屋面翻修、外墙修补粉刷、公共部位管线整治。", "wide": True},
        ],
    },
    "compare": {
        "id": "c1",
        "title": "二、工程概况（对照）",
        "changes": 2,
        "fields": [
            {
                "name": "investment",
                "label": "总投资",
                "old": "7120.50",
                "new": "6820.50",
                "unit": "万元",
                "changed": True,
            },
            {"name": "households", "label": "受益户数", "old": "468", "new": "486", "unit": "户", "changed": True},
            {"name": "buildings", "label": "幢数", "old": "12", "new": "12", "unit": "幢", "changed": False},
        ],
    },
    "last_remarks": {"investment": "与计划任务书 6,820.50 万元不一致"},
    "drafts": {"households": "请附户数清单"},
    "decisions": [
        {"name": "accept", "label": "受理", "help": "材料齐全，进入审核"},
        {
            "name": "return",
            "label": "退回修改",
            "help": "逐项意见将一并发送",
            "needs_note": True,
            "with_remarks": True,
        },
        {"name": "approve", "label": "审核通过", "help": "", "closed": [{"text": "尚未受理"}]},
    ],
    "canned": [
        {"code": "blur", "text": "附件不齐或不清晰，请重新扫描上传。"},
        {"code": "sum", "text": "金额与批文不一致，请核对。"},
    ],
    "statuses": [
        ("saved", "已保存"),
        ("submitted", "已上报"),
        ("returned", "退回修改"),
        ("accepted", "已受理"),
        ("approved", "已审核"),
        ("expiring", "即将到期"),
    ],
    "bulk_actions": [
        {"name": "accept", "label": "批量受理", "style": "primary"},
        {"name": "assign", "label": "分派给…"},
    ],
}

FILE = {"name": "立项批复（样例）.pdf", "size": 1887436, "uploaded_at": NOW, "url": "#file", "delete_url": "#delete"}
COMMON = {
    "accept": ".pdf,.jpg,.png",
    "max_bytes": 20 * 1024 * 1024,
    "max_files": 1,
    "upload_url": "/styleguide/upload",
}
SLOTS = [
    COMMON | {"key": "plan", "label": "立项批文或计划任务书", "required": True, "files": [FILE]},
    COMMON
    | {
        "key": "report",
        "label": "房屋安全质量检测报告",
        "required": True,
        "files": [FILE | {"name": "检测报告.pdf"}],
        "remark": {"text": "第 6 页模糊，请按 300 dpi 重新扫描"},
    },
    COMMON | {"key": "money", "label": "资金落实证明", "required": True, "files": []},
    COMMON
    | {
        "key": "vote",
        "label": "业主大会决议",
        "required": False,
        "files": [],
        "max_files": 5,
        "error": "文件已加密，无法打开，请解除密码后重新上传",
    },
]

FORM = {
    "declaration_number": "SB2026001380",
    "name": "样例新村 12–28 号屋面改造工程",
    "district": "xuhui",
    "postcode": "200233",
    "protected": "0",
    "investment": "3860.00",
    "area": "46218.70",
    "start": "2027-01-11",
    "end": "2027-09-30",
    "trade": "3",
}
FUNDING = [
    {"source": "m", "percent": "40.00"},
    {"source": "d", "percent": "30.00"},
    {"source": "o", "percent": "25.00"},
]

PICK_COLUMNS = ["企业名称", "统一社会信用代码", "资质"]
PICK_ROWS = [
    {
        "value": "1",
        "label": "样例住宅修缮工程有限公司",
        "cells": [
            ("样例住宅修缮工程有限公司", ""),
            ("913***********0011", ""),
            ("建筑工程施工总承包二级", "有效至 2029-03-18"),
        ],
    },
    {
        "value": "2",
        "label": "样例防水工程有限公司",
        "cells": [("样例防水工程有限公司", ""), ("913***********0005", ""), ("防水防腐保温工程专业承包二级", "")],
        "refused": "资质已于 2026-09-30 到期",
    },
    {
        "value": "3",
        "label": "样例建设集团有限公司",
        "cells": [
            ("样例建设集团有限公司", ""),
            ("913***********0038", ""),
            ("建筑工程施工总承包一级", "有效至 2030-06-21"),
        ],
    },
]

"""import_registers: what a file may look like, what it does to the register, and what it never shows."""

import csv
import io
import logging
import time
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from ca_auth.models import Enterprise, Person, Qualification
from ca_auth.privacy.index import resident_check_character
from tests.factories_auth import EnterpriseFactory, PersonFactory, QualificationFactory, uscc

pytestmark = pytest.mark.django_db

FIRM, OTHER = uscc(901), uscc(902)
ID, ID_2 = "31019919820417013X", "310199197909030351"
SHEETS = {
    "单位": ["统一社会信用代码", "单位名称", "单位类别", "注册区县", "法定代表人"],
    "人员": ["姓名", "证件类型", "证件号码", "手机号", "所属单位统一社会信用代码"],
    "资质证书": [
        "单位统一社会信用代码", "人员证件号码", "类别", "证书编号", "专业及等级", "有效期起", "有效期止", "状态",
    ],
}  # fmt: skip
FIRMS = [[FIRM, "上海试登建设有限公司", "施工单位", "虹口区", "赵六"]]
PEOPLE = [["周启铭", "身份证", ID, "19900000001", FIRM]]
CERTIFICATES = [
    [FIRM, None, "企业资质证书", "D231019901", "建筑工程施工总承包二级", "2024-01-01", "2029-12-31", "有效"],
    [None, ID, "注册建造师", "沪1312019202100137", "二级注册建造师（建筑工程）", None, "2030/6/30", None],
]


def book(path: Path, rows: dict[str, list[list]], headings: dict[str, list[str]] | None = None) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, lines in rows.items():
        sheet = made.create_sheet(title)
        if title in (headings or SHEETS):
            sheet.append((headings or SHEETS)[title])
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def csv_file(path: Path, kind: str, rows: list[list], encoding: str = "utf-8") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([SHEETS[kind], *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.fixture
def full(tmp_path) -> Path:
    return book(tmp_path / "register.xlsx", {"单位": FIRMS, "人员": PEOPLE, "资质证书": CERTIFICATES})


def run(path: Path, **options) -> str:
    out = io.StringIO()
    call_command("import_registers", str(path), stdout=out, **options)
    return out.getvalue()


def refusal(path: Path, **options) -> str:
    """What is told; and nothing may have been written."""
    before = counts()
    with pytest.raises(CommandError) as refused:
        run(path, **options)
    assert counts() == before
    return str(refused.value)


def counts() -> tuple[int, int, int]:
    return Enterprise.objects.count(), Person.objects.count(), Qualification.objects.count()


# What is taken


def test_the_three_sheets_refer_to_each_other(full):
    told = run(full)
    firm = Enterprise.objects.get(uscc=FIRM)
    person = Person.objects.get(id_number_idx=ID)
    assert (firm.name, firm.kind, firm.district) == ("上海试登建设有限公司", "contractor", "HK")
    assert (person.name, person.enterprise, person.id_number.clear()) == ("周启铭", firm, ID)
    assert person.phone.clear() == "19900000001"
    grade, constructor = firm.qualifications.get(), person.qualifications.get()
    assert (grade.valid_from, grade.valid_to, grade.status) == (date(2024, 1, 1), date(2029, 12, 31), "valid")
    assert (constructor.kind, constructor.valid_from, constructor.valid_to) == ("constructor", None, date(2030, 6, 30))
    assert "资质证书：新增 2，更改 0，不变 0" in told
    assert "导入完成" in told


def test_the_same_file_again_changes_nothing(full):
    run(full)
    before = [list(model.objects.values().order_by("pk")) for model in (Enterprise, Person, Qualification)]
    told = run(full)
    assert told.count("新增 0，更改 0") == 3
    assert before == [list(model.objects.values().order_by("pk")) for model in (Enterprise, Person, Qualification)]


def test_a_changed_file_changes_what_it_says_and_leaves_the_rest(full, tmp_path):
    run(full)
    firm = Enterprise.objects.get(uscc=FIRM)
    rows = {
        "单位": [[FIRM, "上海试登建设集团有限公司", "施工单位", None, "钱七"]],
        "人员": [["周启铭", None, ID, "19900000002", None]],
        "资质证书": [[None, ID, "注册建造师", "沪1312019202100137", None, None, "长期", "暂扣"]],
    }
    told = run(book(tmp_path / "later.xlsx", rows))
    firm.refresh_from_db()
    person = Person.objects.get(id_number_idx=ID)
    certificate = person.qualifications.get()
    assert (firm.name, firm.legal_representative, firm.district) == ("上海试登建设集团有限公司", "钱七", "HK")
    assert (person.phone.clear(), person.enterprise) == ("19900000002", firm)
    assert (certificate.valid_to, certificate.status) == (None, "suspended")
    assert certificate.level == "二级注册建造师（建筑工程）"
    assert told.count("新增 0，更改 1，不变 0") == 3


def test_a_dry_run_tells_everything_and_writes_nothing(full, tmp_path):
    told = run(full, dry_run=True)
    assert counts() == (0, 0, 0)
    assert f"新增 单位 上海试登建设有限公司（{FIRM}）" in told
    assert "新增 人员 周启铭（310***********013X）" in told
    assert "新增 资质证书 注册建造师 沪1312019202100137（周启铭）" in told
    assert "试运行，没有写入" in told
    run(full)
    changed = book(tmp_path / "later.xlsx", {"人员": [["周启明", "身份证", ID, "19900000002", FIRM]]})
    told = run(changed, dry_run=True)
    assert "更改 人员 周启明（310***********013X）：姓名 周启铭→周启明；手机号 199****0001→199****0002" in told
    assert Person.objects.get().name == "周启铭"


def test_people_and_firms_that_are_stored_already_can_be_referred_to(tmp_path):
    firm = EnterpriseFactory(uscc=FIRM)
    person = PersonFactory(id_number=ID, enterprise=firm)
    run(book(tmp_path / "c.xlsx", {"资质证书": CERTIFICATES}))
    assert (firm.qualifications.count(), person.qualifications.count()) == (1, 1)


def test_values_are_cleaned(tmp_path):
    wide = FIRM.translate({c: c + 0xFEE0 for c in range(ord("0"), ord("Z") + 1)})
    rows = {
        "单位": [[f" {wide.lower()}　", "\u200b上海试登（集团）\n有限公司 ", "contractor", "浦东", None]],
        "人员": [["　周启铭", None, " 310199 19820417 013x", 19900000001, FIRM]],
        "资质证书": [
            [
                None,
                "３１０１９９１９８２０４１７０１３ｘ",
                "注册建造师",
                " 沪 131 ",
                None,
                "２０２４．１．２",
                None,
                None,
            ]
        ],
    }
    run(book(tmp_path / "wide.xlsx", rows))
    firm, person, certificate = Enterprise.objects.get(), Person.objects.get(), Qualification.objects.get()
    assert (firm.uscc, firm.name, firm.district) == (FIRM, "上海试登（集团） 有限公司", "PD")
    assert (person.name, person.id_number.clear(), person.phone.clear()) == ("周启铭", ID, "19900000001")
    assert (certificate.person, certificate.number, certificate.valid_from) == (person, "沪131", date(2024, 1, 2))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-09-30", "2026/9/30", "2026.9.30", "2026年9月30日", "2026 年 9 月 30 日", "20260930", 20260930,
        "2026-09-30 00:00:00", datetime(2026, 9, 30), date(2026, 9, 30), 46295, "２０２６－０９－３０",
    ],
)  # fmt: skip
def test_dates_in_their_spellings(tmp_path, typed):
    EnterpriseFactory(uscc=FIRM)
    run(book(tmp_path / "d.xlsx", {"资质证书": [[FIRM, None, "企业资质证书", "D1", "", None, typed, None]]}))
    assert Qualification.objects.get().valid_to == date(2026, 9, 30)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_spreadsheets(tmp_path, encoding):
    run(csv_file(tmp_path / "单位.csv", "单位", FIRMS, encoding), kind="enterprises")
    assert Enterprise.objects.get().name == "上海试登建设有限公司"


def test_one_kind_of_a_workbook(full):
    told = run(full, kind="enterprises")
    assert counts() == (1, 0, 0)
    assert "未导入的工作表：「人员」" in told


def test_a_title_above_the_headings_and_marks_of_need_are_understood(tmp_path):
    sheet = [
        ["单位名录（2026年）"],
        ["统一社会信用代码*", "单位名称（必填）", "单位类别 "],
        *[one[:3] for one in FIRMS],
    ]
    run(book(tmp_path / "t.xlsx", {"单位": sheet}, headings={"-": []}))
    assert Enterprise.objects.get().uscc == FIRM


def test_a_certificate_is_known_by_its_number_in_either_kind_of_brackets(tmp_path):
    firm = EnterpriseFactory(uscc=FIRM)
    stored = QualificationFactory(enterprise=firm, kind="safety_licence", number="（沪）JZ安许证字〔2024〕101901")
    rows = [[FIRM, None, "安全生产许可证", "(沪)JZ安许证字〔2024〕101901", None, None, "2031-01-01", None]]
    run(book(tmp_path / "b.xlsx", {"资质证书": rows}))
    stored.refresh_from_db()
    assert (Qualification.objects.count(), stored.valid_to) == (1, date(2031, 1, 1))
    assert stored.number == "（沪）JZ安许证字〔2024〕101901"


def test_an_old_resident_number_is_the_same_person(tmp_path):
    PersonFactory(id_number=ID, name="旧名")
    old = ID[:6] + ID[8:17]
    run(book(tmp_path / "o.xlsx", {"人员": [["新名", "身份证", old, None, None]]}))
    assert [one.name for one in Person.objects.all()] == ["新名"]


# What is refused


@pytest.mark.parametrize(
    ("sheet", "row", "told"),
    [
        ("单位", ["91310199MA10013781", "甲公司", "施工单位", None, None], "A 列「统一社会信用代码」：“"),
        ("单位", [FIRM, None, "施工单位", None, None], "「单位」第 2 行 B 列「单位名称」：不能为空，请填写"),
        ("单位", [FIRM, "甲" * 101, "施工单位", None, None], "不能超过 100 个字，现有 101 个字"),
        ("单位", [FIRM, "甲公司", "建筑队", None, None], "“建筑队”无法识别，可填写：实施单位、施工单位、分包单位"),
        ("单位", [FIRM, "甲公司", "施工单位", "闸北区", None], "D 列「注册区县」：“闸北区”无法识别"),
        ("单位", [FIRM, "=A1", "施工单位", None, None], "B 列「单位名称」：是公式，请复制后“选择性粘贴—数值”再导入"),
        ("单位", [FIRM, "#N/A", "施工单位", None, None], "B 列「单位名称」：是错误值"),
        ("单位", [FIRM, datetime(2026, 1, 1), "施工单位", None, None], "是日期或时间"),
        ("单位", [FIRM, "甲公司", "施工单位", None, None, "多余"], "F 列：该列没有表头"),
        ("人员", ["甲", "身份证", "310199198204170131", None, None], "C 列「证件号码」：证件号码与证件类型不符"),
        ("人员", ["甲", "身份证", 310199197909030351, None, None], "末几位可能已丢失"),
        ("人员", ["甲", "护照", "护照一", None, None], "证件号码与证件类型不符"),
        ("人员", ["甲", None, ID, "123", None], "D 列「手机号」：联系电话格式不正确"),
        ("人员", ["甲", None, ID, None, FIRM], "E 列「所属单位统一社会信用代码」：该单位未登记"),
        ("资质证书", [None, ID_2, "注册建造师", "1", None, None, None, None], "B 列「人员证件号码」：该人员未登记"),
        ("资质证书", [OTHER, ID, "注册建造师", "1", None, None, None, None], "应只填写「人员证件号码」，另一列留空"),
        ("资质证书", [None, None, "企业资质证书", "1", None, None, None, None], "应只填写「单位统一社会信用代码」"),
        ("资质证书", [OTHER, None, "企业资质证书", "1", None, "2026-02-30", None, None], "F 列「有效期起」：“2026"),
        ("资质证书", [OTHER, None, "企业资质证书", "1", None, "26/2/3", None, None], "“26/2/3”不是有效日期"),
        ("资质证书", [OTHER, None, "企业资质证书", "1", None, "2026-1-2", "2026-1-1", None], "有效期止不得早于"),
        ("资质证书", [OTHER, None, "企业资质证书", "taken", None, None, None, None], "已登记在其他持有人名下"),
    ],
)  # fmt: skip
def test_a_wrong_row_names_its_place_and_the_way_out(tmp_path, sheet, row, told):
    EnterpriseFactory(uscc=OTHER)
    QualificationFactory(number="taken")
    found = refusal(book(tmp_path / "w.xlsx", {sheet: [row]}))
    assert told in found
    assert f"「{sheet}」第 2 行" in found
    assert "共 1 处错误，没有导入任何内容" in found


def test_one_wrong_row_keeps_out_the_good_ones_and_all_wrong_ones_are_told(tmp_path):
    rows = {
        "单位": [*FIRMS, [OTHER, "乙公司", "不知道", None, None], ["1", "丙公司", "施工单位", None, None]],
        "人员": [["甲", None, "1", None, None]],
    }
    found = refusal(book(tmp_path / "m.xlsx", rows))
    assert "「单位」第 3 行 C 列" in found
    assert "「单位」第 4 行 A 列" in found
    assert "「人员」第 2 行 C 列" in found
    assert "共 3 处错误" in found


def test_blank_rows_are_skipped_and_counted(tmp_path):
    found = refusal(book(tmp_path / "b.xlsx", {"单位": [[None, " "], ["　"], [None, "乙", "施工单位"]]}))
    assert "「单位」第 4 行 A 列「统一社会信用代码」：不能为空" in found


def test_the_same_key_twice_in_a_file(tmp_path):
    found = refusal(
        book(tmp_path / "r.xlsx", {"人员": [["甲", None, ID, None, None], ["乙", None, ID.lower(), None, None]]})
    )
    assert "「人员」第 3 行 C 列「证件号码」：与「人员」第 2 行重复，请删除其中一行" in found


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (["统一社会信用代码", "单位名称", "单位类别", "电话"], "D 列：没有“电话”这一列，请改名或删除；可用的列："),
        (["统一社会信用代码", "单位名称", "单位名称", "单位类别"], "C 列「单位名称」：该列出现两次"),
        (["统一社会信用代码", "单位名称"], "缺少「单位类别」列，请补充"),
        (["代码", "名称", "类别"], "前 5 行内没有找到表头，至少应有：统一社会信用代码、单位名称、单位类别"),
    ],
)
def test_headings_that_are_not_understood(tmp_path, headings, told):
    found = refusal(book(tmp_path / "h.xlsx", {"单位": [[FIRM, "甲", "施工单位"]]}, headings={"单位": headings}))
    assert told in found
    assert found.startswith("「单位」")


def test_files_that_are_no_registers(tmp_path, full):
    assert "文件无法读取" in refusal(tmp_path / "none.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(full.read_bytes()[:500])
    assert "不是可读取的 .xlsx 工作簿" in refusal(broken)
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0")
    assert "另存为 .xlsx" in refusal(old)
    assert "没有名为「单位」、「人员」、「资质证书」的工作表" in refusal(book(tmp_path / "x.xlsx", {"表一": [["a"]]}))
    assert "请用 --kind 指明内容" in refusal(csv_file(tmp_path / "k.csv", "单位", FIRMS))
    wrong = tmp_path / "e.csv"
    wrong.write_bytes("统一社会信用代码".encode("utf-16"))
    assert "编码无法识别" in refusal(wrong, kind="enterprises") or "没有找到表头" in refusal(wrong, kind="enterprises")
    torn = tmp_path / "q.csv"
    torn.write_text('统一社会信用代码,单位名称,单位类别\n"a,b', encoding="utf-8")
    assert "第 2 行的引号或分隔符不完整" in refusal(torn, kind="enterprises")


@pytest.mark.parametrize("content", [b"<worksheet><sheetData><row r='1'><c", b"", b"<a/>", b"\xff\xfe nothing"])
def test_a_workbook_with_a_torn_sheet(tmp_path, full, content):
    torn = tmp_path / "torn.xlsx"
    with ZipFile(full) as good, ZipFile(torn, "w") as made:
        for name in good.namelist():
            made.writestr(name, content if name == "xl/worksheets/sheet2.xml" else good.read(name))
    found = refusal(torn)
    assert "另存为 .xlsx" in found or "「人员」：前 5 行内没有找到表头" in found


# What is never shown


def test_no_number_of_a_person_in_clear_anywhere(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    PersonFactory(id_number=ID_2, phone="19900000003")
    good = {"人员": [["周启铭", None, ID, "19900000001", None], ["沈亦舟", None, ID_2, "19900000004", None]]}
    path = book(tmp_path / "good.xlsx", good)
    told = run(path, dry_run=True) + run(path, verbosity=2)
    wrong = {
        "单位": [[ID, ID, ID, ID, ID]],
        "人员": [["甲", ID, ID, ID, ID], ["乙", "护照", f"{ID}/", None, None], ["丙", None, ID_2, "1990000000", ID_2]],
        "资质证书": [[ID, ID, ID, ID, ID, ID, ID, ID], [None, "320199197909030351", "注册建造师", "1", None, ID_2]],
    }
    told += refusal(book(tmp_path / "wrong.xlsx", wrong)) + caplog.text
    for secret in (ID, ID_2, "320199197909030351", "19900000001", "19900000003", "19900000004", "1990000000"):
        assert secret not in told
    assert "310***********013X" in told
    assert "registers imported" in caplog.text


# How long it takes


def many(number: int) -> dict[str, list[list]]:
    def document(n: int) -> str:
        first_17 = f"31019919{60 + n // 1000 % 40:02d}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
        return first_17 + resident_check_character(first_17)

    firms = [[uscc(n), f"上海试登{n}有限公司", "施工单位", "虹口区", "赵六"] for n in range(1000, 1000 + number // 5)]
    people = [
        [f"试登员{n}", "身份证", document(n), "19900000001", uscc(1000 + n % (number // 5))] for n in range(number)
    ]
    held = [
        [None, document(n), "安全生产考核C证", f"沪建安C{n:06d}", "C3", "2024-01-01", "2027-01-01", "有效"]
        for n in range(number)
    ]
    return {"单位": firms, "人员": people, "资质证书": held}


def test_five_thousand_people_with_their_certificates(tmp_path, django_assert_max_num_queries):
    path = book(tmp_path / "many.xlsx", many(5000))
    started = time.perf_counter()
    with django_assert_max_num_queries(250):
        run(path)
    first = time.perf_counter() - started
    with django_assert_max_num_queries(40):
        assert run(path).count("新增 0，更改 0") == 3
    assert counts() == (1000, 5000, 5000)
    assert first < 60, f"{first:.1f} s"

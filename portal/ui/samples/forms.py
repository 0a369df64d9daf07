"""Forms of the style guide: one field of every kind, one sub-table, one filter."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from portal.ui.layout import F, Include, Section

DISTRICTS = [("", "请选择"), ("xuhui", "徐汇区"), ("jingan", "静安区"), ("putuo", "普陀区")]
YES_NO = [("1", "是"), ("0", "否")]
TRADES = [("", "请选择"), *((str(number), f"样例工种 {number}") for number in range(1, 41))]


LAYOUT = Layout(
    Section(
        "s1",
        "一",
        "项目基本信息",
        F("declaration_number", button="读取申报"),
        F("name"),
        F("district", 4),
        F("trade", 4),
        F("postcode", 4),
        F("protected"),
        F("facilities"),
    ),
    Section(
        "s2",
        "二",
        "工程概况",
        F("investment", 4, "万元"),
        F("area", 4, "平方米"),
        F("start", 4),
        F("end", 4),
        F("content", 12),
        F("promise", 12),
    ),
    Section("s3", "三", "资金来源", Include("ui/_sample_funding.html"), hint="各项占比合计必须为 100%"),
    Section(
        "s4",
        "四",
        "附件材料",
        Include("components/attachment_slots.html"),
        hint="PDF、JPG、PNG，单个文件不超过 20 MB",
    ),
)


class SampleForm(forms.Form):
    declaration_number = forms.CharField(
        label="项目申报编号", help_text="填写已上报的项目申报编号，系统自动读取项目名称和总投资"
    )
    name = forms.CharField(label="项目名称")
    district = forms.ChoiceField(label="所在区县", choices=DISTRICTS)
    trade = forms.ChoiceField(label="工种", choices=TRADES, widget=forms.Select(attrs={"data-searchable": ""}))
    postcode = forms.RegexField(
        label="邮政编码",
        regex=r"^\d{6}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "邮政编码必须是 6 位数字"},
    )
    protected = forms.ChoiceField(label="是否优秀历史建筑", choices=YES_NO, widget=forms.RadioSelect)
    facilities = forms.MultipleChoiceField(
        label="配套内容",
        choices=[("a", "绿化"), ("b", "民防"), ("c", "节能")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    investment = forms.DecimalField(label="总投资", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    area = forms.DecimalField(label="建筑面积", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    start = forms.DateField(label="计划开工日期", widget=forms.DateInput(attrs={"placeholder": "如 2027-01-11"}))
    end = forms.DateField(label="计划竣工日期", widget=forms.DateInput(attrs={"placeholder": "如 2027-09-30"}))
    content = forms.CharField(label="修缮内容", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    promise = forms.BooleanField(label="本单位承诺所填内容真实、准确")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = LAYOUT


class FundingForm(forms.Form):
    source = forms.ChoiceField(
        label="资金来源", choices=[("m", "市级财政补贴"), ("d", "区级财政资金"), ("o", "单位自筹")]
    )
    percent = forms.DecimalField(label="占比（%）", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    note = forms.CharField(label="备注", required=False)


FundingFormSet = forms.formset_factory(FundingForm, extra=0, can_delete=True)


class FilterForm(forms.Form):
    q = forms.CharField(label="网上申请编号、报送编号或项目名称", required=False)
    district = forms.ChoiceField(label="所在区县", choices=[("", "全部"), *DISTRICTS[1:]], required=False)
    kind = forms.ChoiceField(label="修缮类别", choices=[("", "全部"), ("1", "成套改造")], required=False)
    year = forms.ChoiceField(label="上报年度", choices=[("", "全部"), ("2026", "2026")], required=False)
    owner = forms.CharField(label="实施单位", required=False)

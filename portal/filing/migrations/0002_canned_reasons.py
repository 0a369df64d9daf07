"""The return reasons that an office starts with; the admin changes them."""

from django.db import migrations

REASONS = (
    "附件不齐或不清晰，请补充完整的扫描件。",
    "附件缺少盖章页，请补充加盖公章的文件。",
    "附件内容与填报信息不一致，请核对后修改。",
    "项目名称与批准文件不一致，请按批准文件填写。",
    "建设地点填写不完整，请写明路名、弄号及幢号。",
    "总投资与资金来源合计不一致，请核对。",
    "资金落实证明不足，请补充财政或单位的资金证明。",
    "计划开工、竣工日期不合理，请核实工期。",
    "联系人或联系电话有误，请核对后修改。",
    "不属于本区办理范围，请核对所在区县。",
)


def add(apps, schema_editor):
    model = apps.get_model("filing", "CannedReason")
    for place, text in enumerate(REASONS, start=1):
        model.objects.get_or_create(text=text, defaults={"order": place * 10})


class Migration(migrations.Migration):
    dependencies = [("filing", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

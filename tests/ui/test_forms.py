"""What a form page renders: labels, errors, remarks, and what ties them together."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from portal.ui import errors
from portal.ui.samples import data
from portal.ui.samples.forms import FundingFormSet, SampleForm


@pytest.fixture
def render(rf: RequestFactory):
    def render(source: str, **context) -> str:
        template = Template("{% load crispy_forms_tags portal_ui %}" + source)
        return template.render(Context({"request": rf.get("/"), **context}))

    return render


def show(render, form, **context) -> str:
    return render("{% crispy form %}", form=form, formset=FundingFormSet(prefix="funding"), slots=[], **context)


def test_every_control_has_a_label_or_a_legend(render):
    html = show(render, SampleForm())
    ids = set(
        re.findall(r'<(?:input|select|textarea)(?![^>]*type="(?:hidden|date)")[^>]*\sid="(id_[a-z_0-9]+)"', html)
    )
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html))
    assert ids
    assert ids - labelled == set()


def test_an_error_is_tied_to_its_control(render):
    html = show(render, SampleForm(data.FORM | {"postcode": "2002"}))
    control = re.search(r"<input[^>]*name=\"postcode\"[^>]*>", html).group()
    assert 'aria-invalid="true"' in control
    assert "id_postcode_error" in control
    assert 'id="id_postcode_error"' in html
    assert "邮政编码必须是 6 位数字" in html


def test_the_reviewers_remark_is_tied_to_its_control(render):
    html = show(render, SampleForm(initial=data.FORM), remarks={"postcode": {"text": "邮编与建设地点不符"}})
    control = re.search(r"<input[^>]*name=\"postcode\"[^>]*>", html).group()
    assert 'aria-describedby="id_postcode_remark"' in control
    assert "邮编与建设地点不符" in html


def test_a_remark_on_choices_is_tied_to_their_fieldset(render):
    html = show(render, SampleForm(initial=data.FORM), remarks={"protected": {"text": "请核对"}})
    fieldset = re.search(r"<fieldset[^>]*>\s*<legend[^>]*>[^§]*?是否优秀历史建筑", html).group()
    assert "id_protected_remark" in fieldset.rsplit("<fieldset", 1)[1]


def test_a_changed_field_says_that_it_waits_for_the_reviewer(render):
    html = show(render, SampleForm(initial=data.FORM), remarks={"postcode": {"text": "不符", "fixed": True}})
    assert "已修改，待复核" in html


def test_help_text_is_tied_to_its_control(render):
    control = re.search(r"<input[^>]*name=\"declaration_number\"[^>]*>", show(render, SampleForm())).group()
    assert 'aria-describedby="id_declaration_number_helptext"' in control


def test_a_label_button_asks_for_the_lookup(render):
    assert re.search(r'<button[^>]*data-lookup-now="">.*?读取申报', show(render, SampleForm()), re.DOTALL)


def test_what_was_typed_cannot_become_markup(render):
    html = show(render, SampleForm(data.FORM | {"name": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in html


def test_the_summary_lists_every_error_with_a_way_to_it(render):
    form = SampleForm(data.FORM | {"postcode": "2002", "protected": "", "promise": "on"})
    lines = errors.collect(form)
    assert [(line.label, line.target) for line in lines] == [
        ("邮政编码", "id_postcode"),
        ("是否优秀历史建筑", "id_protected_0"),
    ]
    html = render("{% error_summary form %}", form=form)
    assert "有 2 处内容需要修改" in html
    assert 'href="#id_postcode"' in html
    assert "data-autofocus" in html


def test_the_summary_names_row_and_column_of_a_sub_table():
    rows = {"f-TOTAL_FORMS": "2", "f-INITIAL_FORMS": "0", "f-0-source": "m", "f-0-percent": "40", "f-1-source": "d"}
    formset = FundingFormSet(rows | {"f-1-percent": "三十"}, prefix="f")
    lines = errors.collect(None, formset)
    assert [(line.label, line.target) for line in lines] == [("第 2 行 占比（%）", "id_f-1-percent")]


def test_an_error_of_the_whole_form_leads_nowhere_and_is_shown(render):
    class Whole(forms.Form):
        def clean(self):
            raise forms.ValidationError("起止日期相反")

    html = render("{% error_summary form %}", form=Whole({}))
    assert "起止日期相反" in html
    assert 'href="#' not in html


def test_no_errors_no_summary(render):
    assert render("{% error_summary form %}", form=SampleForm(data.FORM | {"promise": "on"})).strip() == ""


def test_a_forms_own_order_of_errors_is_kept():
    class Own(forms.Form):
        def error_list(self):
            return [("id_b", "乙", "错"), ("", "", "整体错")]

    assert errors.collect(Own({})) == [errors.ErrorLine("错", "乙", "id_b"), errors.ErrorLine("整体错")]

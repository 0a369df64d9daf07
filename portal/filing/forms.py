"""The base of every filing's form. It is built from the type's declaration and hands its content to perform()."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import TEMPLATE_PACK, Layout, LayoutObject
from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.template.loader import render_to_string

from portal.filing import formfields, snapshots
from portal.filing.partly import ask_readable
from portal.filing.registry import FilingType
from portal.filing.tables import drop_others, kept_rows, rows_in_order
from portal.filing.workflow import Unmet, ask
from portal.ui.layout import F
from portal.ui.layout import Section as SectionLayout


class Shown(LayoutObject):
    """A value the system fills in, shown where the paper has it."""

    template = "filing/_shown.html"
    fields: list = []

    def __init__(self, cell):
        self.cell = cell

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        cell, row = self.cell, form.instance
        value = snapshots.display(row, cell.name)
        label = cell.label or snapshots.label_of(type(row), cell.name)
        return render_to_string(self.template, {"label": label, "value": value, "cell": cell})


class FilingForm(forms.ModelForm):
    """保存 validates fully (manual 000 §3.1). Field errors first; then the type's rules over the whole content, so
    that every reason is shown at once. Sub-tables are formsets with the prefix of their relation."""

    kind: FilingType

    def __init__(self, *args, kind: FilingType, actor, **kwargs):
        self.kind, self.actor = kind, actor
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            formfields.speak(field)
        self.order_fields([cell.name for section in kind.sections for cell in section.cells])
        self.tables = [self._formset(table) for table in kind.tables if table.formset]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*(self._section(section) for section in kind.sections))
        self.warnings: list[Unmet] = []

    def _formset(self, table) -> forms.BaseInlineFormSet:
        made = table.formset()
        data = self._posted_rows(made, table) if self.is_bound else None
        formset = made(data, instance=self.instance, prefix=table.name)
        formset.table, formset.title = table, table.title
        formset.columns = {column.name: column for column in table.columns}
        for form in formset.forms:
            self._own_rows_only(formset, form)
            for field in form.fields.values():
                formfields.speak(field)
        return formset

    def _posted_rows(self, formset_class, table):
        if table.fixed or not self.instance.pk:
            return self.data
        known = {str(pk) for pk in getattr(self.instance, table.name).values_list("pk", flat=True)}
        return rows_in_order(self.data, prefix=table.name, known=known, most=formset_class.absolute_max)

    @staticmethod
    def _own_rows_only(formset, form) -> None:
        """Django takes the key of any row of the table here, and then drops it: that tells which keys exist."""
        key = form.fields[formset.model._meta.pk.name]
        key.queryset, key.label = formset.get_queryset(), "已保存的行"

    def _section(self, section):
        cells = [
            F(cell.name, cell.span, cell.unit, button=cell.button) if cell.name in self.fields else Shown(cell)
            for cell in section.cells
            if cell.name in self.fields or not cell.computed
        ]
        number, _, title = section.title.rpartition("、")
        return SectionLayout(section.id, number, title, *cells, hint=section.hint)

    def is_valid(self) -> bool:
        """All of it: fields, rows and the rules over the whole; with errors in single fields, the rules about the
        other fields are asked all the same."""
        tables_valid = self._tables_valid()
        valid = super().is_valid()
        if valid and tables_valid:
            self._ask_rules()
        elif self.is_bound and not self.__dict__.setdefault("_rules_asked", False):
            self._rules_asked = True
            self._ask_readable_rules()
        return self.is_bound and tables_valid and not self.errors and not self._table_faults()

    def _ask_readable_rules(self) -> None:
        unreadable = self.unreadable()
        for formset in self.tables:
            if formset.is_valid():
                self.instance.hold_rows(formset.table.name, kept_rows(formset))
        known = {text for texts in self.errors.values() for text in texts}
        for unmet in list(ask_readable(self.kind.workflow["save"].rules, self.instance, unreadable=unreadable)):
            if unmet.text not in known and not unmet.warning:
                self.add_unmet(unmet)

    def unreadable(self) -> set[str]:
        """Fields and tables that rules cannot be asked about, because what was typed there is not understood."""
        return {*self.errors, *(formset.table.name for formset in self.tables if not formset.is_valid())}

    def _table_faults(self) -> list[str]:
        return [text for formset in self.tables for text in formset.non_form_errors()]

    def _tables_valid(self) -> bool:
        """All are asked, so that every wrong row is shown, not only those of the first table."""
        verdicts = [formset.is_valid() for formset in self.tables]
        return all(verdicts)

    def _ask_rules(self) -> None:
        for formset in self.tables:
            self.instance.hold_rows(formset.table.name, kept_rows(formset))
        gates = self.kind.workflow["save"].rules
        gates = dict.fromkeys((*self.kind.enter_gates, *gates)) if self.instance.pk is None else gates
        for unmet in ask(gates, self.instance):
            if unmet.warning:
                self.warnings.append(unmet)
            else:
                self.add_unmet(unmet)

    def show_only(self) -> None:
        """Show what was typed without judging it: a draft that is offered again."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        for formset in self.tables:
            formset._errors, formset._non_form_errors = [], ErrorList()
            for form in formset.forms:
                form._errors, form.cleaned_data = ErrorDict(), {}

    def add_unmet(self, unmet: Unmet) -> None:
        """Show an obstacle at its field or sub-table, or at the head of the form."""
        formset = next((one for one in self.tables if one.table.name == unmet.field), None)
        if formset is not None:
            formset.non_form_errors().append(unmet.text)
        else:
            self.add_error(unmet.field if unmet.field in self.fields else None, unmet.text)

    def assign(self, row) -> None:
        """Change protocol of perform(): copy the checked values onto the locked row."""
        for name in self._meta.fields:
            if name in self.cleaned_data:
                setattr(row, name, self.cleaned_data[name])

    def write_rows(self, row) -> None:
        for formset in self.tables:
            formset.instance = row
            formset.save()
            if not formset.table.fixed:
                drop_others(formset)
            row.__dict__.get("_pending_rows", {}).pop(formset.table.name, None)

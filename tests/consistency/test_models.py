"""Whatever an administrator may see has a Chinese name."""

import re

import pytest
from django.apps import apps

from tests.consistency.source import ROOMS

CHINESE = re.compile("[\u4e00-\u9fff]")
# Nobody sees these: parent links and blind indexes.
UNSEEN = ("_ptr", "_idx")
MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_model_and_fields_have_chinese_names(model):
    options = model._meta
    assert CHINESE.search(str(options.verbose_name)), "verbose_name"
    assert CHINESE.search(str(options.verbose_name_plural)), "verbose_name_plural"
    unnamed = [
        field.name
        for field in options.local_fields
        if not field.name.endswith(UNSEEN)
        and field.name not in {"id", "uuid"}
        and not CHINESE.search(str(field.verbose_name))
    ]
    assert unnamed == []


@pytest.mark.parametrize("app", ROOMS)
def test_app_has_a_chinese_name(app):
    assert CHINESE.search(apps.get_app_config(app).verbose_name)

from django.apps import AppConfig


class SafetyStandardConfig(AppConfig):
    name = "safety_standard"
    verbose_name = "安全生产标准化"

from django.apps import AppConfig


class CreditHandbookConfig(AppConfig):
    name = "credit_handbook"
    verbose_name = "诚信手册"

from django.apps import AppConfig


class MaintenanceFundConfig(AppConfig):
    name = "maintenance_fund"
    verbose_name = "维修资金"

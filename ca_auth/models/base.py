"""Rows that are written once."""

from typing import Any, NoReturn

from django.db import models


class WrittenOnce(RuntimeError):
    """Something tried to change or delete a row of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(f"{self.model.__name__}: rows are never changed")

    def delete(self) -> NoReturn:
        raise WrittenOnce(f"{self.model.__name__}: rows are only removed by prune_before()")

    def prune_before(self, moment) -> int:
        """Remove what is older than ``moment``; returns the number of rows. Retention is the caller's decision."""
        return self.filter(at__lt=moment)._raw_delete(self.db)


class AppendOnly(models.Model):
    """``save()`` only inserts, nothing deletes; the retention job uses ``objects.prune_before()``."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(f"{type(self).__name__}: rows are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(f"{type(self).__name__}: rows are never deleted")

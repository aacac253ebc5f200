"""The same tables, with the columns that the floor needs."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models


class Person(AbstractBaseUser):
    """Who is signed in."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        db_table = "accounts_user"


class Enterprise(models.Model):
    """Its name."""

    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "enterprises_enterprise"


class Visit(models.Model):
    """What the row of a list shows."""

    park_id = models.BigIntegerField()
    enterprise = models.ForeignKey(Enterprise, models.DO_NOTHING)
    status = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10)
    visited_on = models.DateField()
    met = models.CharField(max_length=200)
    risk = models.CharField(max_length=6)
    summary = models.TextField()

    class Meta:
        managed = False
        db_table = "visits_visit"


class Note(models.Model):
    """What is created; a table of the floor's own, without triggers."""

    enterprise = models.ForeignKey(Enterprise, models.DO_NOTHING)
    author = models.ForeignKey(Person, models.DO_NOTHING)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed = False
        db_table = "benchmarks_note"

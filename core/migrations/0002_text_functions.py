from django.db import migrations

from core.bigrams import DROP_TEXT_FUNCTIONS, TEXT_FUNCTIONS


class Migration(migrations.Migration):
    """The SQL functions behind searching in names and texts (`core/sql/text.sql`)."""

    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(TEXT_FUNCTIONS, DROP_TEXT_FUNCTIONS)]
